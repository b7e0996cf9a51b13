package generate

import "strings"

// peered is a new GatewayPeering of vpc-5 and vpc-6 that expose these; it conflicts with nothing stored.
func peered(five, six o) edit {
	return create(func(f *fabric) o { return f.peering("vpc-5", five, "vpc-6", six) })
}

// exposing is a new GatewayPeering whose first side exposes this.
func exposing(five o) edit { return peered(five, cidrs("10.0.12.0/24")) }

func translated(nat o) o {
	return o{"ips": l{o{"cidr": "10.0.10.0/24"}}, "as": l{o{"cidr": "10.99.0.0/24"}}, "nat": nat}
}

func translatedSix(nat o) o {
	return o{"ips": l{o{"cidr": "10.0.12.0/24"}}, "as": l{o{"cidr": "10.98.0.0/24"}}, "nat": nat}
}

func forward(port, as, proto string) o {
	return o{"portForward": o{"ports": l{o{"port": port, "as": as, "proto": proto}}}}
}

func gatewayPeeringCases() []clauseCases {
	all := cidrs("10.0.10.0/24")
	ips := func(entries ...any) o { return o{"ips": append(l{}, entries...)} }
	sides := func(of o) edit {
		return create(func(f *fabric) o { return f.manifest("GatewayPeering", f.fresh("p-"), o{"peering": of}) })
	}
	open := o{"expose": l{o{"default": true}}}
	group := func(name string) edit {
		return create(func(f *fabric) o {
			return with(f.peering("vpc-5", all, "vpc-6", cidrs("10.0.12.0/24")), name, "gatewayGroup")
		})
	}
	masquerade, static := o{"masquerade": o{}}, o{"static": o{}}
	return []clauseCases{
		{
			clause: "gwp-sides",
			violations: []edit{
				sides(o{"vpc-5": open}), sides(o{}), sides(o{"vpc-5": open, "vpc-6": open, "vpc-7": open}), sides(o{"vpc-5": open, "missing": open}),
				sides(o{"vpc-5": open, "ext.missing": open}), sides(o{"vpc-5": open, "vpc-6": nil}), sides(o{"vpc-5": open, "ext-bgp": open}),
			},
			nears: []edit{sides(o{"vpc-5": open, "vpc-6": open}), sides(o{"vpc-5": open, "ext.ext-bgp": open}), sides(o{"vpc-5": o{}, "vpc-6": open})},
		},
		{
			clause:     "gwp-group",
			violations: []edit{group("missing"), group("empty")},
			nears: []edit{group("default"), group(""), func(f *fabric) {
				f.create(with(f.freeGateway(), l{o{"name": "empty"}}, "groups"))
				group("empty")(f)
			}},
		},
		{
			clause: "gwp-expose",
			violations: []edit{
				exposing(o{}), exposing(ips()), exposing(o{"default": true, "ips": l{o{"cidr": "10.0.10.0/24"}}}), exposing(ips(o{})),
				exposing(ips(o{"cidr": "10.0.10.0/24", "vpcSubnet": "default"})), exposing(ips(o{"cidr": "10.0.10.0/24", "not": "10.0.10.0/25"})),
				exposing(ips(o{"cidr": "10.0.10.0"})), exposing(o{"ips": l{o{"cidr": "10.0.10.0/24"}}, "as": l{o{}}, "nat": static}),
				exposing(o{"ips": l{o{"cidr": "10.0.10.0/24"}}, "as": l{o{"cidr": "10.9.0.0/24", "not": "10.9.0.0/25"}}, "nat": static}),
			},
			nears: []edit{
				exposing(o{"default": true}), exposing(ips(o{"cidr": "10.0.10.0/24"}, o{"not": "10.0.10.0/25"})), exposing(ips(o{"vpcSubnet": "default"})),
				exposing(translated(static)), exposing(o{"default": false, "ips": l{o{"cidr": "10.0.11.0/24"}}}),
			},
		},
		{
			clause: "gwp-subset",
			violations: []edit{
				exposing(cidrs("10.0.10.0/23")), exposing(cidrs("10.0.12.0/24")), exposing(ips(o{"vpcSubnet": "missing"})), exposing(cidrs("10.0.10.0/24", "10.99.0.0/24")),
				create(func(f *fabric) o { return f.peering("vpc-5", all, "ext.ext-bgp", ips(o{"vpcSubnet": "default"})) }),
			},
			nears: []edit{
				exposing(cidrs("10.0.10.0/24", "10.0.11.0/24")), exposing(cidrs("10.0.10.7/32")), exposing(ips(o{"vpcSubnet": "b"})),
				create(func(f *fabric) o { return f.peering("vpc-5", all, "ext.ext-bgp", cidrs("0.0.0.0/0")) }),
			},
		},
		{
			clause: "gwp-nat",
			violations: []edit{
				exposing(o{"ips": l{o{"cidr": "10.0.10.0/24"}}, "as": l{o{"cidr": "10.99.0.0/24"}}}), exposing(o{"ips": l{o{"cidr": "10.0.10.0/24"}}, "nat": static}),
				exposing(translated(o{})), exposing(translated(o{"static": o{}, "masquerade": o{}})), exposing(translated(o{"portForward": o{"ports": l{}}})),
				exposing(translated(forward("0", "80", ""))), exposing(translated(forward("80", "65536", "tcp"))), exposing(translated(forward("81-80", "80", "udp"))),
				exposing(translated(forward("http", "80", ""))), exposing(translated(forward("80", "80", "icmp"))),
			},
			nears: []edit{
				exposing(translated(static)), exposing(translated(masquerade)), exposing(translated(forward("1", "65535", "tcp"))), exposing(translated(forward("80-80", "1-65535", ""))),
				exposing(all),
			},
		},
		{
			clause: "gwp-nat-sides",
			violations: []edit{
				peered(translated(masquerade), translatedSix(masquerade)), peered(translated(masquerade), translatedSix(forward("80", "80", "tcp"))),
				peered(translated(static), translatedSix(masquerade)), peered(translated(forward("80", "80", "")), translatedSix(static)),
			},
			nears: []edit{
				peered(translated(static), translatedSix(static)), peered(translated(masquerade), cidrs("10.0.12.0/24")), twoOnOneSide,
			},
		},
		{
			clause: "gwp-overlap",
			violations: []edit{
				create(func(f *fabric) o { return f.peering("vpc-3", cidrs("10.0.6.0/24"), "vpc-4", cidrs("10.0.8.0/24")) }),
				create(func(f *fabric) o {
					return f.peering("vpc-3", cidrs("10.0.6.0/24"), "ext.ext-bgp", cidrs("10.0.8.128/25"))
				}),
				create(func(f *fabric) o {
					return f.peering("vpc-3", cidrs("10.0.6.0/24"), "vpc-6", o{"ips": l{o{"cidr": "10.0.12.0/24"}}, "as": l{o{"cidr": "10.0.8.0/28"}}, "nat": static})
				}),
				create(func(f *fabric) o {
					return f.peering("vpc-3", cidrs("10.0.6.0/24"), "vpc-6", ips(o{"vpcSubnet": "default"}))
				}),
				create(func(f *fabric) o {
					return f.peering("vpc-4", cidrs("10.0.8.0/24"), "vpc-6", ips(o{"cidr": "10.0.12.0/24"}, o{"not": "10.0.12.0/25"}))
				}),
			},
			nears: []edit{
				create(func(f *fabric) o { return f.peering("vpc-3", cidrs("10.0.6.0/24"), "vpc-6", cidrs("10.0.12.0/24")) }),
				create(func(f *fabric) o {
					return f.peering("vpc-5", ips(o{"vpcSubnet": "default"}), "vpc-6", ips(o{"vpcSubnet": "b"}))
				}),
				create(func(f *fabric) o { return f.peering("vpc-3", cidrs("10.0.6.0/24"), "vpc-6", o{"default": true}) }),
				set("GatewayPeering", "vpc-3--vpc-4", o{"default": "deny"}, "acl"),
			},
		},
		{
			clause: "gwp-acl",
			violations: []edit{
				acled("allow", nil), acled("", o{"action": "drop"}), acled("", o{"from": ""}), acled("", o{"from": "vpc-3"}), acled("deny", o{"scope": "session"}),
				acled("", o{"name": "Rule"}), acled("", o{"name": strings.Repeat("r", 65)}), acled("", o{"match": o{"proto": "icmp"}}),
				acled("", o{"match": o{"src": l{o{"cidr": "10.0.10.0/24", "vpcSubnet": "default"}}}}), acled("", o{"match": o{"src": l{o{"vpcSubnet": "missing"}}}}),
				acled("", o{"match": o{"dst": l{o{"ports": l{"0"}}}}}), acled("", o{"match": o{"dst": l{o{"ports": l{"90-80"}}}}}), acled("", o{"match": o{"dst": l{o{"cidr": "10.0.12.0"}}}}),
			},
			nears: []edit{
				acled("deny", nil), acled("", nil), acled("deny-unless-exposed", o{"scope": "packet"}), acled("", o{"from": "", "to": "vpc-5"}),
				acled("", o{"name": strings.Repeat("r", 63)}), acled("", o{"match": o{"proto": "47"}}), acled("", o{"match": o{"proto": "tcp", "dst": l{o{"ports": l{"1", "80-65535"}}}}}),
				acled("", o{"match": o{"src": l{o{"vpcSubnet": "b"}}, "dst": l{o{"cidr": "10.0.12.0/24"}}}}),
			},
		},
	}
}

// twoOnOneSide: different translations of one side do not disturb each other.
func twoOnOneSide(f *fabric) {
	f.aimCreate(f.manifest("GatewayPeering", f.fresh("p-"), o{"peering": o{
		"vpc-5": o{"expose": l{translated(o{"masquerade": o{}}), o{
			"ips": l{o{"cidr": "10.0.11.0/24"}}, "as": l{o{"cidr": "10.97.0.0/24"}}, "nat": o{"static": o{}},
		}}},
		"vpc-6": o{"expose": l{cidrs("10.0.12.0/24")}},
	}}))
}

// acled is a new GatewayPeering with an ACL of one rule, right but for the changes.
func acled(byDefault string, changes o) edit {
	rule := o{"action": "allow", "from": "vpc-5"}
	for key, value := range changes {
		rule[key] = value
	}
	return create(func(f *fabric) o {
		return with(f.peering("vpc-5", cidrs("10.0.10.0/24"), "vpc-6", cidrs("10.0.12.0/24")), o{"default": byDefault, "rules": l{rule}}, "acl")
	})
}
