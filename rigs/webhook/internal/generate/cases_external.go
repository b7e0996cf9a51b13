package generate

func externalCases() []clauseCases {
	external := func(spec o) edit {
		return create(func(f *fabric) o { return f.manifest("External", f.fresh("e-"), spec) })
	}
	prefixes := func(texts ...any) edit { return external(o{"static": o{"prefixes": list(texts)}}) }
	// bgp and static are attachments that conflict with nothing but for the changes.
	bgp := func(value any, path ...string) edit {
		return create(func(f *fabric) o {
			return with(f.manifest("ExternalAttachment", f.fresh("ea-"), bgpAttachment(f.between(300, 399))), value, path...)
		})
	}
	static := func(value any, path ...string) edit {
		return create(func(f *fabric) o {
			return with(f.manifest("ExternalAttachment", f.fresh("ea-"), o{
				"external": "ext-static", "connection": "ext-conn-2",
				"static": o{"remoteIP": "100.64.1.2", "ip": "100.64.1.1/24", "vlan": f.between(300, 399)},
			}), value, path...)
		})
	}
	peering := func(value any, path ...string) edit {
		return create(func(f *fabric) o {
			return with(f.manifest("ExternalPeering", f.fresh("ep-"), externalPeering("vpc-3", "ext-bgp")), value, path...)
		})
	}
	return []clauseCases{
		{
			clause: "ext-name",
			violations: []edit{
				create(func(f *fabric) o { return f.manifest("External", long(f.fresh("e-"), 12), o{}) }),
				create(func(f *fabric) o { return f.manifest("External", long(f.fresh("e-"), f.between(13, 60)), o{}) }),
			},
			nears: []edit{create(func(f *fabric) o { return f.manifest("External", long(f.fresh("e-"), 11), o{}) })},
		},
		{
			clause:     "ext-ns",
			violations: []edit{external(o{"ipv4Namespace": "missing"}), set("External", "ext-bgp", "crossing", "ipv4Namespace")},
			nears:      []edit{external(o{"ipv4Namespace": "other"}), external(o{}), external(o{"ipv4Namespace": "default"})},
		},
		{
			clause: "ext-community",
			violations: []edit{
				external(o{"inboundCommunity": "65536:1"}), external(o{"outboundCommunity": "1:65536"}), external(o{"inboundCommunity": "65102"}),
				external(o{"inboundCommunity": "01:1"}), external(o{"outboundCommunity": "1:00"}), external(o{"inboundCommunity": "1:2:3"}),
				external(o{"inboundCommunity": "-1:2"}), external(o{"inboundCommunity": "a:b"}), external(o{"inboundCommunity": ":"}),
			},
			nears: []edit{
				external(o{"inboundCommunity": "65535:65535"}), external(o{"outboundCommunity": "0:0"}), external(o{"inboundCommunity": ""}),
				external(o{"inboundCommunity": "10:1"}),
			},
		},
		{
			clause: "ext-static",
			violations: []edit{
				prefixes(), external(o{"static": o{}}), prefixes("10.9.0.0"), prefixes("10.9.0.0/16", "10.9.1.0/24"),
				external(o{"static": o{"prefixes": l{"10.9.0.0/16"}}, "inboundCommunity": "1:2"}),
				external(o{"static": o{"prefixes": l{"10.9.0.0/16"}}, "outboundCommunity": "1:2"}), prefixes("0.0.0.0/0", "10.9.0.0/16"),
			},
			nears: []edit{prefixes("0.0.0.0/0"), prefixes("10.9.0.0/17", "10.9.128.0/17"), external(o{"static": o{"prefixes": l{"10.9.0.0/16"}}, "inboundCommunity": ""})},
		},
		{
			clause: "ext-delete",
			violations: []edit{
				remove("External", "ext-bgp"), remove("External", "ext-static"), unusedExternal(true),
			},
			nears: []edit{unusedExternal(false), func(f *fabric) {
				f.remove("ExternalAttachment", "ext-static--1")
				f.aimDelete("External", "ext-static")
			}},
		},
		{
			clause: "ea-refs",
			violations: []edit{
				bgp("missing", "external"), bgp("missing", "connection"), bgp("unbundled-conn", "connection"), static("static-conn", "connection"),
				bgp("", "external"),
			},
			nears: []edit{bgp("ext-conn-2", "connection"), static("ext-conn", "connection")},
		},
		{
			clause: "ea-variant",
			violations: []edit{
				bgp("ext-static", "external"), static("ext-bgp", "external"), set("ExternalAttachment", "ext-static--1", "ext-bgp", "external"),
			},
			nears: []edit{
				bgp("ext-bgp", "external"), static("ext-static", "external"),
				// the External may change under its attachments
				set("External", "ext-static", nil, "static"),
			},
		},
		{
			clause: "ea-bgp",
			violations: []edit{
				bgp("100.64.0.1", "switch", "ip"), bgp("", "switch", "ip"), bgp(0, "neighbor", "asn"), bgp(nil, "neighbor", "asn"),
				bgp("100.64.0.6/24", "neighbor", "ip"), bgp("", "neighbor", "ip"), bgp(nil, "neighbor"),
			},
			nears: []edit{
				bgp("100.64.0.1/32", "switch", "ip"), bgp(1, "neighbor", "asn"), bgp("100.65.0.6", "neighbor", "ip"), bgp("fd00::1/64", "switch", "ip"),
			},
		},
		{
			clause: "ea-static",
			violations: []edit{
				static("100.64.1.2/24", "static", "remoteIP"), static("", "static", "remoteIP"), static("100.64.1.1", "static", "ip"),
				static(nil, "static", "ip"), static(true, "static", "proxy"), static(o{"ip": "100.64.1.1/24"}, "switch"),
				static(o{"asn": 65102}, "neighbor"), static(o{"vlan": 5}, "switch"),
			},
			nears: []edit{
				static("100.64.1.1/32", "static", "ip"), static(o{"remoteIP": "100.64.1.2", "proxy": true, "vlan": 400}, "static"),
				static(o{}, "switch"), static(o{"vlan": 0}, "switch"), static(false, "static", "proxy"),
			},
		},
		{
			clause: "ea-vlan",
			violations: []edit{
				bgp(100, "switch", "vlan"), static(200, "static", "vlan"),
				bgpUntaggedTwice,
			},
			nears: []edit{
				bgp(101, "switch", "vlan"), bgp(200, "switch", "vlan"), bgp(0, "switch", "vlan"), set("ExternalAttachment", "ext-bgp--1", 100, "switch", "vlan"),
			},
		},
		{
			clause: "ep-refs",
			violations: []edit{
				peering("missing", "permit", "vpc", "name"), peering("missing", "permit", "external", "name"), peering(l{"missing"}, "permit", "vpc", "subnets"),
				peering("apart", "permit", "vpc", "name"), peering(l{"default", "c"}, "permit", "vpc", "subnets"),
			},
			nears: []edit{
				peering(l{"default", "b"}, "permit", "vpc", "subnets"), peering(nil, "permit", "vpc", "subnets"), peering("ext-static", "permit", "external", "name"),
			},
		},
		{
			clause:     "ep-prefix",
			violations: []edit{peering(l{o{"prefix": ""}}, "permit", "external", "prefixes"), peering(l{o{"prefix": "10.9.0.0/16"}, o{}}, "permit", "external", "prefixes")},
			nears: []edit{
				peering(l{o{"prefix": "10.9.0.0/16"}}, "permit", "external", "prefixes"), peering(l{o{"prefix": "everything"}}, "permit", "external", "prefixes"),
				peering(l{}, "permit", "external", "prefixes"),
			},
		},
	}
}

// unusedExternal deletes an External that an ExternalPeering alone names, or nothing.
func unusedExternal(peered bool) edit {
	return func(f *fabric) {
		name := f.fresh("e-")
		f.create(f.manifest("External", name, o{}))
		if peered {
			f.create(f.manifest("ExternalPeering", f.fresh("ep-"), externalPeering("vpc-3", name)))
		}
		f.aimDelete("External", name)
	}
}

// bgpUntaggedTwice: untagged is a VLAN as any other, whichever variant has it.
func bgpUntaggedTwice(f *fabric) {
	f.create(f.manifest("ExternalAttachment", f.fresh("ea-"), bgpAttachment(0)))
	f.aimCreate(f.manifest("ExternalAttachment", f.fresh("ea-"), o{
		"external": "ext-static", "connection": "ext-conn", "static": o{"remoteIP": "100.64.1.2", "proxy": true},
	}))
}
