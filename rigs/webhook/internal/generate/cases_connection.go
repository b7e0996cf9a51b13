package generate

import "fmt"

// unbundledTo is a new unbundled connection between a server's port and a switch's.
func unbundledTo(server, device string) edit {
	return create(func(f *fabric) o { return f.unbundled(f.fresh("c-"), server, device) })
}

// linkedTo is a new connection of several links from the server `spare`.
func linkedTo(sort string, devices ...string) edit {
	return create(func(f *fabric) o { return f.linked(f.fresh("c-"), sort, "spare", devices...) })
}

// connectionOf is a new connection of any type.
func connectionOf(spec o) edit {
	return create(func(f *fabric) o { return f.manifest("Connection", f.fresh("c-"), spec) })
}

// after makes an edit after a switch was changed.
func after(device string, value any, field string, make edit) edit {
	return func(f *fabric) {
		f.update(with(f.get("Switch", device), value, field))
		make(f)
	}
}

func eslagLinks(servers ...string) edit {
	return create(func(f *fabric) o {
		links := l{}
		for index, server := range servers {
			links = append(links, serverLink(fmt.Sprintf("%s/enp2s%d", server, index+1), fmt.Sprintf("leaf-%d/E1/20", index+1)))
		}
		return f.connection(f.fresh("c-"), "eslag", o{"links": links})
	})
}

func meshOf(ends ...string) o {
	links := l{}
	for index := 0; index < len(ends); index += 2 {
		links = append(links, o{"leaf1": port(ends[index]), "leaf2": port(ends[index+1])})
	}
	return o{"mesh": o{"links": links}}
}

func loopbackOf(one, other string) o {
	return o{"vpcLoopback": o{"links": l{o{"switch1": port(one), "switch2": port(other)}}}}
}

func fabricOf(ends ...string) o {
	links := l{}
	for index := 0; index < len(ends); index += 2 {
		links = append(links, o{"spine": port(ends[index]), "leaf": port(ends[index+1])})
	}
	return o{"fabric": o{"links": links}}
}

