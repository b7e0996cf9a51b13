package clauses

import (
	"slices"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// warnOfUnguardedDelete: the clauses that say that a kind has no guard against its deletion. It is worth a look where
// something still names the object.
func (c *check) warnOfUnguardedDelete() {
	gateways := all[hedgehog.GatewaySpec](c.view, "Gateway")
	peerings := all[hedgehog.GatewayPeeringSpec](c.view, "GatewayPeering")
	switches := all[hedgehog.SwitchSpec](c.view, "Switch")
	connections := all[hedgehog.ConnectionSpec](c.view, "Connection")
	switch c.Old.Kind.Name {
	case "GatewayGroup":
		if slices.ContainsFunc(gateways, func(one named[hedgehog.GatewaySpec]) bool { return isMember(one.spec, c.name) }) ||
			slices.ContainsFunc(peerings, func(one named[hedgehog.GatewayPeeringSpec]) bool { return one.spec.GatewayGroup == c.name }) {
			c.warn("gwgroup")
		}
	case "Gateway":
		if slices.ContainsFunc(connections, func(one named[hedgehog.ConnectionSpec]) bool {
			return slices.Contains(readConnection(one.spec).devices(aGateway), c.name)
		}) {
			c.warn("gwgroup")
		}
	case "SwitchGroup":
		if slices.ContainsFunc(switches, func(one named[hedgehog.SwitchSpec]) bool { return slices.Contains(one.spec.Groups, c.name) }) {
			c.warn("sw-delete")
		}
	}
}
