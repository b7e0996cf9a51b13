package generate

import "fmt"

// shape is what differs between the fabrics.
type shape struct {
	name    string
	leaves  int
	servers int
	vpcs    int
	gateway bool
}

var shapes = []shape{
	{name: "small", leaves: 8, servers: 6, vpcs: 6},
	{name: "medium", leaves: 16, servers: 40, vpcs: 30},
	{name: "gateway", leaves: 8, servers: 10, vpcs: 8, gateway: true},
}

// The leaves of every fabric: two pairs of ESLAG, one alone, one of mclag, one whose profile lacks l2vni, one whose
// profile lacks every feature. More leaves are alone.
const (
	mclagLeaf   = 6
	layer3Leaf  = 7
	bareLeaf    = 8
	spineCount  = 2
	firstServer = 1
)

// build creates a valid fabric.
func (f *fabric) build() {
	f.aims.Clause = "building " + f.name
	f.buildProfiles()
	f.create(f.manifest("IPv4Namespace", "default", o{"subnets": l{"10.0.0.0/16", "10.1.0.0/16"}}))
	f.create(f.manifest("IPv4Namespace", "other", o{"subnets": l{"10.128.0.0/16"}}))
	f.create(f.manifest("VLANNamespace", "default", o{"ranges": l{o{"from": 1000, "to": 2999}}}))
	f.create(f.manifest("VLANNamespace", "other", o{"ranges": l{o{"from": 100, "to": 199}, o{"from": 300}}}))
	f.create(f.manifest("VLANNamespace", "crossing", o{"ranges": l{o{"from": 2900, "to": 2999}}}))
	for _, group := range []string{"eslag-1", "eslag-2", "mclag-1", "border"} {
		f.create(f.manifest("SwitchGroup", group, o{}))
	}
	f.buildSwitches()
	for number := firstServer; number <= f.servers; number++ {
		f.create(f.manifest("Server", server(number), o{"description": "a server"}))
	}
	f.create(f.manifest("Server", "spare", o{}))
	f.create(f.manifest("Server", "spare-2", o{}))
	f.buildVPCs()
	f.buildConnections()
	f.buildExternals()
	f.buildAttachments()
	if f.gateway {
		f.buildGateway()
	}
	f.undo = nil
}

func server(number int) string { return fmt.Sprintf("server-%d", number) }
func leaf(number int) string   { return fmt.Sprintf("leaf-%d", number) }

func (f *fabric) buildProfiles() {
	f.create(f.manifest("SwitchProfile", "full", profile(o{
		"l2vni": true, "l3vni": true, "eslag": true, "mclag": true, "roce": true, "ecmpRoCEQPN": true, "acls": true,
	})))
	f.create(f.manifest("SwitchProfile", "layer3", profile(o{"l3vni": true, "eslag": true})))
	f.create(f.manifest("SwitchProfile", "bare", profile(o{})))
	ports := o{"M1": o{"management": true, "nos": "Management0"}}
	for number := 1; number <= 64; number++ {
		ports[fmt.Sprintf("E1/%d", number)] = o{"profile": "QSFP28", "label": fmt.Sprint(number)}
	}
	f.create(f.manifest("SwitchProfile", "spine", o{"features": o{"roce": true}, "ports": ports, "portProfiles": portProfiles()}))
}

// profile is a leaf's: E1/1 to E1/8 in two groups, E1/9 to E1/24 with a speed of their own, E1/25 to E1/32 to be broken
// out, the first four of them in pipeline `a` with at most 13 ports, and 45 ports in all.
func profile(features o) o {
	ports := o{"M1": o{"management": true, "nos": "Management0"}}
	for number := 1; number <= 32; number++ {
		of := o{"label": fmt.Sprint(number), "pipeline": "b"}
		switch {
		case number <= 8:
			of["group"] = fmt.Sprint((number + 3) / 4)
		case number <= 24:
			of["profile"] = "SFP28"
		default:
			of["profile"] = "QSFP28"
			if number <= 28 {
				of["pipeline"] = "a"
			}
		}
		ports[fmt.Sprintf("E1/%d", number)] = of
	}
	return o{
		"features": features, "ports": ports, "portProfiles": portProfiles(), "maxPorts": 45,
		"portGroups": o{"1": o{"profile": "SFP28-fixed"}, "2": o{"profile": "SFP28-fixed"}},
		"pipelines":  o{"a": o{"maxPorts": 13}},
	}
}

