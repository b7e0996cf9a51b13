package generate

// withDHCP is a created VPC of the subnet 10.1.7.0/24 with these DHCP settings.
func withDHCP(dhcp o) edit {
	return subnets(o{"a": o{"subnet": "10.1.7.0/24", "vlan": 2000, "dhcp": dhcp}})
}

// serving is as withDHCP with the DHCP server on.
func serving(settings o) edit {
	dhcp := o{"enable": true}
	for key, value := range settings {
		dhcp[key] = value
	}
	return withDHCP(dhcp)
}

func dhcpCases() []clauseCases {
	addresses := func(start, end string) edit { return serving(o{"range": o{"start": start, "end": end}}) }
	options := func(of o) edit { return serving(o{"options": of}) }
	route := func(of o) edit { return options(o{"advertisedRoutes": l{of}}) }
	static := func(leases o) edit { return serving(o{"static": leases}) }
	lease := func(mac, ip string) edit { return static(o{mac: o{"ip": ip}}) }
	const mac = "0c:20:12:ff:00:01"
	return []clauseCases{
		{
			clause: "dhcp-relay-or-server",
			violations: []edit{
				serving(o{"relay": "10.9.9.9/32"}), set("VPC", "vpc-1", "10.9.9.9/24", "subnets", "default", "dhcp", "relay"),
			},
			nears: []edit{serving(nil), withDHCP(o{"relay": "10.9.9.9/32"}), withDHCP(o{"enable": false, "relay": "10.9.9.9/32"})},
		},
		{
			clause:     "dhcp-relay-form",
			violations: []edit{withDHCP(o{"relay": "10.9.9.9"}), withDHCP(o{"relay": "10.9.9.9/33"}), withDHCP(o{"relay": "dhcp.example"})},
			nears:      []edit{withDHCP(o{"relay": "10.9.9.9/32"}), withDHCP(o{"relay": "10.9.9.9/24"}), withDHCP(o{"relay": ""})},
		},
		{
			clause: "dhcp-relayvpc",
			violations: []edit{
				withDHCP(o{"relayVPC": "vpc-1"}), withDHCP(o{"relay": "10.9.9.9/32", "relayVPC": "missing"}),
				create(func(f *fabric) o {
					vpc := f.freeVPC()
					return with(vpc, o{"relay": "10.9.9.9/32", "relayVPC": nameOf(vpc)}, "subnets", "a", "dhcp")
				}),
			},
			nears: []edit{
				withDHCP(o{"relay": "10.9.9.9/32", "relayVPC": "vpc-1"}),
				set("VPC", "vpc-1", o{"relay": "10.9.9.9/32", "relayVPC": "vpc-1"}, "subnets", "b", "dhcp"),
			},
		},
		{
			clause: "dhcp-range",
			violations: []edit{
				addresses("10.1.7.20", "10.1.7.10"), addresses("10.1.7.20", "10.1.7.20"), addresses("10.1.7.0", "10.1.7.20"),
				addresses("10.1.7.1", "10.1.7.20"), addresses("10.1.6.255", "10.1.7.20"), addresses("10.1.7.20", "10.1.8.0"),
				addresses("first", "10.1.7.20"), addresses("10.1.7.255", ""),
				subnets(o{"a": o{"subnet": "10.1.7.0/24", "vlan": 2000, "gateway": "10.1.7.254", "dhcp": o{"enable": true,
					"range": o{"end": "10.1.7.254"}}}}),
				// the range begins with the second address when it is absent
				subnets(o{"a": o{"subnet": "10.1.7.0/24", "vlan": 2000, "gateway": "10.1.7.2", "dhcp": o{"enable": true}}}),
			},
			nears: []edit{
				addresses("10.1.7.10", "10.1.7.11"), addresses("10.1.7.2", "10.1.7.255"), addresses("10.1.7.254", "10.1.7.255"),
				addresses("", "10.1.7.3"), serving(nil),
				subnets(o{"a": o{"subnet": "10.1.7.0/24", "vlan": 2000, "gateway": "10.1.7.254", "dhcp": o{"enable": true,
					"range": o{"start": "10.1.7.1"}}}}),
				subnets(o{"a": o{"subnet": "10.1.7.0/30", "vlan": 2000, "dhcp": o{"enable": true}}}),
			},
		},
		{
			clause: "dhcp-options",
			violations: []edit{
				options(o{"dnsServers": l{"dns.example"}}), options(o{"timeServers": l{"10.9.9.9", "10.9.9.9/32"}}),
				options(o{"interfaceMTU": 95}), options(o{"interfaceMTU": 9037}), options(o{"interfaceMTU": 1}),
			},
			nears: []edit{
				options(o{"interfaceMTU": 96}), options(o{"interfaceMTU": 9036}), options(o{"interfaceMTU": 0, "leaseTimeSeconds": 1}),
				options(o{"dnsServers": l{"10.9.9.9", "fd00::1"}, "pxeURL": "anything"}), options(o{}),
				withDHCP(o{"enable": false, "options": o{"interfaceMTU": 95}}),
			},
		},
		{
			clause: "dhcp-routes",
			violations: []edit{
				route(o{"destination": "10.9.0.0/24"}), route(o{"gateway": "10.1.7.9"}), route(o{"destination": "10.9.0.0", "gateway": "10.1.7.9"}),
				route(o{"destination": "10.9.0.0/24", "gateway": "10.1.8.0"}), route(o{"destination": "10.9.0.0/24", "gateway": "10.1.7.9/24"}),
			},
			nears: []edit{
				route(o{"destination": "10.9.0.0/24", "gateway": "10.1.7.255"}), route(o{"destination": "10.9.0.1/32", "gateway": "10.1.7.1"}),
			},
		},
		{
			clause: "dhcp-static",
			violations: []edit{
				lease("0c:20:12:ff:00", "10.1.7.9"), lease("server-1", "10.1.7.9"), lease("0c:20:12:ff:00:0g", "10.1.7.9"),
				lease(mac, "10.1.8.9"), lease(mac, "10.1.7.0"), lease(mac, "10.1.7.1"), lease(mac, "10.1.7.255"), lease(mac, ""), lease(mac, "10.1.7.9/32"),
				static(o{mac: o{"ip": "10.1.7.9"}, "0c:20:12:ff:00:02": o{"ip": "10.1.7.9"}}),
			},
			nears: []edit{
				lease(mac, "10.1.7.254"), lease(mac, "10.1.7.2"), lease("0C-20-12-FF-00-01", "10.1.7.9"), lease("0c20.12ff.0001", "10.1.7.9"),
				lease("0c:20:12:ff:00:01:02:03", "10.1.7.9"), static(o{mac: nil}),
				static(o{mac: o{"ip": "10.1.7.9"}, "0c:20:12:ff:00:02": o{"ip": "10.1.7.10"}}),
				// two spellings of one MAC address become one lease
				static(o{mac: o{"ip": "10.1.7.9"}, "0c-20-12-ff-00-01": o{"ip": "10.1.7.9"}}),
			},
		},
		{
			clause: "dhcp-off",
			violations: []edit{
				withDHCP(o{"static": o{mac: o{"ip": "10.1.7.9"}}}), withDHCP(o{"enable": false, "static": o{mac: o{"ip": "10.1.7.9"}}}),
				withDHCP(o{"relay": "10.9.9.9/32", "static": o{mac: o{"ip": "10.1.7.9"}}}),
			},
			nears: []edit{
				withDHCP(o{"static": o{}}), withDHCP(o{"range": o{"start": "10.1.7.9", "end": "10.1.7.1"}}),
				withDHCP(o{"enable": false, "options": o{"leaseTimeSeconds": 60}}), lease(mac, "10.1.7.9"),
			},
		},
	}
}
