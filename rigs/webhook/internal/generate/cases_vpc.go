package generate

import "fmt"

// freeVPCWith is a created VPC with a value at a path of its spec.
func freeVPCWith(value func(*fabric) any, path ...string) edit {
	return create(func(f *fabric) o { return with(f.freeVPC(), value(f), path...) })
}

// subnets is a created VPC with these subnets.
func subnets(of o) edit { return create(func(f *fabric) o { return f.vpc(f.fresh("v-"), of) }) }

func constant(value any) func(*fabric) any { return func(*fabric) any { return value } }

func manySubnets(count int) o {
	of := o{}
	for number := range count {
		of[fmt.Sprintf("s%d", number)] = subnet(fmt.Sprintf("10.1.%d.0/24", number), 2000+number)
	}
	return of
}

func vpcCases() []clauseCases {
	prefix := func(text string) edit { return subnets(o{"a": subnet(text, 2000)}) }
	two := func(one, other o) edit { return subnets(o{"a": one, "b": other}) }
	gateway := func(addr string) edit {
		return subnets(o{"a": o{"subnet": "10.1.7.0/24", "vlan": 2000, "gateway": addr}})
	}
	permit := func(lists ...any) edit {
		return create(func(f *fabric) o {
			return with(f.vpc(f.fresh("v-"), manySubnets(4)), list(lists), "permit")
		})
	}
	route := func(of o) edit { return freeVPCWith(constant(l{of}), "staticRoutes") }
	inOther := func(vpc func(*fabric) o) edit {
		return create(func(f *fabric) o { return with(vpc(f), "other", "ipv4Namespace") })
	}
	return []clauseCases{
		{
			clause: "vpc-name",
			violations: []edit{
				create(func(f *fabric) o { return named(f.freeVPC(), long(f.fresh("v-"), f.between(12, 30))) }),
				create(func(f *fabric) o { return named(f.freeVPC(), f.fresh("ext.v")) }),
			},
			nears: []edit{
				create(func(f *fabric) o { return named(f.freeVPC(), long(f.fresh("v-"), 11)) }),
				create(func(f *fabric) o { return named(f.freeVPC(), f.fresh("ext-")) }),
				create(func(f *fabric) o { return named(f.freeVPC(), f.fresh("ext")) }),
			},
		},
		{
			clause: "vpc-mode",
			violations: []edit{
				freeVPCWith(constant("l3flat"), "mode"), freeVPCWith(constant("l2vni"), "mode"),
				freeVPCWith(constant("L3VNI"), "mode"), set("VPC", "vpc-2", "l3", "mode"),
			},
			nears: []edit{freeVPCWith(constant("l3vni"), "mode"), freeVPCWith(constant(""), "mode")},
		},
		{
			clause: "vpc-subnets",
			violations: []edit{
				subnets(o{}), subnets(manySubnets(21)),
				subnets(o{"a": subnet("10.1.1.0/24", 2000), "b": nil}), freeVPCWith(constant(nil), "subnets"),
			},
			nears: []edit{subnets(manySubnets(20)), subnets(manySubnets(1))},
		},
		{
			clause: "vpc-subnet-parse",
			violations: []edit{
				prefix(""), prefix("10.1.7.0"), prefix("10.1.7.0/31"), prefix("10.1.7.0/32"), prefix("10.1.7/24"),
				prefix("10.1.7.0/24 "), prefix("010.1.7.0/24"), subnets(o{"a": o{"vlan": 2000}}),
			},
			nears: []edit{prefix("10.1.7.0/30"), prefix("10.1.7.9/24"), prefix("10.1.7.252/30")},
		},
		{
			clause: "vpc-subnet-reserved",
			violations: []edit{
				reservedLater("172.30.0.0/24"), reservedLater("172.30.95.0/30"), reservedLater("172.30.19.0/24"),
				prefix("172.30.0.0/24"), prefix("172.30.200.0/24"), prefix("172.30.16.0/30"), prefix("172.30.95.0/30"), prefix("172.16.0.0/12"),
			},
			nears: []edit{beside("172.30.20.0/24"), beside("172.30.95.4/30"), beside("172.31.0.0/16"), beside("172.30.94.0/24")},
		},
		{
			clause: "vpc-subnet-overlap",
			violations: []edit{
				two(subnet("10.1.7.0/24", 2000), subnet("10.1.7.128/25", 2001)), two(subnet("10.1.7.0/24", 2000), subnet("10.1.7.0/24", 2001)),
				two(subnet("10.1.7.9/24", 2000), subnet("10.1.7.64/26", 2001)), two(subnet("10.1.0.0/16", 2000), o{"subnet": "10.1.9.0/30", "hostBGP": true}),
			},
			nears: []edit{
				two(subnet("10.1.7.0/25", 2000), subnet("10.1.7.128/25", 2001)), two(subnet("10.1.7.0/30", 2000), subnet("10.1.7.4/30", 2001)),
			},
		},
		{
			clause: "vpc-namespaces",
			violations: []edit{
				freeVPCWith(constant("missing"), "ipv4Namespace"), freeVPCWith(constant("missing"), "vlanNamespace"),
				freeVPCWith(constant("Default"), "ipv4Namespace"), freeVPCWith(constant("crossings"), "vlanNamespace"),
			},
			nears: []edit{
				freeVPCWith(constant("default"), "ipv4Namespace"), freeVPCWith(constant(""), "vlanNamespace"),
				create(func(f *fabric) o { return with(f.freeVPCOf(2950), "crossing", "vlanNamespace") }),
			},
		},
		{
			clause: "vpc-subnet-in-ns",
			violations: []edit{
				prefix("10.2.0.0/24"), prefix("10.0.0.0/15"), prefix("192.168.0.0/24"), prefix("9.255.255.252/30"), inOther((*fabric).freeVPC),
			},
			nears: []edit{
				prefix("10.1.0.0/16"), prefix("10.1.255.252/30"), prefix("10.1.0.0/30"),
				inOther(func(f *fabric) o { return f.vpc(f.fresh("v-"), o{"a": subnet("10.128.0.0/24", 2000)}) }),
			},
		},
		{
			clause: "vpc-vlan-in-ns",
			violations: []edit{
				subnets(o{"a": subnet("10.1.7.0/24", 999)}), subnets(o{"a": subnet("10.1.7.0/24", 3000)}),
				subnets(o{"a": subnet("10.1.7.0/24", 4095)}), subnets(o{"a": subnet("10.1.7.0/24", 1)}),
				create(func(f *fabric) o { return with(f.freeVPCOf(200), "other", "vlanNamespace") }),
				create(func(f *fabric) o { return with(f.freeVPCOf(301), "other", "vlanNamespace") }),
			},
			nears: []edit{
				subnets(o{"a": subnet("10.1.7.0/24", 1000)}), subnets(o{"a": subnet("10.1.7.0/24", 2999)}),
				create(func(f *fabric) o { return with(f.freeVPCOf(300), "other", "vlanNamespace") }),
				subnets(o{"a": o{"subnet": "10.1.7.0/24", "vlan": 3000, "hostBGP": true}}),
			},
		},
		{
			clause: "vpc-overlap-other",
			violations: []edit{
				prefix("10.0.2.0/24"), prefix("10.0.2.128/25"), prefix("10.0.0.0/16"), prefix("10.0.191.4/30"),
				set("VPC", "vpc-1", "10.0.4.0/24", "subnets", "b", "subnet"),
			},
			nears: []edit{
				prefix("10.0.1.0/24"), prefix("10.0.192.0/24"), set("VPC", "vpc-1", "10.0.3.128/25", "subnets", "b", "subnet"),
				sameSubnetElsewhere,
			},
		},
		{
			clause: "vpc-vlan-required",
			violations: []edit{
				subnets(o{"a": o{"subnet": "10.1.7.0/24"}}), subnets(o{"a": subnet("10.1.7.0/24", 0)}),
				set("VPC", "vpc-1", nil, "subnets", "b", "vlan"), hostsWithout,
			},
			nears: []edit{
				subnets(o{"a": o{"subnet": "10.1.7.0/24", "hostBGP": true}}), subnets(o{"a": subnet("10.1.7.0/24", 1000)}),
				set("VPC", "routed", 0, "subnets", "hosts", "vlan"),
			},
		},
		{
			clause: "vpc-vlan-unique",
			violations: []edit{
				two(subnet("10.1.7.0/24", 2000), subnet("10.1.8.0/24", 2000)), set("VPC", "vpc-3", 1006, "subnets", "b", "vlan"),
			},
			nears: []edit{
				two(subnet("10.1.7.0/24", 2000), subnet("10.1.8.0/24", 2001)),
				two(subnet("10.1.7.0/24", 2000), o{"subnet": "10.1.8.0/24", "vlan": 2000, "hostBGP": true}),
			},
		},
		{
			clause: "vpc-vlan-other",
			violations: []edit{
				subnets(o{"a": subnet("10.1.7.0/24", 1002)}), subnets(o{"a": o{"subnet": "10.1.7.0/24", "vlan": 1005, "hostBGP": true}}),
				subnets(o{"a": subnet("10.1.7.0/24", 1901)}), set("VPC", "vpc-1", 1004, "subnets", "b", "vlan"),
			},
			nears: []edit{
				subnets(o{"a": o{"subnet": "10.1.7.0/24", "hostBGP": true}}), subnets(o{"a": subnet("10.1.7.0/24", 1001)}),
				sameVLANElsewhere, set("VPC", "vpc-1", 1002, "subnets", "default", "vlan"),
			},
		},
		{
			clause: "vpc-gateway",
			violations: []edit{
				gateway("10.1.8.1"), gateway("10.1.6.255"), gateway("10.1.7.1/24"), gateway("none"), gateway("fd00::1"),
			},
			nears: []edit{
				gateway("10.1.7.254"), gateway("10.1.7.255"), gateway("10.1.7.0"), gateway(""),
				subnets(o{"a": o{"subnet": "10.1.7.0/24", "gateway": "10.1.8.1", "hostBGP": true}}),
			},
		},
		{
			clause: "vpc-hostbgp",
			violations: []edit{
				subnets(o{"a": o{"subnet": "10.1.7.0/24", "hostBGP": true, "dhcp": o{"enable": true}}}),
				set("VPC", "routed", o{"enable": true, "range": o{"start": "10.0.191.10", "end": "10.0.191.20"}}, "subnets", "hosts", "dhcp"),
			},
			nears: []edit{
				subnets(o{"a": o{"subnet": "10.1.7.0/24", "hostBGP": true, "dhcp": o{"relay": "10.9.9.9/32"}}}),
				set("VPC", "routed", o{"enable": false}, "subnets", "hosts", "dhcp"),
			},
		},
		{
			clause: "vpc-permit",
			violations: []edit{
				permit(l{"s0"}), permit(l{"s0", "missing"}), permit(l{"s0", "s0"}), permit(l{}), permit(l{"s0", "s1"}, l{"s1", "s2", "s1"}),
			},
			nears: []edit{permit(l{"s0", "s1"}), permit(l{"s0", "s1", "s2", "s3"}), permit(l{"s0", "s1"}, l{"s1", "s0"}), permit()},
		},
		{
			clause: "vpc-route",
			violations: []edit{
				route(o{"nextHops": l{"10.9.0.1"}}), route(o{"prefix": "10.42.0.1/24", "nextHops": l{"10.9.0.1"}}),
				route(o{"prefix": "10.42.0.0/24"}), route(o{"prefix": "10.42.0.0/24", "nextHops": l{}}), route(o{"prefix": "10.42.0.0", "nextHops": l{"10.9.0.1"}}),
			},
			nears: []edit{
				route(o{"prefix": "10.42.0.0/24", "nextHops": l{"10.9.0.1"}}), route(o{"prefix": "10.42.0.1/32", "nextHops": l{"10.9.0.1"}}),
				route(o{"prefix": "0.0.0.0/0", "nextHops": l{"next"}}),
			},
		},
		{
			clause: "vpc-delete",
			violations: []edit{
				remove("VPC", "vpc-1"), remove("VPC", "vpc-2"), usedVPC(useByAttachment), usedVPC(useByPeering), usedVPC(useByExternal), usedVPC(useByStatic),
			},
			nears: []edit{usedVPC(nil), remove("VPC", "vpc-6"), remove("VPC", "apart"), usedVPC(useByRelay)},
		},
	}
}

