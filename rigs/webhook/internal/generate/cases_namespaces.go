package generate

import "fmt"

func namespaceCases() []clauseCases {
	ipns := func(subnets ...any) edit {
		return create(func(f *fabric) o { return f.manifest("IPv4Namespace", f.fresh("ns-"), o{"subnets": list(subnets)}) })
	}
	many := func(count int) edit {
		subnets := l{}
		for number := range count {
			subnets = append(subnets, fmt.Sprintf("10.64.%d.0/24", number))
		}
		return ipns(subnets...)
	}
	vlanns := func(ranges ...any) edit {
		return create(func(f *fabric) o { return f.manifest("VLANNamespace", f.fresh("ns-"), o{"ranges": list(ranges)}) })
	}
	fromTo := func(from, to int) o { return o{"from": from, "to": to} }
	return []clauseCases{
		{
			clause: "ipns-name",
			violations: []edit{
				create(func(f *fabric) o {
					return f.manifest("IPv4Namespace", long(f.fresh("ns-"), f.between(12, 40)), o{"subnets": l{"10.64.0.0/16"}})
				}),
				create(func(f *fabric) o {
					return f.manifest("IPv4Namespace", long(f.fresh("ns-"), 12), o{"subnets": l{"10.64.0.0/16"}})
				}),
			},
			nears: []edit{create(func(f *fabric) o {
				return f.manifest("IPv4Namespace", long(f.fresh("ns-"), 11), o{"subnets": l{"10.64.0.0/16"}})
			})},
		},
		{
			clause:     "ipns-count",
			violations: []edit{many(11), many(20), ipns()},
			nears: []edit{many(10), many(1), create(func(f *fabric) o {
				return f.manifest("IPv4Namespace", f.fresh("ns-"), o{})
			})},
		},
		{
			clause:     "ipns-parse",
			violations: []edit{ipns("10.64.0.0"), ipns("10.64.0.0/33"), ipns("10.64.0/16"), ipns("10.64.0.256/24"), ipns("ten/8"), ipns("")},
			nears:      []edit{ipns("10.64.0.0/32"), ipns("10.64.3.7/16"), ipns("fd00::/64")},
		},
		{
			clause: "ipns-overlap",
			violations: []edit{
				ipns("10.64.0.0/16", "10.64.255.0/24"), ipns("10.64.0.0/24", "10.64.0.0/24"),
				ipns("10.64.1.9/24", "10.64.1.128/25"), ipns("10.64.0.0/16", "10.65.0.0/16", "10.64.0.0/15"),
			},
			nears: []edit{ipns("10.64.0.0/16", "10.65.0.0/16"), ipns("10.64.1.0/25", "10.64.1.128/25")},
		},
		{
			clause: "ipns-reserved",
			violations: []edit{
				ipns("172.30.0.0/21"), ipns("172.30.7.255/32"), ipns("172.30.255.0/24"), ipns("172.30.11.0/24"), ipns("172.30.12.0/24"),
				ipns("172.30.96.0/20"), ipns("172.30.95.0/32"), ipns("172.30.19.0/24"), ipns("172.16.0.0/12"),
			},
			nears: []edit{
				ipns("172.31.0.0/16"), ipns("172.30.20.0/22"), ipns("172.30.95.2/31"), ipns("172.30.94.0/24"), ipns("172.29.0.0/16"),
			},
		},
		{
			clause:     "ipns-delete",
			violations: []edit{remove("IPv4Namespace", "default"), remove("IPv4Namespace", "other"), onlyExternal(true)},
			nears: []edit{onlyExternal(false), func(f *fabric) {
				f.remove("VPC", "apart")
				f.aimDelete("IPv4Namespace", "other")
			}},
		},
		{
			clause: "ipns-shrink",
			violations: []edit{
				set("IPv4Namespace", "default", l{"10.1.0.0/16"}, "subnets"),
				set("IPv4Namespace", "other", l{"10.128.0.0/24"}, "subnets"),
				set("IPv4Namespace", "other", l{"10.128.1.0/25", "10.128.1.128/25"}, "subnets"),
			},
			nears: []edit{
				set("IPv4Namespace", "default", l{"10.0.0.0/16"}, "subnets"),
				set("IPv4Namespace", "other", l{"10.128.1.0/24"}, "subnets"),
				set("IPv4Namespace", "other", l{"10.128.0.0/23"}, "subnets"),
			},
		},
		{
			clause:     "vlanns-overlap",
			violations: []edit{vlanns(fromTo(10, 20), fromTo(20, 30)), vlanns(fromTo(10, 90), fromTo(40, 41)), vlanns(o{"from": 15}, fromTo(10, 20))},
			nears:      []edit{vlanns(fromTo(10, 20), fromTo(21, 30)), vlanns(o{"from": 9}, fromTo(10, 20))},
		},
		{
			clause: "vlanns-reserved",
			violations: []edit{
				vlanns(fromTo(2000, 3000)), vlanns(fromTo(3899, 3899)), vlanns(fromTo(3999, 4094)), vlanns(fromTo(3900, 3900)),
				vlanns(fromTo(1, 4094)),
			},
			nears: []edit{vlanns(fromTo(2000, 2999)), vlanns(fromTo(4000, 4094)), vlanns(fromTo(1, 100))},
		},
		{
			clause: "vlanns-shrink",
			violations: []edit{
				set("VLANNamespace", "default", l{fromTo(1004, 2999)}, "ranges"),
				set("VLANNamespace", "other", l{fromTo(102, 199)}, "ranges"),
				// an invalid list is emptied, and then nothing fits
				set("VLANNamespace", "other", l{fromTo(199, 100)}, "ranges"),
				// not because of the new ranges, but because of a hostBGP subnet without VLAN
				func(f *fabric) {
					f.create(f.vpc(f.fresh("v-"), o{"hosts": o{"subnet": f.freeSubnet(), "hostBGP": true}}))
					f.aimEdit("VLANNamespace", "default", l{fromTo(1000, 2998)}, "ranges")
				},
			},
			nears: []edit{
				set("VLANNamespace", "default", l{fromTo(1002, 2999)}, "ranges"),
				set("VLANNamespace", "other", l{fromTo(101, 101)}, "ranges"),
				// its VPCs have another IPv4Namespace, and are missed
				func(f *fabric) {
					f.create(f.manifest("VLANNamespace", "missed", o{"ranges": l{fromTo(10, 20)}}))
					f.create(with(f.vpc(f.fresh("v-"), o{"a": subnet(f.freeSubnet(), 15)}), "missed", "vlanNamespace"))
					f.aimEdit("VLANNamespace", "missed", l{fromTo(10, 12)}, "ranges")
				},
			},
		},
		{
			clause: "vlanns-delete",
			violations: []edit{remove("VLANNamespace", "default"), remove("VLANNamespace", "other"), func(f *fabric) {
				f.create(with(f.freeSwitch(), l{"crossing"}, "vlanNamespaces"))
				f.aimDelete("VLANNamespace", "crossing")
			}},
			nears: []edit{remove("VLANNamespace", "crossing")},
		},
	}
}

// onlyExternal deletes an IPv4Namespace that only an External names, or that nothing names.
func onlyExternal(external bool) edit {
	return func(f *fabric) {
		name := f.fresh("ns-")
		f.create(f.manifest("IPv4Namespace", name, o{"subnets": l{"10.64.0.0/16"}}))
		if external {
			f.create(f.manifest("External", f.fresh("e-"), o{"ipv4Namespace": name}))
		}
		f.aimDelete("IPv4Namespace", name)
	}
}
