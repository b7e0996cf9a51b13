package clauses

import (
	"maps"
	"slices"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	mostPermits     = 10
	mostSideSubnets = 10
)

// checkVPCPeering: section "VPCPeering" of the rules.
func (c *check) checkVPCPeering(spec *hedgehog.VPCPeeringSpec) {
	if len(spec.Permit) < 1 || len(spec.Permit) > mostPermits {
		c.refuse("peer-permit", "%d entries are not 1 to %d", len(spec.Permit), mostPermits)
	}
	pair := peeredPair(spec)
	for index, permit := range spec.Permit {
		names := slices.Sorted(maps.Keys(permit))
		if len(names) != 2 || !slices.Equal(names, pair) {
			c.refuse("peer-permit", "entry %d does not name the same two VPCs as the others", index)
		}
		for name, side := range byKey(permit) {
			c.checkPeeringSide(name, side)
		}
	}
	c.checkPeeredVPCs(pair)
	if spec.Remote != "" {
		c.refuse("peer-remote", "remote %q: remote peering does not exist any more", spec.Remote)
	}
	if c.config.PeeringDisabled {
		c.refuse("peer-disabled", "the fabric disables peering")
	}
	c.warnOfSamePair(pair)
}

// peeredPair are the VPCs of the first entry, sorted.
func peeredPair(spec *hedgehog.VPCPeeringSpec) []string {
	if len(spec.Permit) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(spec.Permit[0]))
}

func (c *check) checkPeeringSide(name string, side hedgehog.PeeringSide) {
	if side.Subnets != nil && (len(side.Subnets) < 1 || len(side.Subnets) > mostSideSubnets) {
		c.refuse("peer-permit", "%d subnets of %s are not 1 to %d", len(side.Subnets), name, mostSideSubnets)
	}
	vpc := c.view.vpc(name)
	for _, subnet := range side.Subnets {
		if vpc != nil && vpc.Subnets[subnet] == nil {
			c.refuse("peer-permit", "subnet %s/%s does not exist", name, subnet)
		}
	}
}

func (c *check) checkPeeredVPCs(pair []string) {
	var vpcs []*hedgehog.VPCSpec
	for _, name := range pair {
		if vpc := c.view.vpc(name); vpc != nil {
			vpcs = append(vpcs, vpc)
		} else {
			c.refuse("peer-namespaces", "VPC %s does not exist", name)
		}
	}
	if len(vpcs) != 2 {
		return
	}
	if vpcs[0].IPv4Namespace != vpcs[1].IPv4Namespace {
		c.refuse("peer-namespaces", "the VPCs are in IPv4Namespaces %s and %s", vpcs[0].IPv4Namespace, vpcs[1].IPv4Namespace)
	}
	if vpcs[0].VLANNamespace != vpcs[1].VLANNamespace {
		c.refuse("peer-namespaces", "the VPCs are in VLANNamespaces %s and %s", vpcs[0].VLANNamespace, vpcs[1].VLANNamespace)
	}
}

// warnOfSamePair: the rules give this no id of its own.
func (c *check) warnOfSamePair(pair []string) {
	for _, other := range others[hedgehog.VPCPeeringSpec](c.view, "VPCPeering", c.name) {
		if slices.Equal(peeredPair(other.spec), pair) {
			c.warn("peer-twice")
		}
	}
	for _, other := range all[hedgehog.GatewayPeeringSpec](c.view, "GatewayPeering") {
		if slices.Equal(slices.Sorted(maps.Keys(other.spec.Peering)), pair) {
			c.warn("peer-twice")
		}
	}
}
