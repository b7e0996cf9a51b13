package generate

import "strings"

func named(object o, name string) o {
	object["metadata"].(o)["name"] = name
	return object
}

func allKindsCases() []clauseCases {
	serverNamed := func(name func(*fabric) string) edit {
		return create(func(f *fabric) o { return f.manifest("Server", name(f), o{}) })
	}
	inNamespace := func(kind, namespace string, spec o) edit {
		return create(func(f *fabric) o {
			object := f.manifest(kind, f.fresh("n-"), spec)
			object["metadata"].(o)["namespace"] = namespace
			return object
		})
	}
	longName := func(length int) edit {
		return func(f *fabric) {
			name := long(f.fresh("c-"), length)
			f.create(f.unbundled(name, "spare/enp2s1", "leaf-5/E1/20"))
			f.aimCreate(f.attachment("vpc-3/default", name))
		}
	}
	longServer := func(length int) edit {
		return func(f *fabric) {
			name := long(f.fresh("s-"), length)
			f.create(f.manifest("Server", name, o{}))
			f.aimCreate(f.unbundled(f.fresh("c-"), name+"/enp2s1", "leaf-5/E1/20"))
		}
	}
	subnetNamed := func(name string) edit {
		return func(f *fabric) {
			vpc := f.vpc(f.fresh("v-"), o{name: subnet(f.freeSubnet(), f.freeVLAN())})
			f.create(vpc)
			f.aimCreate(f.attachment(nameOf(vpc)+"/"+name, "unbundled-conn"))
		}
	}
	groupNamed := func(length int) edit {
		return func(f *fabric) {
			name := long(f.fresh("g-"), length)
			f.create(f.manifest("SwitchGroup", name, o{}))
			f.aimCreate(with(f.freeSwitch(), l{name}, "groups"))
		}
	}
	return []clauseCases{
		{
			clause: "meta-name",
			violations: []edit{
				serverNamed(func(f *fabric) string { return f.fresh("Server") }),
				serverNamed(func(f *fabric) string { return f.fresh("server_") }),
				serverNamed(func(f *fabric) string { return f.fresh("s-") + "-" }),
				serverNamed(func(f *fabric) string { return "." + f.fresh("s") }),
				serverNamed(func(f *fabric) string { return long(f.fresh("s-"), 254) }),
				serverNamed(func(f *fabric) string { return f.fresh("s") + "..x" }),
			},
			nears: []edit{
				serverNamed(func(f *fabric) string { return f.fresh("s-") + ".rack-1" }),
				serverNamed(func(f *fabric) string { return "0" + f.fresh("s--") }),
				serverNamed(func(f *fabric) string { return long(f.fresh("s-"), 253) }),
			},
		},
		{
			clause: "meta-namespace",
			violations: []edit{
				inNamespace("Server", "fab", o{}), inNamespace("Server", "defaults", o{}),
				inNamespace("Connection", "kube-system", o{"unbundled": o{"link": serverLink("spare/enp2s1", "leaf-5/E1/20")}}),
				inNamespace("External", "other", o{}),
			},
			nears: []edit{
				inNamespace("Server", "default", o{}), inNamespace("Server", "", o{}),
				inNamespace("SwitchGroup", "other", o{}),
			},
		},
		{
			clause:     "meta-label-length",
			violations: []edit{longName(64), longServer(64), subnetNamed(strings.Repeat("s", 64)), groupNamed(64), subnetNamed("rack 1"), subnetNamed("b-")},
			nears:      []edit{longName(63), longServer(63), subnetNamed(strings.Repeat("s", 63)), groupNamed(63), subnetNamed("Rack_1.b")},
		},
		{
			clause: "meta-integer-range",
			violations: []edit{
				set("VPC", "vpc-1", 65536, "subnets", "b", "vlan"), set("VPC", "vpc-1", -1, "subnets", "b", "vlan"),
				set("Connection", "unbundled-conn", 70000, "unbundled", "mtu"),
				set("Switch", "leaf-5", 4294967296, "asn"),
				set("ExternalAttachment", "ext-bgp--1", 4294967296, "neighbor", "asn"),
				set("ExternalAttachment", "ext-bgp--1", 65536, "switch", "vlan"),
				set("VPC", "vpc-1", o{"leaseTimeSeconds": 4294967296}, "subnets", "default", "dhcp", "options"),
				set("VLANNamespace", "other", l{o{"from": 100, "to": 65537}}, "ranges"),
				set("ExternalAttachment", "ext-bgp--1", l{statement(o{"seq": 65536})}, "inboundACL", "statements"),
			},
			nears: []edit{
				set("ExternalAttachment", "ext-bgp--1", 4294967295, "neighbor", "asn"),
				set("ExternalAttachment", "ext-bgp--1", 65535, "switch", "vlan"),
				set("VPC", "vpc-1", o{"leaseTimeSeconds": 4294967295}, "subnets", "default", "dhcp", "options"),
				set("ExternalAttachment", "ext-bgp--1", l{statement(o{"seq": 65535})}, "inboundACL", "statements"),
			},
		},
	}
}
