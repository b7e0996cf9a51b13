package generate

func linkCases() []clauseCases {
	link := func(spine, leaf string) edit {
		return create(func(f *fabric) o { return f.fabricLink(spine, leaf) })
	}
	static := func(device o) edit {
		return create(func(f *fabric) o { return f.staticExternal(f.fresh("c-"), device) })
	}
	routes := func(texts ...any) edit { return static(o{"subnets": list(texts)}) }
	within := func(vpc any) edit {
		return create(func(f *fabric) o {
			return with(f.staticExternal(f.fresh("c-"), nil), vpc, "staticExternal", "withinVPC")
		})
	}
	return []clauseCases{
		{
			clause: "conn-link-ip",
			violations: []edit{
				link("172.30.200.0/30", "172.30.200.1/30"), link("172.30.200.0/31", "172.30.200.2/31"), link("172.30.127.0/31", "172.30.127.1/31"),
				link("172.30.128.4/31", "172.30.128.5/31"), link("172.30.200.0", "172.30.200.1"), link("172.30.200.0/32", "172.30.200.1/31"),
				link("fd00::/127", "fd00::1/127"), link("172.31.0.0/31", "172.31.0.1/31"), link("172.30.200.1/31", "172.30.200.2/31"), link("", "172.30.200.1"), link("fd00::/127", ""),
				twoLinks("172.30.200.1/31", "172.30.200.0/31"), link("172.30.200.0/31", "172.30.200.0/31"),
			},
			nears: []edit{
				link("172.30.128.0/31", "172.30.128.1/31"), link("172.30.255.255/31", "172.30.255.254/31"), link("172.31.0.0/30", ""), link("", ""),
				twoLinks("172.30.200.2/31", "172.30.200.3/31"),
			},
		},
		{
			clause: "conn-static",
			violations: []edit{
				static(o{"ip": "192.168.7.1"}), static(o{"ip": ""}), static(o{"nextHop": "192.168.8.2"}), static(o{"nextHop": ""}),
				routes("192.168.8.1/24"), routes("192.168.8.0"), routes("192.168.8.0/24", "192.168.8.0/25"), routes("0.0.0.0/0", "192.168.8.0/24"),
				routes("172.30.8.0/24"), routes("172.16.0.0/12"), static(o{"ip": "fd00::1/64", "nextHop": "fd00::2"}),
			},
			nears: []edit{
				static(o{"nextHop": "192.168.7.254"}), routes("192.168.8.0/25", "192.168.8.128/25"), routes("0.0.0.0/0"), routes("172.30.20.0/22"),
				static(o{"vlan": 4095}), static(o{"ip": "192.168.7.1/31", "nextHop": "192.168.7.0"}),
			},
		},
		{
			clause:     "conn-withinvpc",
			violations: []edit{within("missing"), within("vpc"), within("VPC-1")},
			nears:      []edit{within("vpc-2"), within(nil), within("apart")},
		},
		{
			clause: "conn-type-immutable",
			violations: []edit{
				retype("unbundled-conn", o{"bundled": o{"links": l{serverLink("server-3/enp2s1", "leaf-5/E1/3")}}}),
				retype("ext-conn", o{"staticExternal": o{"link": o{"switch": o{"port": "leaf-5/E1/23", "ip": "192.168.7.1/24", "nextHop": "192.168.7.2"}}}}),
				retype("bundled-conn", o{"eslag": o{"links": linksTo("leaf-1/E1/20", "leaf-2/E1/20")}}),
				mclagToESLAG,
				// the first type counts, and it has changed
				set("Connection", "ext-conn", o{"link": serverLink("spare/enp2s1", "leaf-5/E1/20")}, "unbundled"),
			},
			nears: []edit{
				set("Connection", "unbundled-conn", serverLink("spare/enp2s1", "leaf-1/E1/20"), "unbundled", "link"),
				// the first type counts, and it has not changed
				set("Connection", "unbundled-conn", o{"link": o{"switch": port("leaf-5/E1/21")}}, "external"),
				set("Connection", "bundled-conn", linksTo("leaf-5/E1/1"), "bundled", "links"),
			},
		},
		{
			clause: "conn-withinvpc-immutable",
			violations: []edit{
				set("Connection", "static-conn", "vpc-2", "staticExternal", "withinVPC"), set("Connection", "static-conn", nil, "staticExternal", "withinVPC"),
				func(f *fabric) {
					connection := f.staticExternal(f.fresh("c-"), nil)
					f.create(connection)
					f.aimEdit("Connection", nameOf(connection), "vpc-1", "staticExternal", "withinVPC")
				},
			},
			nears: []edit{
				set("Connection", "static-conn", "vpc-1", "staticExternal", "withinVPC"), set("Connection", "static-conn", l{"192.168.9.0/24"}, "staticExternal", "link", "switch", "subnets"),
			},
		},
		{
			clause: "conn-delete",
			violations: []edit{
				remove("Connection", "eslag-conn"), remove("Connection", "bundled-conn"), remove("Connection", "ext-conn"), remove("Connection", "ext-conn-2"),
			},
			nears: []edit{
				remove("Connection", "unbundled-conn"), remove("Connection", "static-conn"), remove("Connection", "spine-1--fabric--leaf-1"),
				func(f *fabric) {
					f.remove("VPCAttachment", "at-eslag")
					f.aimDelete("Connection", "eslag-conn")
				},
			},
		},
		{
			clause: "conn-mode",
			violations: []edit{
				configured(o{"mode": "collapsed-core"}, linkedTo("eslag", "leaf-1/E1/20", "leaf-2/E1/20")),
				configured(o{"mode": "collapsed-core"}, connectionOf(o{"gateway": o{"links": l{o{"switch": port("leaf-5/E1/20"), "gateway": port("gateway-9/enp2s1")}}}})),
			},
			nears: []edit{
				configured(o{"mode": "spine-leaf"}, linkedTo("eslag", "leaf-1/E1/20", "leaf-2/E1/20")),
				configured(o{"mode": "collapsed-core"}, linkedTo("bundled", "leaf-5/E1/20", "leaf-5/E1/21")),
				connectionOf(o{"gateway": o{"links": l{o{"switch": port("leaf-5/E1/20"), "gateway": port("gateway-9/enp2s1")}}}}),
			},
		},
	}
}

// twoLinks is a fabric connection with 172.30.200.0/31 on its first link, and these on its second.
func twoLinks(spine, leaf string) edit {
	return create(func(f *fabric) o {
		object := f.fabricLink("172.30.200.0/31", "172.30.200.1/31")
		of := object["spec"].(o)["fabric"].(o)
		of["links"] = append(of["links"].(l), o{"spine": routedPort("spine-1/E1/61", spine), "leaf": routedPort("leaf-1/E1/21", leaf)})
		return object
	})
}

func retype(name string, spec o) edit {
	return func(f *fabric) {
		object := f.get("Connection", name)
		object["spec"] = spec
		f.aimUpdate(object)
	}
}

func mclagToESLAG(f *fabric) {
	links := linksTo("leaf-1/E1/20", "leaf-2/E1/20")
	connection := f.connection(f.fresh("c-"), "mclag", o{"links": links})
	f.create(connection)
	retype(nameOf(connection), o{"eslag": o{"links": links}})(f)
}
