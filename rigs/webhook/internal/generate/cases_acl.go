package generate

// statement is an ACL statement that is right but for the changes.
func statement(changes o) o {
	of := o{"seq": 10, "action": "permit", "protocol": "tcp", "srcPrefix": "any", "dstPrefix": "10.0.0.0/16"}
	for key, value := range changes {
		if value != nil {
			of[key] = value
		}
	}
	return of
}

func aclCases() []clauseCases {
	acl := func(changes ...o) edit {
		statements := l{}
		for _, change := range changes {
			statements = append(statements, statement(change))
		}
		return set("ExternalAttachment", "ext-bgp--1", statements, "inboundACL", "statements")
	}
	ports := func(protocol string, begin, end any) edit {
		return acl(o{"protocol": protocol, "portRangeBegin": begin, "portRangeEnd": end})
	}
	filters := func(of o) edit { return acl(o{"tcpFilters": of}) }
	return []clauseCases{
		{
			clause:     "acl-seq",
			violations: []edit{acl(o{"seq": 9}), acl(o{"seq": 0}), acl(o{"seq": 20}, o{"seq": 20}), acl(o{}, o{"seq": 11}, o{"seq": 10})},
			nears:      []edit{acl(o{"seq": 10}), acl(o{"seq": 20}, o{"seq": 10}), acl()},
		},
		{
			clause: "acl-enum",
			violations: []edit{
				acl(o{"action": "allow"}), acl(o{"action": ""}), acl(o{"protocol": "any"}), acl(o{"protocol": "icmpv6"}), acl(o{"action": "Permit"}),
			},
			nears: []edit{
				acl(o{"action": "deny", "protocol": "ip"}), acl(o{"action": "discard", "protocol": "udp"}), acl(o{"action": "transit", "protocol": "icmp"}),
			},
		},
		{
			clause: "acl-prefix",
			violations: []edit{
				acl(o{"srcPrefix": ""}), acl(o{"dstPrefix": "10.0.0.1"}), acl(o{"srcPrefix": "Any"}), acl(o{"dstPrefix": "10.0.0.0/40"}),
			},
			nears: []edit{acl(o{"srcPrefix": "10.0.0.1/32", "dstPrefix": "any"}), acl(o{"srcPrefix": "0.0.0.0/0"})},
		},
		{
			clause: "acl-ports",
			violations: []edit{
				ports("ip", 1, 2), ports("icmp", 80, 80), ports("tcp", 81, 80), ports("udp", 80, nil), ports("tcp", nil, 80), ports("tcp", 0, 80),
			},
			nears: []edit{ports("tcp", 80, 80), ports("udp", 1, 65535), ports("ip", nil, nil)},
		},
		{
			clause: "acl-tcp",
			violations: []edit{
				acl(o{"protocol": "udp", "tcpFilters": o{"syn": true}}), filters(o{"established": true, "ack": true}),
				filters(o{"established": true, "notRst": true}), filters(o{"fin": true, "notFin": true}), filters(o{"urg": true, "notUrg": true, "syn": true}),
			},
			nears: []edit{filters(o{"established": true}), filters(o{"syn": true, "notAck": true}), filters(o{"ack": true, "notFin": true})},
		},
		{
			clause: "acl-icmp",
			violations: []edit{
				acl(o{"icmpType": 8}), acl(o{"protocol": "ip", "icmpCode": 3}), acl(o{"protocol": "udp", "icmpType": 8, "icmpCode": 1}),
			},
			nears: []edit{acl(o{"protocol": "icmp", "icmpType": 8}), acl(o{"protocol": "icmp", "icmpType": 3, "icmpCode": 1})},
		},
	}
}