// hostsWithout takes hostBGP from a subnet and its VLAN.
func hostsWithout(f *fabric) {
	object := with(f.get("VPC", "routed"), nil, "subnets", "hosts", "hostBGP")
	f.aimUpdate(with(object, nil, "subnets", "hosts", "vlan"))
}

func (f *fabric) freeVPCOf(vlan int) o {
	return f.vpc(f.fresh("v-"), o{"a": subnet(f.freeSubnet(), vlan)})
}

// beside is a VPC in an IPv4Namespace of its own, next to what is reserved.
func beside(prefix string) edit {
	return func(f *fabric) {
		name := f.fresh("ns-")
		f.create(f.manifest("IPv4Namespace", name, o{"subnets": l{prefix}}))
		f.aimCreate(with(f.vpc(f.fresh("v-"), o{"a": subnet(prefix, f.freeVLAN())}), name, "ipv4Namespace"))
	}
}

// reservedLater is as beside, but the prefix is reserved after its IPv4Namespace was created.
func reservedLater(prefix string) edit {
	return func(f *fabric) {
		name := f.fresh("ns-")
		f.configure(o{"reservedSubnets": l{}})
		f.create(f.manifest("IPv4Namespace", name, o{"subnets": l{prefix}}))
		f.configure(nil)
		f.aimCreate(with(f.vpc(f.fresh("v-"), o{"a": subnet(prefix, f.freeVLAN())}), name, "ipv4Namespace"))
	}
}

