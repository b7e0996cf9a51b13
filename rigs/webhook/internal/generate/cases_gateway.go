package generate

import "fmt"

func gatewayEnabledCases() []clauseCases {
	group := create(func(f *fabric) o { return f.manifest("GatewayGroup", f.fresh("g-"), o{}) })
	off := o{"gatewayEnabled": false}
	on := o{"gatewayEnabled": true}
	return []clauseCases{{
		clause: "gw-enabled",
		violations: []edit{
			configured(off, group),
			configured(off, func(f *fabric) {
				f.configure(on)
				f.create(f.manifest("GatewayGroup", f.fresh("g-"), o{}))
				f.configure(off)
				f.aimCreate(with(f.freeGateway(), l{o{"name": fmt.Sprintf("g-%d", f.used-1)}}, "groups"))
			}),
		},
		nears: []edit{configured(on, group), configured(on, func(f *fabric) {
			name := f.fresh("g-")
			f.create(f.manifest("GatewayGroup", name, o{}))
			f.aimCreate(with(f.freeGateway(), l{o{"name": name}}, "groups"))
		})},
	}}
}

// gatewayWith is a new Gateway with a value at a path.
func gatewayWith(value any, path ...string) edit {
	return create(func(f *fabric) o { return with(f.freeGateway(), value, path...) })
}

func gatewayCases() []clauseCases {
	onInterface := func(name string, of o) edit { return gatewayWith(o{name: of}, "interfaces") }
	address := l{"172.30.128.201/31"}
	neighbor := func(of o) edit { return gatewayWith(l{of}, "neighbors") }
	return []clauseCases{
		{
			clause: "gw-ip",
			violations: []edit{
				gatewayWith("172.30.8.200", "protocolIP"), gatewayWith("172.30.8.200/31", "protocolIP"), gatewayWith("fd00::1/32", "protocolIP"),
				gatewayWith("224.0.0.1/32", "vtepIP"), gatewayWith("172.30.12.200/24", "vtepIP"), gatewayWith(nil, "vtepIP"), gatewayWith("172.30.8.81/32", "protocolIP"),
				gatewayWith("172.30.12.82/32", "vtepIP"), gatewayWith("172.30.8.11/32", "protocolIP"), gatewayWith("172.30.12.3/32", "vtepIP"),
			},
			nears: []edit{gatewayWith("172.30.8.200/32", "protocolIP"), gatewayWith("172.30.12.200/32", "vtepIP"), set("Gateway", "gateway-1", "172.30.8.81/32", "protocolIP")},
		},
		{
			clause: "gw-mac",
			violations: []edit{
				gatewayWith("01:00:5e:00:00:01", "vtepMAC"), gatewayWith("00:00:00:00:00:00", "vtepMAC"), gatewayWith("", "vtepMAC"), gatewayWith("ca:fe:ba:be:01", "vtepMAC"),
				gatewayWith("ca:fe:ba:be:01:01", "vtepMAC"), gatewayWith("ff:ff:ff:ff:ff:ff", "vtepMAC"), gatewayWith("CA-FE-BA-BE-01-02", "vtepMAC"),
			},
			nears: []edit{gatewayWith("00:00:00:00:00:01", "vtepMAC"), gatewayWith("ca:fe:ba:be:01:03", "vtepMAC"), gatewayWith("fe:ff:ff:ff:ff:ff", "vtepMAC")},
		},
		{
			clause:     "gw-asn",
			violations: []edit{gatewayWith(0, "asn"), gatewayWith(nil, "asn"), set("Gateway", "gateway-1", 0, "asn")},
			nears:      []edit{gatewayWith(1, "asn"), gatewayWith(4294967295, "asn")},
		},
		{
			clause:     "gw-workers",
			violations: []edit{gatewayWith(65, "workers"), gatewayWith(-1, "workers"), set("Gateway", "gateway-2", 1000, "workers")},
			nears:      []edit{gatewayWith(64, "workers"), gatewayWith(1, "workers"), gatewayWith(0, "workers"), gatewayWith(nil, "workers")},
		},
		{
			clause: "gw-interface",
			violations: []edit{
				gatewayWith(o{}, "interfaces"), gatewayWith(nil, "interfaces"), onInterface("e", o{"ips": address}), onInterface("enp2s1enp2s", o{"ips": address}),
				onInterface("2eth", o{"ips": address}), onInterface("eth-", o{"ips": address}), onInterface("eth0", o{}), onInterface("eth0", o{"ips": l{"172.30.128.201"}}),
				onInterface("eth0", o{"ips": l{"fd00::1/64"}}), onInterface("eth0", o{"ips": address, "pci": "0000:02:00.0", "kernel": "enp2s1"}),
				onInterface("eth0", o{"ips": address, "pci": "02:00.0"}), onInterface("eth0", o{"ips": address, "pci": "0000:02:00.8"}),
				onInterface("eth0", o{"ips": address, "kernel": "eth0"}), onInterface("eth0", o{"ips": address, "kernel": "0"}),
			},
			nears: []edit{
				onInterface("e0", o{"ips": address}), onInterface("enp2s1f1_0", o{"ips": address}), onInterface("eth.1-a_2", o{"ips": address}),
				onInterface("eth0", o{"ips": address, "pci": "0000:02:00.7"}), onInterface("eth0", o{"ips": address, "kernel": "eth1"}),
			},
		},
		{
			clause: "gw-neighbor",
			violations: []edit{
				gatewayWith(l{}, "neighbors"), gatewayWith(nil, "neighbors"), neighbor(o{"ip": "172.30.128.200"}), neighbor(o{"ip": "172.30.128.200/31", "asn": 65101}),
				neighbor(o{"ip": "224.0.0.5", "asn": 65101}), neighbor(o{"asn": 65101}), neighbor(o{"ip": "fd00::1", "asn": 65101}),
			},
			nears: []edit{neighbor(o{"ip": "172.30.128.200", "asn": 1}), neighbor(o{"ip": "223.255.255.254", "asn": 65101})},
		},
		{
			clause: "gw-groups",
			violations: []edit{
				gatewayWith(l{o{"name": "missing"}}, "groups"), gatewayWith(l{o{"name": "empty"}, o{"name": "empty", "priority": 5}}, "groups"),
				configured(o{"gatewayCommunities": 2}, gatewayWith(nil, "groups")), configured(o{"gatewayCommunities": 1}, set("Gateway", "gateway-1", "a", "logs", "default")),
			},
			nears: []edit{
				gatewayWith(l{o{"name": "empty"}, o{"name": "default"}}, "groups"), gatewayWith(nil, "groups"), configured(o{"gatewayCommunities": 3}, gatewayWith(nil, "groups")),
				configured(o{"gatewayCommunities": 2}, gatewayWith(l{o{"name": "empty"}}, "groups")),
			},
		},
	}
}
