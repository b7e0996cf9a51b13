package generate

import (
	"slices"
	"testing"

	"hedgerow.rigs/webhook/internal/judge"
)

// warnings are what the judge warns about in an edit of the gateway fabric, which it has to allow.
func warnings(t *testing.T, prepare func(*fabric), edit func(*fabric) judge.Line) []string {
	t.Helper()
	made := built(shapes[2])
	if prepare != nil {
		try(t, func() { prepare(made) })
	}
	answer := made.judge.Answer(edit(made))
	if !answer.Allowed {
		t.Errorf("refused: %+v", answer)
	}
	return answer.Warnings
}

func creating(kind string, spec o) func(*fabric) judge.Line {
	return func(f *fabric) judge.Line { return f.createLine(f.manifest(kind, "new", spec)) }
}

func updating(kind, name string, value any, path ...string) func(*fabric) judge.Line {
	return func(f *fabric) judge.Line { return f.updateLine(with(f.get(kind, name), value, path...)) }
}

func deleting(kind, name string) func(*fabric) judge.Line {
	return func(f *fabric) judge.Line { return f.deleteLine(kind, name) }
}

// Each row is something that the cluster accepts although it is worth a look, and its neighbour that is fine.
func TestWhatIsAcceptedAndWorthALookIsWarnedAbout(t *testing.T) {
	vpc := func(subnet o) func(*fabric) judge.Line { return creating("VPC", o{"subnets": o{"a": subnet}}) }
	dhcp := func(settings o) o { return o{"subnet": "10.1.7.0/24", "vlan": 2000, "dhcp": settings} }
	eslag := func(devices ...string) func(*fabric) judge.Line {
		return creating("Connection", o{"eslag": o{"links": linksTo(devices...)}})
	}
	elsewhere := func(namespace string) func(*fabric) judge.Line {
		return func(f *fabric) judge.Line {
			group := f.manifest("SwitchGroup", "new", o{})
			group["metadata"].(o)["namespace"] = namespace
			return f.createLine(group)
		}
	}
	route := func(of ...any) func(*fabric) judge.Line { return updating("VPC", "vpc-5", l(of), "staticRoutes") }
	alone := func(of o) func(*fabric) judge.Line { return creating("Connection", of) }
	leaf := func(value any, path ...string) func(*fabric) judge.Line {
		return func(f *fabric) judge.Line { return f.createLine(with(f.freeSwitch(), value, path...)) }
	}
	addressed := o{"spine": routedPort("spine-1/E1/60", "172.30.200.0/31"), "leaf": routedPort("leaf-1/E1/20", "172.30.200.1/31")}
	half := o{"spine": routedPort("spine-1/E1/60", "172.30.200.0/31"), "leaf": port("leaf-1/E1/20")}
	for _, row := range []struct {
		clause  string
		prepare func(*fabric)
		wrong   func(*fabric) judge.Line
		fine    func(*fabric) judge.Line
	}{
		{"meta-namespace", nil, elsewhere("other"), elsewhere("default")},
		{"meta-unknown-field", nil, creating("Server", o{"descripton": "a server"}), creating("Server", o{"description": "a server"})},
		{"meta-unknown-field", nil, creating("Server", o{"Description": "a server"}), creating("Server", o{})},
		{"ipns-count", nil, creating("IPv4Namespace", o{}), creating("IPv4Namespace", o{"subnets": l{"10.64.0.0/16"}})},
		{"ipns-parse", nil, creating("IPv4Namespace", o{"subnets": l{"10.64.0.1/16"}}), creating("IPv4Namespace", o{"subnets": l{"10.64.0.1/32"}})},
		{"ipns-parse", nil, creating("IPv4Namespace", o{"subnets": l{"fd00::/64"}}), creating("IPv4Namespace", o{"subnets": l{"10.64.0.0/16"}})},
		{"vlanns-range", nil, creating("VLANNamespace", o{"ranges": l{o{"from": 20, "to": 10}}}), creating("VLANNamespace", o{"ranges": l{o{"from": 20}}})},
		{"vlanns-range", nil, creating("VLANNamespace", o{"ranges": l{o{"from": 0, "to": 10}}}), creating("VLANNamespace", o{"ranges": l{o{"from": 1, "to": 10}}})},
		{"vlanns-range", nil, creating("VLANNamespace", o{"ranges": l{o{"from": 4094, "to": 4095}}}), creating("VLANNamespace", o{"ranges": l{o{"from": 4094}}})},
		{"vpc-subnet-parse", nil, vpc(subnet("10.1.7.1/24", 2000)), vpc(subnet("10.1.7.0/24", 2000))},
		{
			"vpc-gateway", nil, vpc(o{"subnet": "10.1.7.0/24", "vlan": 2000, "gateway": "10.1.7.0"}),
			vpc(o{"subnet": "10.1.7.0/24", "vlan": 2000, "gateway": "10.1.7.255"}),
		},
		{
			"vpc-route", nil, route(o{"prefix": "10.9.0.0/16", "nextHops": l{"1.2.3.4"}}, o{"prefix": "10.9.0.0/16", "nextHops": l{"1.2.3.5"}}),
			route(o{"prefix": "10.9.0.0/16", "nextHops": l{"1.2.3.4"}}),
		},
		{"dhcp-relayvpc", nil, updating("VPC", "vpc-5", o{"relay": "10.9.9.9/32", "relayVPC": "vpc-5"}, "subnets", "b", "dhcp"), updating("VPC", "vpc-5", o{"relay": "10.9.9.9/32", "relayVPC": "vpc-6"}, "subnets", "b", "dhcp")},
		{"dhcp-range", nil, vpc(dhcp(o{"enable": true, "range": o{"start": "10.1.7.3"}})), vpc(dhcp(o{"enable": true}))},
		{"dhcp-off", nil, vpc(dhcp(o{"range": o{"end": "10.1.7.9"}})), vpc(dhcp(o{}))},
		{
			"dhcp-static", nil, vpc(dhcp(o{"enable": true, "static": o{"0c:20:12:ff:00:01": o{"ip": "10.1.7.9"}, "0C-20-12-FF-00-01": o{"ip": "10.1.7.10"}}})),
			vpc(dhcp(o{"enable": true, "static": o{"0C-20-12-FF-00-01": o{"ip": "10.1.7.9"}}})),
		},
		{"vpc-update", nil, updating("VPC", "vpc-1", nil, "subnets", "default"), updating("VPC", "vpc-1", nil, "subnets", "b")},
		{"vpc-update", nil, updating("VPC", "vpc-2", "l3vni", "mode"), updating("VPC", "vpc-6", "l3vni", "mode")},
		{"vpc-delete", nil, deleting("VPC", "vpc-3"), deleting("VPC", "vpc-6")},
		{"peer-twice", nil, creating("VPCPeering", o{"permit": l{o{"vpc-3": o{}, "vpc-4": o{}}}}), creating("VPCPeering", o{"permit": l{o{"vpc-3": o{}, "vpc-5": o{}}}})},
		{"ea-ipv4", nil, updating("ExternalAttachment", "ext-bgp--1", "100.65.0.6", "neighbor", "ip"), updating("ExternalAttachment", "ext-bgp--1", "100.64.0.7", "neighbor", "ip")},
		{"ea-ipv4", nil, updating("ExternalAttachment", "ext-bgp--1", 4095, "switch", "vlan"), updating("ExternalAttachment", "ext-bgp--1", 4094, "switch", "vlan")},
		{"ea-variant", nil, updating("External", "ext-static", nil, "static"), updating("External", "ext-bgp", nil, "inboundCommunity")},
		{"ext-delete", externalBehindGateway, deleting("External", "behind"), deleting("External", "beside")},
		{
			"ep-prefix", nil, updating("ExternalPeering", "vpc-1--ext-bgp", l{o{"prefix": "all"}}, "permit", "external", "prefixes"),
			updating("ExternalPeering", "vpc-1--ext-bgp", l{o{"prefix": "10.9.0.0/16"}}, "permit", "external", "prefixes"),
		},
		{"conn-type", nil, updating("Connection", "unbundled-conn", o{}, "external"), updating("Connection", "unbundled-conn", 1500, "unbundled", "mtu")},
		{"conn-mclag", nil, alone(o{"mclag": o{"links": linksTo("leaf-5/E1/20", "leaf-5/E1/21")}}), eslag("leaf-1/E1/20", "leaf-2/E1/20")},
		{"conn-eslag", nil, eslag("leaf-1/E1/20", "leaf-5/E1/20"), eslag("leaf-1/E1/20", "leaf-2/E1/20")},
		{
			"conn-ends", nil, alone(o{"gateway": o{"links": l{o{"switch": port("leaf-5/E1/20"), "gateway": port("gateway-9/enp2s1")}}}}),
			alone(o{"gateway": o{"links": l{o{"switch": port("leaf-5/E1/20"), "gateway": port("gateway-1/enp2s9")}}}}),
		},
		{
			"conn-withinvpc-immutable", nil, updating("Connection", "bundled-conn", linksTo("leaf-5/E1/1"), "bundled", "links"),
			updating("Connection", "bundled-conn", 1500, "bundled", "mtu"),
		},
		{"conn-role", nil, alone(fabricOf("leaf-5/E1/20", "leaf-1/E1/20")), alone(fabricOf("spine-1/E1/60", "leaf-1/E1/20"))},
		{"conn-port-profile", nil, alone(o{"external": o{"link": o{"switch": port("leaf-5/M1")}}}), alone(o{"external": o{"link": o{"switch": port("leaf-5/E1/20")}}})},
		{"conn-port-unique", nil, alone(loopbackOf("leaf-5/E1/31", "leaf-5/E1/31/1")), alone(loopbackOf("leaf-5/E1/31", "leaf-5/E1/32/1"))},
		{"conn-mtu", nil, updating("Connection", "eslag-conn", 9037, "eslag", "mtu"), updating("Connection", "eslag-conn", 9036, "eslag", "mtu")},
		{"conn-link-ip", nil, alone(o{"fabric": o{"links": l{half}}}), alone(o{"fabric": o{"links": l{addressed}}})},
		{"conn-static", nil, updating("Connection", "static-conn", 4095, "staticExternal", "link", "switch", "vlan"), updating("Connection", "static-conn", 4094, "staticExternal", "link", "switch", "vlan")},
		{"sw-delete", nil, deleting("SwitchGroup", "eslag-1"), deleting("SwitchGroup", "border")},
		{"gwgroup", nil, deleting("GatewayGroup", "default"), deleting("GatewayGroup", "empty")},
		{"gwgroup", nil, deleting("Gateway", "gateway-1"), deleting("GatewayPeering", "vpc-3--vpc-4")},
		{"sw-role", nil, leaf("virtual-edge", "role"), leaf("border-leaf", "role")},
		{"sw-redundancy", nil, leaf(o{"group": "mclag-1", "type": "mclag"}, "redundancy"), leaf(o{"group": "eslag-1", "type": "eslag"}, "redundancy")},
		{"sw-redundancy", nil, leaf(o{"group": "mclag-1", "type": "eslag"}, "redundancy"), leaf(o{"group": "eslag-2", "type": "eslag"}, "redundancy")},
	} {
		t.Run(row.clause, func(t *testing.T) {
			if got := warnings(t, row.prepare, row.wrong); !slices.Contains(got, row.clause) {
				t.Errorf("no warning, but %v", got)
			}
			if got := warnings(t, row.prepare, row.fine); slices.Contains(got, row.clause) {
				t.Errorf("a warning, although nothing is wrong")
			}
		})
	}
}

func externalBehindGateway(f *fabric) {
	for _, name := range []string{"behind", "beside"} {
		f.create(f.manifest("External", name, o{}))
	}
	f.create(f.peering("vpc-5", o{"default": true}, "ext.behind", o{"default": true}))
}
