package generate

import "fmt"

func attach(subnet, connection string) edit {
	return create(func(f *fabric) o { return f.attachment(subnet, connection) })
}

func linkAnnotation(value string) edit {
	return create(func(f *fabric) o {
		object := f.attachment("vpc-3/default", "unbundled-conn")
		object["metadata"].(o)["annotations"] = o{"fabric.githedgehog.com/p2p-link": value}
		return object
	})
}

func native(subnet, connection string) edit {
	return create(func(f *fabric) o { return with(f.attachment(subnet, connection), true, "nativeVLAN") })
}

// toSwitch attaches a subnet to a new unbundled connection of a switch.
func toSwitch(subnet, device string) edit {
	return func(f *fabric) {
		name := f.fresh("c-")
		f.create(f.unbundled(name, "spare/enp2s1", device))
		f.aimCreate(f.attachment(subnet, name))
	}
}

// toServing is toSwitch after the switch was given VLANNamespaces.
func toServing(subnet, device string, namespaces ...any) edit {
	return func(f *fabric) {
		f.update(with(f.get("Switch", device), list(namespaces), "vlanNamespaces"))
		toSwitch(subnet, device+"/E1/20")(f)
	}
}

func attachmentCases() []clauseCases {
	return []clauseCases{
		{
			clause: "attach-form",
			violations: []edit{
				attach("vpc-3/", "unbundled-conn"), attach("vpc-3/missing", "unbundled-conn"), attach("missing/default", "unbundled-conn"),
				attach("/default", "unbundled-conn"), attach("", "unbundled-conn"), attach("vpc-3/default", "missing"),
				attach("vpc-3/default/b", "unbundled-conn"), attach("vpc-3/default", ""), attach("routed/hosts/", "unbundled-conn"),
			},
			nears: []edit{attach("vpc-3", "unbundled-conn"), attach("vpc-3/b", "unbundled-conn")},
		},
		{
			clause: "attach-conn-type",
			violations: []edit{
				attach("vpc-3/default", "ext-conn"), attach("vpc-3/default", "static-conn"), attach("vpc-3/default", "spine-1--fabric--leaf-1"),
			},
			nears: []edit{attach("vpc-3/default", "unbundled-conn"), attach("vpc-3/default", "bundled-conn"), attach("vpc-3/default", "eslag-conn")},
		},
		{
			clause:     "attach-eslag-mode",
			violations: []edit{attach("routed/default", "eslag-conn"), attach("routed", "eslag-conn")},
			nears:      []edit{attach("routed/default", "bundled-conn"), attach("vpc-3/default", "eslag-conn"), attach("routed", "unbundled-conn")},
		},
		{
			clause: "attach-hostbgp",
			violations: []edit{
				attach("routed/hosts", "bundled-conn"), attach("routed/hosts", "mclag-conn"),
				func(f *fabric) {
					vpc := f.vpc(f.fresh("v-"), o{"hosts": o{"subnet": "10.1.7.0/24", "hostBGP": true}})
					f.create(vpc)
					f.aimCreate(f.attachment(nameOf(vpc)+"/hosts", "eslag-conn"))
				},
			},
			nears: []edit{attach("routed/hosts", "unbundled-conn"), toSwitch("routed/hosts", "leaf-1/E1/20"), attach("routed/default", "mclag-conn")},
		},
		{
			clause: "attach-switch",
			violations: []edit{
				attach("apart/default", "unbundled-conn"), attach("apart", "bundled-conn"), attach("apart", "eslag-conn"),
				toServing("vpc-3", "leaf-2", "other"), toServing("routed", "leaf-2", "other"),
			},
			nears: []edit{toServing("apart", "leaf-2", "default", "other"), toServing("apart", "leaf-2", "other"), attach("vpc-3", "unbundled-conn")},
		},
		{
			clause:     "attach-profile",
			violations: []edit{attach("vpc-3", "layer3-conn"), attach("vpc-3", "bare-conn"), attach("routed", "bare-conn"), toSwitch("vpc-4/b", "leaf-7/E1/20")},
			nears:      []edit{attach("routed", "layer3-conn"), attach("vpc-3", "unbundled-conn"), toSwitch("routed/hosts", "leaf-7/E1/20")},
		},
		{
			clause: "attach-twice",
			violations: []edit{
				attach("vpc-1/default", "eslag-conn"), attach("vpc-1", "eslag-conn"), attach("vpc-2/default", "bundled-conn"),
				func(f *fabric) {
					f.create(named(f.attachment("vpc-3", "eslag-conn"), "at-second"))
					f.aimEdit("VPCAttachment", "at-second", "vpc-1/default", "subnet")
				},
			},
			nears: []edit{
				attach("vpc-1/b", "eslag-conn"), attach("vpc-1/default", "bundled-conn"),
				set("VPCAttachment", "at-eslag", "vpc-1", "subnet"), attach("vpc-2/default", "eslag-conn"),
			},
		},
		{
			clause:     "attach-native",
			violations: []edit{native("vpc-3", "bundled-conn"), native("vpc-2/b", "bundled-conn")},
			nears: []edit{
				attach("vpc-3", "bundled-conn"), native("vpc-3", "eslag-conn"), set("VPCAttachment", "at-bundled", true, "nativeVLAN"),
			},
		},
		{
			clause: "attach-p2p",
			violations: []edit{
				linkAnnotation("10.9.0.0/30"), linkAnnotation("10.9.0.0"), linkAnnotation("10.9.0.0/32"), linkAnnotation("fd00::/31"),
				linkAnnotation(""), linkAnnotation("yes"),
			},
			nears: []edit{linkAnnotation("10.9.0.0/31"), linkAnnotation("10.9.255.254/31")},
		},
	}
}