func connectionCases() []clauseCases {
	free := "leaf-5/E1/20"
	both := o{"unbundled": o{"link": serverLink("spare/enp2s1", free)}, "external": o{"link": o{"switch": port("leaf-5/E1/21")}}}
	mclag := o{"mclag": o{"links": l{serverLink("spare/enp2s1", "leaf-6/E1/2"), serverLink("spare/enp2s2", "leaf-6/E1/2")}}}
	return []clauseCases{
		{
			clause:     "conn-type",
			violations: []edit{connectionOf(o{}), connectionOf(o{"unbundeld": o{}})},
			nears:      []edit{unbundledTo("spare/enp2s1", free), connectionOf(both), connectionOf(mclag)},
		},
		{
			clause: "conn-port-form",
			violations: []edit{
				unbundledTo("spare/enp2s1", "leaf-5"), unbundledTo("spare/enp2s1", "leaf-5/"), unbundledTo("spare/enp2s1", "/E1/20"),
				unbundledTo("spare", free), unbundledTo("", free), unbundledTo("spare/enp2s1", ""), linkedTo("bundled", free, free),
				connectionOf(loopbackOf(free, free)),
			},
			nears: []edit{unbundledTo("spare/1", free), linkedTo("bundled", free, "leaf-5/E1/21"), connectionOf(loopbackOf(free, "leaf-5/E1/21"))},
		},
		{
			clause: "conn-ends",
			violations: []edit{
				linkedTo("bundled", free, "leaf-1/E1/20"), linkedTo("eslag", "leaf-1/E1/20"), linkedTo("bundled"),
				connectionOf(loopbackOf(free, "leaf-1/E1/20")), eslagLinks("spare", "spare-2"), connectionOf(meshOf(free, "leaf-5/E1/21")),
				connectionOf(meshOf("leaf-5/E1/31", "leaf-1/E1/20", "leaf-5/E1/31/1", "leaf-2/E1/20")),
				connectionOf(fabricOf("spine-1/E1/60", "leaf-1/E1/20", "spine-2/E1/60", "leaf-1/E1/21")), fiveSwitches,
			},
			nears: []edit{
				linkedTo("bundled", free), eslagLinks("spare", "spare"), connectionOf(meshOf(free, "leaf-1/E1/20")),
				connectionOf(fabricOf("spine-1/E1/60", "leaf-1/E1/20", "spine-1/E1/61", "leaf-1/E1/21")), fourSwitches,
			},
		},
		{
			clause: "conn-refs",
			violations: []edit{
				unbundledTo("missing/enp2s1", free), unbundledTo("spare/enp2s1", "missing/E1/20"), connectionOf(o{"external": o{"link": o{"switch": port("server-1/E1/20")}}}),
				connectionOf(meshOf(free, "spare/E1/20")),
			},
			nears: []edit{unbundledTo("spare-2/enp2s1", free), unbundledTo("spare/enp2s1", "spine-1/E1/60"), connectionOf(meshOf(free, "leaf-4/E1/11"))},
		},
		{
			clause: "conn-port-profile",
			violations: []edit{
				unbundledTo("spare/enp2s1", "leaf-5/E1/33"), unbundledTo("spare/enp2s1", "leaf-5/E1/31/2"), unbundledTo("spare/enp2s1", "leaf-5/E2/1"),
				unbundledTo("spare/enp2s1", "leaf-5/M2"), after("leaf-5", o{"E1/31": "2x50G"}, "portBreakouts", unbundledTo("spare/enp2s1", "leaf-5/E1/31/3")),
				unbundledTo("spare/enp2s1", "leaf-5/E1/20/2"),
			},
			nears: []edit{
				unbundledTo("spare/enp2s1", "leaf-5/E1/32"), unbundledTo("spare/enp2s1", "leaf-5/E1/31/1"), unbundledTo("spare/enp2s1", "leaf-5/M1"),
				after("leaf-5", o{"E1/31": "4x25G"}, "portBreakouts", unbundledTo("spare/enp2s1", "leaf-5/E1/31/4")),
				after("leaf-5", o{"E1/31": "2x50G"}, "portBreakouts", unbundledTo("spare/enp2s1", "leaf-5/E1/31/2")),
			},
		},
		{
			clause: "conn-port-unique",
			violations: []edit{
				unbundledTo("spare/enp2s1", "leaf-5/E1/3"), unbundledTo("server-3/enp2s1", free), unbundledTo("spare/enp2s1", "leaf-1/E1/9"),
				unbundledTo("spare/enp2s1", "leaf-5/E1/24"), unbundledTo("spare/enp2s1", "leaf-5/E1/19"), aliasOf("leaf-5/E1/31", "leaf-5/E1/31/1"),
				aliasOf("leaf-5/E1/31/1", "leaf-5/E1/31"),
			},
			nears: []edit{
				unbundledTo("server-3/enp2s2", free), unbundledTo("spare/enp2s1", "leaf-1/E1/3"), afterMCLAG(mclag),
				set("Connection", "unbundled-conn", serverLink("server-3/enp2s1", "leaf-5/E1/3"), "unbundled", "link"),
				after("leaf-5", o{"E1/31": "4x25G"}, "portBreakouts", aliasOf("leaf-5/E1/31/1", "leaf-5/E1/31/2")),
			},
		},
		{
			clause: "conn-eslag",
			violations: []edit{
				linkedTo("eslag", "leaf-5/E1/20", "leaf-5/E1/21"), linkedTo("eslag", "leaf-1/E1/20", "leaf-3/E1/20"),
				linkedTo("eslag", "leaf-6/E1/20", "leaf-6/E1/21"), linkedTo("eslag", "leaf-5/E1/20", "leaf-7/E1/20"),
			},
			nears: []edit{
				linkedTo("eslag", "leaf-1/E1/20", "leaf-2/E1/20"), linkedTo("eslag", "leaf-1/E1/20", "leaf-5/E1/20"), linkedTo("eslag", "leaf-3/E1/11", "leaf-3/E1/1"),
			},
		},
		{
			clause: "conn-mtu",
			violations: []edit{
				set("Connection", "unbundled-conn", 9037, "unbundled", "mtu"), set("Connection", "bundled-conn", 9100, "bundled", "mtu"),
				configured(o{"fabricMTU": 9000}, set("Connection", "bundled-conn", 8937, "bundled", "mtu")),
			},
			nears: []edit{
				set("Connection", "unbundled-conn", 9036, "unbundled", "mtu"), set("Connection", "bundled-conn", 9036, "bundled", "mtu"),
				set("Connection", "eslag-conn", 9100, "eslag", "mtu"), configured(o{"fabricMTU": 9000}, set("Connection", "bundled-conn", 8936, "bundled", "mtu")),
			},
		},
	}
}

func linksTo(devices ...string) l {
	links := l{}
	for index, device := range devices {
		links = append(links, serverLink(fmt.Sprintf("spare/enp2s%d", index+1), device))
	}
	return links
}

func fourSwitches(f *fabric) {
	f.aimCreate(f.connection(f.fresh("c-"), "eslag", o{"links": linksTo("leaf-1/E1/20", "leaf-2/E1/20", "leaf-5/E1/20", "leaf-8/E1/20")}))
}

func fiveSwitches(f *fabric) {
	f.aimCreate(f.connection(f.fresh("c-"), "eslag", o{"links": linksTo("leaf-1/E1/20", "leaf-2/E1/20", "leaf-5/E1/20", "leaf-8/E1/20", "leaf-7/E1/20")}))
}

// aliasOf uses two names of ports in two connections.
func aliasOf(first, second string) edit {
	return func(f *fabric) {
		f.create(f.unbundled(f.fresh("c-"), "spare/enp2s1", first))
		f.aimCreate(f.unbundled(f.fresh("c-"), "spare-2/enp2s1", second))
	}
}

// afterMCLAG uses a port that an mclag connection has as well.
func afterMCLAG(mclag o) edit {
	return func(f *fabric) {
		f.create(f.manifest("Connection", f.fresh("c-"), mclag))
		f.aimCreate(f.unbundled(f.fresh("c-"), "spare/enp2s1", "leaf-6/E1/2"))
	}
}
