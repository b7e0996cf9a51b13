package clauses

import "strings"

// The clauses of the rules in their order there, each with whether it can refuse something. Those that cannot are
// accepted by the cluster and are only warned about.
var ids = []struct {
	id      string
	refuses bool
}{
	{"meta-name", true}, {"meta-namespace", true}, {"meta-label-length", true}, {"meta-integer-range", true},
	{"meta-unknown-field", false},

	{"ipns-name", true}, {"ipns-count", true}, {"ipns-parse", true}, {"ipns-overlap", true}, {"ipns-reserved", true},
	{"ipns-delete", true}, {"ipns-shrink", true},

	{"vlanns-range", false}, {"vlanns-overlap", true}, {"vlanns-reserved", true}, {"vlanns-shrink", true},
	{"vlanns-delete", true},

	{"vpc-name", true}, {"vpc-mode", true}, {"vpc-subnets", true}, {"vpc-subnet-parse", true},
	{"vpc-subnet-reserved", true}, {"vpc-subnet-overlap", true}, {"vpc-namespaces", true}, {"vpc-subnet-in-ns", true},
	{"vpc-vlan-in-ns", true}, {"vpc-overlap-other", true}, {"vpc-vlan-required", true}, {"vpc-vlan-unique", true},
	{"vpc-vlan-other", true}, {"vpc-gateway", true}, {"vpc-hostbgp", true}, {"vpc-permit", true}, {"vpc-route", true},
	{"dhcp-relay-or-server", true}, {"dhcp-relay-form", true}, {"dhcp-relayvpc", true}, {"dhcp-range", true},
	{"dhcp-options", true}, {"dhcp-routes", true}, {"dhcp-static", true}, {"dhcp-off", true}, {"vpc-update", false},
	{"vpc-delete", true},

	{"attach-form", true}, {"attach-conn-type", true}, {"attach-eslag-mode", true}, {"attach-hostbgp", true},
	{"attach-switch", true}, {"attach-profile", true}, {"attach-twice", true}, {"attach-native", true},
	{"attach-p2p", true},

	{"peer-permit", true}, {"peer-namespaces", true}, {"peer-remote", true}, {"peer-disabled", true},
	{"peer-twice", false},

	{"ext-name", true}, {"ext-ns", true}, {"ext-community", true}, {"ext-static", true}, {"ext-delete", true},
	{"ea-refs", true}, {"ea-variant", true}, {"ea-bgp", true}, {"ea-static", true}, {"ea-vlan", true},
	{"ea-ipv4", false}, {"acl-seq", true}, {"acl-enum", true}, {"acl-prefix", true}, {"acl-ports", true},
	{"acl-tcp", true}, {"acl-icmp", true}, {"ep-refs", true}, {"ep-prefix", true},

	{"conn-type", true}, {"conn-mclag", false}, {"conn-port-form", true}, {"conn-ends", true}, {"conn-refs", true},
	{"conn-role", false}, {"conn-port-profile", true}, {"conn-port-unique", true}, {"conn-eslag", true},
	{"conn-mtu", true}, {"conn-link-ip", true}, {"conn-static", true}, {"conn-withinvpc", true},
	{"conn-type-immutable", true}, {"conn-withinvpc-immutable", true}, {"conn-delete", true}, {"conn-mode", true},

	{"sw-required", true}, {"sw-role", true}, {"sw-refs", true}, {"sw-vlanns-overlap", true}, {"sw-redundancy", true},
	{"sw-asn", true}, {"sw-ip", true}, {"sw-protocol-ip", true}, {"sw-vtep-ip", true}, {"sw-speed", true},
	{"sw-breakout", true}, {"sw-autoneg", true}, {"sw-fec", true}, {"sw-max-ports", true}, {"sw-roce", true},
	{"sw-linkflap", true}, {"sw-roce-breakout", true}, {"sw-delete", true}, {"srv-delete", true}, {"profile", true},

	{"gw-enabled", true}, {"gwgroup", false}, {"gw-ip", true}, {"gw-mac", true}, {"gw-asn", true},
	{"gw-workers", true}, {"gw-interface", true}, {"gw-neighbor", true}, {"gw-groups", true}, {"gwp-sides", true},
	{"gwp-group", true}, {"gwp-expose", true}, {"gwp-subset", true}, {"gwp-nat", true}, {"gwp-nat-sides", true},
	{"gwp-overlap", true}, {"gwp-acl", true},
}

var position = func() map[string]int {
	positions := map[string]int{}
	for index, clause := range ids {
		positions[clause.id] = index
	}
	return positions
}()

// Refusing are the ids of all clauses that can refuse something, in the order of the rules.
func Refusing() []string {
	var refusing []string
	for _, clause := range ids {
		if clause.refuses {
			refusing = append(refusing, clause.id)
		}
	}
	return refusing
}

// before orders ids as the rules do; an empty id, for what the rules do not speak of, comes last.
func before(a, b string) int {
	at, found := position[a]
	if !found {
		at = len(ids)
	}
	bt, found := position[b]
	if !found {
		bt = len(ids)
	}
	if at != bt {
		return at - bt
	}
	return strings.Compare(a, b)
}