func sameSubnetElsewhere(f *fabric) {
	name := f.fresh("ns-")
	f.create(f.manifest("IPv4Namespace", name, o{"subnets": l{"10.0.0.0/16"}}))
	f.aimCreate(with(f.vpc(f.fresh("v-"), o{"a": subnet("10.0.2.0/24", f.freeVLAN())}), name, "ipv4Namespace"))
}

func sameVLANElsewhere(f *fabric) {
	name := f.fresh("ns-")
	f.create(f.manifest("VLANNamespace", name, o{"ranges": l{o{"from": 1000, "to": 1100}}}))
	f.aimCreate(with(f.freeVPCOf(1002), name, "vlanNamespace"))
}

// usedVPC deletes a VPC of its own after something refers to it.
func usedVPC(use func(*fabric, string)) edit {
	return func(f *fabric) {
		vpc := f.freeVPC()
		f.create(vpc)
		if use != nil {
			use(f, nameOf(vpc))
		}
		f.aimDelete("VPC", nameOf(vpc))
	}
}

func useByAttachment(f *fabric, vpc string) { f.create(f.attachment(vpc+"/a", "unbundled-conn")) }

func useByPeering(f *fabric, vpc string) {
	f.create(f.manifest("VPCPeering", f.fresh("p-"), o{"permit": l{o{"vpc-3": o{}, vpc: o{}}}}))
}

func useByExternal(f *fabric, vpc string) {
	peering := externalPeering(vpc, "ext-bgp")
	peering["permit"].(o)["vpc"] = o{"name": vpc}
	f.create(f.manifest("ExternalPeering", f.fresh("p-"), peering))
}

func useByStatic(f *fabric, vpc string) {
	f.create(with(f.staticExternal(f.fresh("c-"), nil), vpc, "staticExternal", "withinVPC"))
}

// useByRelay does not keep the VPC.
func useByRelay(f *fabric, vpc string) {
	f.update(with(f.get("VPC", "vpc-5"), o{"relay": "10.9.9.9/32", "relayVPC": vpc}, "subnets", "b", "dhcp"))
}
