package generate

import (
	"fmt"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// manifest is an object as a person writes it: sometimes with its namespace, sometimes without.
func (f *fabric) manifest(kind, name string, spec o) o {
	of, known := hedgehog.KindNamed(kind)
	if !known {
		panic(problem(kind + " is not a kind"))
	}
	metadata := o{"name": name}
	if f.IntN(3) > 0 {
		metadata["namespace"] = "default"
	}
	return o{"apiVersion": of.APIVersion(), "kind": kind, "metadata": metadata, "spec": spec}
}

// vpc is a VPC in the namespaces `default`.
func (f *fabric) vpc(name string, subnets o) o {
	return f.manifest("VPC", name, o{"subnets": subnets})
}

func subnet(prefix string, vlan int) o { return o{"subnet": prefix, "vlan": vlan} }

// Numbers that no VPC of the built fabrics has: subnets 10.0.200.0/24 and up, VLANs 2000 and up.
func (f *fabric) freeSubnet() string { return fmt.Sprintf("10.0.%d.0/24", f.between(200, 249)) }
func (f *fabric) freeVLAN() int      { return f.between(2000, 2699) }

// freeVPC is a VPC of one subnet `a` that conflicts with nothing.
func (f *fabric) freeVPC() o {
	return f.vpc(f.fresh("v-"), o{"a": subnet(f.freeSubnet(), f.freeVLAN())})
}

func (f *fabric) attachment(subnet, connection string) o {
	return f.manifest("VPCAttachment", f.fresh("at-"), o{"subnet": subnet, "connection": connection})
}

func port(name string) o { return o{"port": name} }

func routedPort(name, ip string) o {
	if ip == "" {
		return port(name)
	}
	return o{"port": name, "ip": ip}
}

func serverLink(server, device string) o { return o{"server": port(server), "switch": port(device)} }

func (f *fabric) connection(name, sort string, of o) o {
	return f.manifest("Connection", name, o{sort: of})
}

func (f *fabric) unbundled(name, server, device string) o {
	return f.connection(name, "unbundled", o{"link": serverLink(server, device)})
}

// linked is a connection of several links between a server and switches.
func (f *fabric) linked(name, sort, server string, devices ...string) o {
	links := l{}
	for index, device := range devices {
		links = append(links, serverLink(fmt.Sprintf("%s/enp2s%d", server, index+1), device))
	}
	return f.connection(name, sort, o{"links": links})
}

func (f *fabric) external(name string) o {
	return f.connection(name, "external", o{"link": o{"switch": port("leaf-5/E1/21")}})
}

func (f *fabric) staticExternal(name string, device o) o {
	settings := o{"port": "leaf-5/E1/22", "ip": "192.168.7.1/24", "nextHop": "192.168.7.2", "subnets": l{"192.168.8.0/24"}}
	for key, value := range device {
		settings[key] = value
	}
	return f.connection(name, "staticExternal", o{"link": o{"switch": settings}})
}

// fabricLink is a fabric connection between free ports.
func (f *fabric) fabricLink(spineIP, leafIP string) o {
	return f.connection(f.fresh("c-"), "fabric", o{"links": l{
		o{"spine": routedPort("spine-1/E1/60", spineIP), "leaf": routedPort("leaf-1/E1/20", leafIP)},
	}})
}

// freeSwitch is a leaf that conflicts with nothing.
func (f *fabric) freeSwitch() o {
	number := f.between(60, 99)
	return f.manifest("Switch", f.fresh("sw-"), o{
		"role": "server-leaf", "profile": "full", "asn": 65101 + number,
		"ip": fmt.Sprintf("172.30.0.%d/21", number+50), "protocolIP": fmt.Sprintf("172.30.8.%d/32", number+50),
		"vtepIP": fmt.Sprintf("172.30.12.%d/32", number+50),
	})
}

func (f *fabric) freeGateway() o {
	number := f.between(100, 120)
	return f.manifest("Gateway", f.fresh("gw-"), o{
		"asn": 65534, "protocolIP": fmt.Sprintf("172.30.8.%d/32", number), "vtepIP": fmt.Sprintf("172.30.12.%d/32", number),
		"vtepMAC":    fmt.Sprintf("ca:fe:ba:be:02:%02x", number),
		"interfaces": o{"enp2s1": o{"ips": l{"172.30.128.201/31"}}},
		"neighbors":  l{o{"ip": "172.30.128.200", "asn": 65101}},
	})
}

// peering is a GatewayPeering of two sides with one exposed list each.
func (f *fabric) peering(one string, oneExpose o, other string, otherExpose o) o {
	return f.manifest("GatewayPeering", f.fresh("p-"), o{"peering": o{
		one: o{"expose": l{oneExpose}}, other: o{"expose": l{otherExpose}},
	}})
}

func cidrs(texts ...string) o {
	ips := l{}
	for _, text := range texts {
		ips = append(ips, o{"cidr": text})
	}
	return o{"ips": ips}
}

func long(prefix string, length int) string { return prefix + strings.Repeat("x", length-len(prefix)) }