func peeringCases() []clauseCases {
	peer := func(permits ...any) edit {
		return create(func(f *fabric) o { return f.manifest("VPCPeering", f.fresh("p-"), o{"permit": list(permits)}) })
	}
	all := o{}
	some := func(subnets ...any) o { return o{"subnets": list(subnets)} }
	pair := o{"vpc-3": all, "vpc-4": all}
	repeated := func(count int) []any {
		permits := l{}
		for range count {
			permits = append(permits, pair)
		}
		return permits
	}
	manyListed := func(count int) edit {
		return func(f *fabric) {
			vpc := f.vpc(f.fresh("v-"), manySubnets(11))
			f.create(vpc)
			listed := l{}
			for number := range count {
				listed = append(listed, fmt.Sprintf("s%d", number))
			}
			f.aimCreate(f.manifest("VPCPeering", f.fresh("p-"), o{"permit": l{o{"vpc-3": all, nameOf(vpc): o{"subnets": listed}}}}))
		}
	}
	return []clauseCases{
		{
			clause: "peer-permit",
			violations: []edit{
				peer(), peer(o{"vpc-3": all}), peer(o{"vpc-3": all, "vpc-4": all, "vpc-5": all}), peer(pair, o{"vpc-3": all, "vpc-5": all}),
				peer(o{"vpc-3": some(), "vpc-4": all}), peer(o{"vpc-3": some("missing"), "vpc-4": all}), peer(repeated(11)...), manyListed(11),
			},
			nears: []edit{
				peer(pair), peer(repeated(10)...), peer(o{"vpc-3": some("default"), "vpc-4": all}, o{"vpc-4": some("b"), "vpc-3": all}), manyListed(10),
			},
		},
		{
			clause: "peer-namespaces",
			violations: []edit{
				peer(o{"vpc-3": all, "missing": all}), peer(o{"vpc-3": all, "apart": all}), peerInOther("vlanNamespace", "crossing", 2950),
			},
			nears: []edit{peer(pair), peer(o{"vpc-3": all, "routed": all}), peerInOther("vlanNamespace", "default", 2950)},
		},
		{
			clause: "peer-remote",
			violations: []edit{
				set("VPCPeering", "vpc-1--vpc-2", "border", "remote"),
				create(func(f *fabric) o {
					return f.manifest("VPCPeering", f.fresh("p-"), o{"permit": l{pair}, "remote": "border"})
				}),
			},
			nears: []edit{set("VPCPeering", "vpc-1--vpc-2", "", "remote")},
		},
		{
			clause:     "peer-disabled",
			violations: []edit{configured(o{"peeringDisabled": true}, peer(pair)), configured(o{"peeringDisabled": true}, set("VPCPeering", "vpc-1--vpc-2", "", "remote"))},
			nears:      []edit{configured(o{"peeringDisabled": false}, peer(pair))},
		},
	}
}

// configured makes an edit under another configuration.
func configured(changes o, make edit) edit {
	return func(f *fabric) {
		f.configure(changes)
		make(f)
	}
}

func peerInOther(field, namespace string, vlan int) edit {
	return func(f *fabric) {
		vpc := with(f.freeVPCOf(vlan), namespace, field)
		f.create(vpc)
		f.aimCreate(f.manifest("VPCPeering", f.fresh("p-"), o{"permit": l{o{"vpc-3": o{}, nameOf(vpc): o{}}}}))
	}
}