func portProfiles() o {
	speeds := o{"default": "25G", "supported": l{"10G", "25G"}}
	return o{
		"SFP28-fixed": o{"speed": speeds},
		"SFP28":       o{"speed": speeds, "autoNegAllowed": true},
		"QSFP28": o{"autoNegAllowed": true, "breakout": o{"default": "1x100G", "supported": o{
			"1x100G": o{"offsets": l{"0"}}, "2x50G": o{"offsets": l{"0", "2"}}, "4x25G": o{"offsets": l{"0", "1", "2", "3"}},
		}}},
	}
}

func (f *fabric) buildSwitches() {
	for number := 1; number <= spineCount; number++ {
		f.create(f.manifest("Switch", fmt.Sprintf("spine-%d", number), o{
			"role": "spine", "profile": "spine", "asn": 65100,
			"ip": fmt.Sprintf("172.30.0.%d/21", number+4), "protocolIP": fmt.Sprintf("172.30.8.%d/32", number),
		}))
	}
	for number := 1; number <= f.leaves; number++ {
		spec := o{
			"role": "server-leaf", "profile": "full", "asn": 65100 + number, "vtepIP": fmt.Sprintf("172.30.12.%d/32", number),
			"ip": fmt.Sprintf("172.30.0.%d/21", number+10), "protocolIP": fmt.Sprintf("172.30.8.%d/32", number+10),
		}
		switch number {
		case 1, 2, 3, 4:
			group := fmt.Sprintf("eslag-%d", (number+1)/2)
			spec["redundancy"] = o{"group": group, "type": "eslag"}
		case mclagLeaf:
			spec["redundancy"] = o{"group": "mclag-1", "type": "mclag"}
		case layer3Leaf:
			spec["profile"] = "layer3"
		case bareLeaf:
			spec["profile"] = "bare"
		}
		f.create(f.manifest("Switch", leaf(number), spec))
	}
}

// buildVPCs creates VPCs of two subnets each, `default` and `b`.
func (f *fabric) buildVPCs() {
	for number := 1; number <= f.vpcs; number++ {
		f.create(f.vpc(fmt.Sprintf("vpc-%d", number), o{
			"default": o{"subnet": fmt.Sprintf("10.0.%d.0/24", number*2), "vlan": 1000 + number*2, "dhcp": o{"enable": true}},
			"b":       subnet(fmt.Sprintf("10.0.%d.0/24", number*2+1), 1001+number*2),
		}))
	}
	f.create(f.manifest("VPC", "apart", o{"ipv4Namespace": "other", "vlanNamespace": "other",
		"subnets": o{"default": subnet("10.128.1.0/24", 101)}}))
	f.create(f.manifest("VPC", "routed", o{"mode": "l3vni", "subnets": o{
		"default": subnet("10.0.190.0/24", 1900),
		"hosts":   o{"subnet": "10.0.191.0/24", "hostBGP": true, "vlan": 1901},
	}}))
}

func (f *fabric) buildConnections() {
	for number := 1; number <= f.leaves; number++ {
		links := l{}
		for spine := 1; spine <= spineCount; spine++ {
			base := number*4 + (spine-1)*2
			links = l{o{
				"spine": routedPort(fmt.Sprintf("spine-%d/E1/%d", spine, number), fmt.Sprintf("172.30.128.%d/31", base)),
				"leaf":  routedPort(fmt.Sprintf("%s/E1/%d", leaf(number), 8+spine), fmt.Sprintf("172.30.128.%d/31", base+1)),
			}}
			f.create(f.connection(fmt.Sprintf("spine-%d--fabric--%s", spine, leaf(number)), "fabric", o{"links": links}))
		}
	}
	f.create(f.linked("eslag-conn", "eslag", server(1), "leaf-1/E1/1", "leaf-2/E1/1"))
	f.create(f.linked("bundled-conn", "bundled", server(2), "leaf-5/E1/1", "leaf-5/E1/2"))
	f.create(f.unbundled("unbundled-conn", server(3)+"/enp2s1", "leaf-5/E1/3"))
	f.create(f.unbundled("layer3-conn", server(4)+"/enp2s1", "leaf-7/E1/1"))
	f.create(f.unbundled("bare-conn", server(5)+"/enp2s1", "leaf-8/E1/1"))
	f.create(f.unbundled("mclag-conn", server(6)+"/enp2s1", "leaf-6/E1/1"))
	for number := 7; number <= f.servers; number++ {
		device, at := 3+(number-7)%2, 12+(number-7)/2
		if number > 10 {
			device, at = 9+(number-11)%(f.leaves-bareLeaf), 12+(number-11)/(f.leaves-bareLeaf)
		}
		f.create(f.unbundled(fmt.Sprintf("conn-%d", number), server(number)+"/enp2s1", fmt.Sprintf("%s/E1/%d", leaf(device), at)))
	}
	f.create(f.connection("ext-conn", "external", o{"link": o{"switch": port("leaf-5/E1/23")}}))
	f.create(f.connection("ext-conn-2", "external", o{"link": o{"switch": port("leaf-5/E1/24")}}))
	within := f.staticExternal("static-conn", o{"port": "leaf-5/E1/19", "vlan": 10})
	within["spec"].(o)["staticExternal"].(o)["withinVPC"] = "vpc-1"
	f.create(within)
}

