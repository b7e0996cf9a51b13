package generate

// freeSwitchWith is a new leaf with a value at a path.
func freeSwitchWith(value any, path ...string) edit {
	return create(func(f *fabric) o { return with(f.freeSwitch(), value, path...) })
}

// spineWith is a new spine with a value at a path.
func spineWith(value any, path ...string) edit {
	return create(func(f *fabric) o {
		object := with(f.freeSwitch(), "spine", "role")
		return with(with(with(object, 65100, "asn"), nil, "vtepIP"), value, path...)
	})
}

// mclagWith is a new leaf of redundancy type mclag with a value at a path.
func mclagWith(value any, path ...string) edit {
	return create(func(f *fabric) o {
		return with(with(f.freeSwitch(), o{"group": "mclag-1", "type": "mclag"}, "redundancy"), value, path...)
	})
}

func switchCases() []clauseCases {
	flap := func(of o) edit { return freeSwitchWith(of, "linkFlapErrDisable") }
	return []clauseCases{
		{
			clause: "sw-required",
			violations: []edit{
				freeSwitchWith(nil, "role"), freeSwitchWith(nil, "profile"), freeSwitchWith(nil, "asn"), freeSwitchWith(0, "asn"),
				freeSwitchWith(nil, "ip"), freeSwitchWith("", "protocolIP"), freeSwitchWith(nil, "vtepIP"), spineWith("172.30.12.99/32", "vtepIP"),
			},
			nears: []edit{spineWith(nil, "vtepIP"), spineWith("", "vtepIP"), freeSwitchWith("border-leaf", "role"), freeSwitchWith(nil, "description")},
		},
		{
			clause:     "sw-role",
			violations: []edit{freeSwitchWith("leaf", "role"), freeSwitchWith("Spine", "role"), freeSwitchWith("superspine", "role")},
			nears: []edit{
				freeSwitchWith("mixed-leaf", "role"), freeSwitchWith("border-leaf", "role"), freeSwitchWith("server-leaf", "role"),
				freeSwitchWith("virtual-edge", "role"), spineWith("a spine", "description"),
			},
		},
		{
			clause: "sw-refs",
			violations: []edit{
				freeSwitchWith("missing", "profile"), freeSwitchWith(l{"default", "missing"}, "vlanNamespaces"), freeSwitchWith(l{"missing"}, "groups"),
				freeSwitchWith(l{""}, "groups"), freeSwitchWith(o{"group": "missing", "type": "eslag"}, "redundancy"),
			},
			nears: []edit{
				freeSwitchWith("layer3", "profile"), freeSwitchWith(l{"default", "other"}, "vlanNamespaces"), freeSwitchWith(l{"border", "eslag-1"}, "groups"),
				freeSwitchWith(o{"group": "eslag-2", "type": "eslag"}, "redundancy"), freeSwitchWith(l{}, "vlanNamespaces"),
			},
		},
		{
			clause: "sw-vlanns-overlap",
			violations: []edit{
				freeSwitchWith(l{"default", "crossing"}, "vlanNamespaces"), set("Switch", "leaf-5", l{"crossing", "other", "default"}, "vlanNamespaces"),
			},
			nears: []edit{
				freeSwitchWith(l{"other", "crossing"}, "vlanNamespaces"), set("Switch", "leaf-5", l{"other", "default"}, "vlanNamespaces"), besideDefault,
			},
		},
		{
			clause: "sw-redundancy",
			violations: []edit{
				freeSwitchWith(o{"group": "eslag-1"}, "redundancy"), freeSwitchWith(o{"type": "eslag"}, "redundancy"),
				freeSwitchWith(o{"group": "eslag-1", "type": "lag"}, "redundancy"),
				create(func(f *fabric) o {
					return with(with(f.freeSwitch(), o{"group": "eslag-1", "type": "eslag"}, "redundancy"), "bare", "profile")
				}),
			},
			nears: []edit{
				freeSwitchWith(o{"group": "eslag-1", "type": "eslag"}, "redundancy"), mclagWith("a note", "description"), freeSwitchWith(o{}, "redundancy"),
				create(func(f *fabric) o {
					return with(with(f.freeSwitch(), o{"group": "eslag-1", "type": "eslag"}, "redundancy"), "layer3", "profile")
				}),
			},
		},
		{
			clause: "sw-asn",
			violations: []edit{
				freeSwitchWith(65100, "asn"), freeSwitchWith(65534, "asn"), freeSwitchWith(65101, "asn"), spineWith(65101, "asn"), spineWith(65099, "asn"),
				freeSwitchWith(1, "asn"), set("Switch", "leaf-5", 65103, "asn"), mclagWith(65534, "asn"),
			},
			nears: []edit{
				freeSwitchWith(65533, "asn"), mclagWith(65106, "asn"), spineWith(65100, "asn"), mclagWith(65101, "asn"), set("Switch", "leaf-5", 65105, "asn"),
			},
		},
		{
			clause: "sw-ip",
			violations: []edit{
				freeSwitchWith("172.30.0.200", "ip"), freeSwitchWith("172.30.8.1/21", "ip"), freeSwitchWith("172.30.4.0/21", "ip"), freeSwitchWith("172.30.0.1/21", "ip"),
				freeSwitchWith("172.30.0.11/21", "ip"), freeSwitchWith("172.30.7.255/21", "ip"), freeSwitchWith("172.29.255.255/21", "ip"), set("Switch", "spine-1", "172.30.0.6/21", "ip"),
			},
			nears: []edit{
				freeSwitchWith("172.30.3.255/21", "ip"), freeSwitchWith("172.30.0.2/21", "ip"), set("Switch", "spine-1", "172.30.0.5/21", "ip"),
				freeSwitchWith("172.30.0.200/24", "ip"),
			},
		},
		{
			clause: "sw-protocol-ip",
			violations: []edit{
				freeSwitchWith("172.30.8.200", "protocolIP"), freeSwitchWith("172.30.8.200/31", "protocolIP"), freeSwitchWith("172.30.12.0/32", "protocolIP"),
				freeSwitchWith("172.30.8.11/32", "protocolIP"), freeSwitchWith("172.30.7.255/32", "protocolIP"), set("Switch", "spine-1", "172.30.8.2/32", "protocolIP"),
			},
			nears: []edit{
				freeSwitchWith("172.30.11.255/32", "protocolIP"), freeSwitchWith("172.30.8.0/32", "protocolIP"), set("Switch", "spine-1", "172.30.8.200/32", "protocolIP"),
			},
		},
		{
			clause: "sw-vtep-ip",
			violations: []edit{
				freeSwitchWith("172.30.12.200", "vtepIP"), freeSwitchWith("172.30.12.200/31", "vtepIP"), freeSwitchWith("172.30.16.0/32", "vtepIP"),
				freeSwitchWith("172.30.12.1/32", "vtepIP"), freeSwitchWith("172.30.11.255/32", "vtepIP"), set("Switch", "leaf-2", "172.30.12.3/32", "vtepIP"),
				mclagWith("172.30.16.0/32", "vtepIP"),
			},
			nears: []edit{
				freeSwitchWith("172.30.15.255/32", "vtepIP"), freeSwitchWith("172.30.12.0/32", "vtepIP"), mclagWith("172.30.12.6/32", "vtepIP"),
			},
		},
		{
			clause: "sw-roce",
			violations: []edit{
				create(func(f *fabric) o { return with(with(f.freeSwitch(), "layer3", "profile"), true, "roce") }),
				create(func(f *fabric) o { return with(with(f.freeSwitch(), "bare", "profile"), true, "ecmp", "roceQPN") }),
				set("Switch", "leaf-8", true, "roce"), set("Switch", "spine-1", true, "ecmp", "roceQPN"),
			},
			nears: []edit{
				freeSwitchWith(true, "roce"), freeSwitchWith(true, "ecmp", "roceQPN"), set("Switch", "leaf-8", false, "roce"), set("Switch", "spine-1", true, "roce"),
			},
		},
		{
			clause: "sw-linkflap",
			violations: []edit{
				flap(o{"flapThreshold": 0}), flap(o{"flapThreshold": 51}), flap(o{"samplingInterval": 0}), flap(o{"samplingInterval": 65536}),
				flap(o{"recoveryInterval": -1}), flap(o{"recoveryInterval": 65535}),
			},
			nears: []edit{
				flap(o{"flapThreshold": 1, "samplingInterval": 1, "recoveryInterval": 0}), flap(o{"flapThreshold": 50, "samplingInterval": 65535, "recoveryInterval": 65534}),
				flap(o{}), flap(o{"flapThreshold": 50}),
			},
		},
		{
			clause: "sw-roce-breakout",
			violations: []edit{
				after("leaf-5", true, "roce", set("Switch", "leaf-5", o{"E1/31": "4x25G"}, "portBreakouts")), roceWithBreakout(false), roceWithBreakout(true),
			},
			nears: []edit{
				set("Switch", "leaf-5", o{"E1/31": "4x25G"}, "portBreakouts"), after("leaf-5", true, "roce", set("Switch", "leaf-5", "a note", "description")),
				set("Switch", "leaf-5", true, "roce"), create(func(f *fabric) o {
					return with(with(f.freeSwitch(), true, "roce"), o{"E1/31": "4x25G"}, "portBreakouts")
				}),
			},
		},
		{
			clause:     "sw-delete",
			violations: []edit{remove("Switch", "leaf-1"), remove("Switch", "spine-2"), remove("Switch", "leaf-5")},
			nears: []edit{
				func(f *fabric) {
					device := f.freeSwitch()
					f.create(device)
					f.aimDelete("Switch", nameOf(device))
				},
				withoutConnections,
			},
		},
		{
			clause:     "srv-delete",
			violations: []edit{remove("Server", "server-1"), remove("Server", "server-2"), remove("Server", "server-3")},
			nears:      []edit{remove("Server", "spare"), remove("Server", "spare-2")},
		},
		{
			clause: "profile",
			violations: []edit{
				remove("SwitchProfile", "layer3"), remove("SwitchProfile", "spine"), set("SwitchProfile", "full", "a switch", "displayName"),
				set("SwitchProfile", "bare", o{"l2vni": true}, "features"),
			},
			nears: []edit{
				configured(o{"extraProfiles": true}, set("SwitchProfile", "full", "a switch", "displayName")),
				configured(o{"extraProfiles": true}, func(f *fabric) {
					f.create(f.manifest("SwitchProfile", "another", profile(o{})))
					f.aimDelete("SwitchProfile", "another")
				}),
			},
		},
	}
}

// besideDefault gives a switch two VLANNamespaces whose ranges are next to each other.
func besideDefault(f *fabric) {
	name := f.fresh("ns-")
	f.create(f.manifest("VLANNamespace", name, o{"ranges": l{o{"from": 900, "to": 999}}}))
	f.aimEdit("Switch", "leaf-5", l{"default", name}, "vlanNamespaces")
}

// roceWithBreakout turns roce off, or on, and changes a breakout in the same step.
func roceWithBreakout(on bool) edit {
	return func(f *fabric) {
		f.update(with(f.get("Switch", "leaf-5"), !on, "roce"))
		f.aimUpdate(with(with(f.get("Switch", "leaf-5"), on, "roce"), o{"E1/31": "2x50G"}, "portBreakouts"))
	}
}

// withoutConnections deletes a switch after the connections of it.
func withoutConnections(f *fabric) {
	f.remove("Connection", "bare-conn")
	f.remove("Connection", "spine-1--fabric--leaf-8")
	f.remove("Connection", "spine-2--fabric--leaf-8")
	f.aimDelete("Switch", "leaf-8")
}