func (f *fabric) buildExternals() {
	f.create(f.manifest("External", "ext-bgp", o{"inboundCommunity": "65102:5000", "outboundCommunity": "50000:50001"}))
	f.create(f.manifest("External", "ext-static", o{"static": o{"prefixes": l{"0.0.0.0/0"}}}))
	f.create(f.manifest("ExternalAttachment", "ext-bgp--1", bgpAttachment(100)))
	f.create(f.manifest("ExternalAttachment", "ext-static--1", o{
		"external": "ext-static", "connection": "ext-conn-2",
		"static": o{"remoteIP": "100.64.1.2", "ip": "100.64.1.1/24", "vlan": 200},
	}))
	f.create(f.manifest("ExternalPeering", "vpc-1--ext-bgp", externalPeering("vpc-1", "ext-bgp")))
}

func bgpAttachment(vlan int) o {
	return o{
		"external": "ext-bgp", "connection": "ext-conn",
		"switch": o{"ip": "100.64.0.1/24", "vlan": vlan}, "neighbor": o{"asn": 65102, "ip": "100.64.0.6"},
	}
}

func externalPeering(vpc, external string) o {
	return o{"permit": o{
		"vpc":      o{"name": vpc, "subnets": l{"default"}},
		"external": o{"name": external, "prefixes": l{o{"prefix": "0.0.0.0/0"}}},
	}}
}

func (f *fabric) buildAttachments() {
	f.create(f.manifest("VPCAttachment", "at-eslag", o{"subnet": "vpc-1/default", "connection": "eslag-conn"}))
	f.create(f.manifest("VPCAttachment", "at-bundled", o{"subnet": "vpc-2", "connection": "bundled-conn", "nativeVLAN": true}))
	f.create(f.manifest("VPCPeering", "vpc-1--vpc-2", o{"permit": l{o{"vpc-1": o{}, "vpc-2": o{"subnets": l{"default"}}}}}))
}

func (f *fabric) buildGateway() {
	f.create(f.manifest("GatewayGroup", "default", o{}))
	f.create(f.manifest("GatewayGroup", "empty", o{}))
	for number := 1; number <= 2; number++ {
		f.create(f.manifest("Gateway", fmt.Sprintf("gateway-%d", number), o{
			"asn": 65534, "protocolIP": fmt.Sprintf("172.30.8.%d/32", 80+number), "vtepIP": fmt.Sprintf("172.30.12.%d/32", 80+number),
			"vtepMAC":    fmt.Sprintf("ca:fe:ba:be:01:%02d", number),
			"interfaces": o{"enp2s1": o{"ips": l{fmt.Sprintf("172.30.129.%d/31", number*2+1)}}},
			"neighbors":  l{o{"ip": fmt.Sprintf("172.30.129.%d", number*2), "asn": 65105}},
		}))
		f.create(f.connection(fmt.Sprintf("leaf-5--gateway-%d", number), "gateway", o{"links": l{o{
			"switch":  routedPort(fmt.Sprintf("leaf-5/E1/%d", 14+number), fmt.Sprintf("172.30.129.%d/31", number*2)),
			"gateway": routedPort(fmt.Sprintf("gateway-%d/enp2s1", number), fmt.Sprintf("172.30.129.%d/31", number*2+1)),
		}}}))
	}
	f.create(f.manifest("GatewayPeering", "vpc-3--vpc-4", o{"peering": o{
		"vpc-3": o{"expose": l{cidrs("10.0.6.0/24")}}, "vpc-4": o{"expose": l{cidrs("10.0.8.0/24")}},
	}}))
}
