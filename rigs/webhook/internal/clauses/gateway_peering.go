package clauses

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// checkGatewayPeering: the clauses `gwp-` of section "GatewayGroup, Gateway, GatewayPeering"; NAT and ACLs are in files
// of their own.
func (c *check) checkGatewayPeering(spec *hedgehog.GatewayPeeringSpec) {
	c.checkGatewayEnabled()
	if !c.checkSides(spec) {
		return
	}
	c.checkPeeringGroup(spec)
	for name, side := range byKey(spec.Peering) {
		for index := range side.Expose {
			c.checkExpose(name, &side.Expose[index])
			c.checkNAT(name, &side.Expose[index])
		}
	}
	c.checkNATSides(spec)
	c.checkExposedTwice(spec)
	if spec.ACL != nil {
		c.checkPeeringACL(spec)
	}
}

// checkSides says whether there are two sides to look into.
func (c *check) checkSides(spec *hedgehog.GatewayPeeringSpec) bool {
	if len(spec.Peering) != 2 {
		c.refuse("gwp-sides", "%d sides are not two", len(spec.Peering))
		return false
	}
	whole := true
	for name, side := range byKey(spec.Peering) {
		if side == nil {
			c.refuse("gwp-sides", "side %s is null", name)
			whole = false
		}
		if external, isExternal := strings.CutPrefix(name, externalPrefix); isExternal {
			if c.view.external(external) == nil {
				c.refuse("gwp-sides", "External %s does not exist", external)
			}
		} else if c.view.vpc(name) == nil {
			c.refuse("gwp-sides", "VPC %s does not exist", name)
		}
	}
	return whole
}

func (c *check) checkPeeringGroup(spec *hedgehog.GatewayPeeringSpec) {
	if c.view.Get("GatewayGroup", spec.GatewayGroup) == nil {
		c.refuse("gwp-group", "GatewayGroup %s does not exist", spec.GatewayGroup)
	}
	for _, gateway := range all[hedgehog.GatewaySpec](c.view, "Gateway") {
		if isMember(gateway.spec, spec.GatewayGroup) {
			return
		}
	}
	c.refuse("gwp-group", "no Gateway is in GatewayGroup %s", spec.GatewayGroup)
}

func countSet(values ...string) int {
	return len(slices.DeleteFunc(values, func(value string) bool { return value == "" }))
}

func (c *check) checkExpose(side string, expose *hedgehog.Expose) {
	if expose.Default && (len(expose.IPs) > 0 || len(expose.As) > 0 || expose.NAT != nil) {
		c.refuse("gwp-expose", "side %s: default has something beside it", side)
	}
	if !expose.Default && len(expose.IPs) == 0 {
		c.refuse("gwp-expose", "side %s exposes neither ips nor default", side)
	}
	for _, ip := range expose.IPs {
		if countSet(ip.CIDR, ip.Not, ip.VPCSubnet) != 1 {
			c.refuse("gwp-expose", "side %s: an entry has not exactly one of cidr, not and vpcSubnet", side)
		}
		c.checkCIDRs(side, ip.CIDR, ip.Not)
		c.checkExposeSubset(side, ip)
	}
	for _, as := range expose.As {
		if countSet(as.CIDR, as.Not) != 1 {
			c.refuse("gwp-expose", "side %s: an entry of as has not exactly one of cidr and not", side)
		}
		c.checkCIDRs(side, as.CIDR, as.Not)
	}
}

func (c *check) checkCIDRs(side string, texts ...string) {
	for _, text := range texts {
		if _, parses := parsePrefix(text); text != "" && !parses {
			c.refuse("gwp-expose", "side %s: %q is not a prefix", side, text)
		}
	}
}

func (c *check) checkExposeSubset(side string, ip hedgehog.ExposeIP) {
	if strings.HasPrefix(side, externalPrefix) {
		if ip.VPCSubnet != "" {
			c.refuse("gwp-subset", "side %s is an external one and has no vpcSubnet", side)
		}
		return
	}
	vpc := c.view.vpc(side)
	if vpc == nil {
		return // gwp-sides
	}
	if ip.VPCSubnet != "" && vpc.Subnets[ip.VPCSubnet] == nil {
		c.refuse("gwp-subset", "subnet %s/%s does not exist", side, ip.VPCSubnet)
	}
	if prefix, parses := parsePrefix(ip.CIDR); parses && !insideOne(prefix, subnetTexts(vpc)) {
		c.refuse("gwp-subset", "cidr %s is not inside a subnet of VPC %s", ip.CIDR, side)
	}
}

func subnetTexts(vpc *hedgehog.VPCSpec) []string {
	var texts []string
	for _, subnet := range subnetsOf(vpc) {
		texts = append(texts, subnet.Subnet)
	}
	return texts
}

// exposure is what one side of a peering shows the other.
type exposure struct {
	prefixes []netip.Prefix
	// others counts the entries by vpcSubnet or not, which the cluster cannot compare.
	others int
}

func (e exposure) empty() bool { return len(e.prefixes) == 0 && e.others == 0 }

// exposedTo is what the VPC sees through a peering; empty where it is not a side of it.
func exposedTo(vpc string, spec *hedgehog.GatewayPeeringSpec) exposure {
	var seen exposure
	if _, isSide := spec.Peering[vpc]; !isSide {
		return seen
	}
	add := func(cidr string) {
		if prefix, parses := parsePrefix(cidr); parses {
			seen.prefixes = append(seen.prefixes, prefix)
		} else {
			seen.others++
		}
	}
	for name, side := range spec.Peering {
		if name == vpc || side == nil {
			continue
		}
		for _, expose := range side.Expose {
			for _, as := range expose.As {
				add(as.CIDR)
			}
			if len(expose.As) > 0 {
				continue
			}
			for _, ip := range expose.IPs {
				add(ip.CIDR)
			}
		}
	}
	return seen
}

func (c *check) checkExposedTwice(spec *hedgehog.GatewayPeeringSpec) {
	for _, other := range others[hedgehog.GatewayPeeringSpec](c.view, "GatewayPeering", c.name) {
		for _, name := range slices.Sorted(maps.Keys(spec.Peering)) {
			if strings.HasPrefix(name, externalPrefix) {
				continue
			}
			ours, theirs := exposedTo(name, spec), exposedTo(name, other.spec)
			if ours.empty() || theirs.empty() {
				continue
			}
			if ours.others+theirs.others > 0 {
				c.refuse("gwp-overlap", "GatewayPeering %s exposes something to VPC %s as well, and entries by vpcSubnet or not "+
					"cannot be compared", other.name, name)
				continue
			}
			for _, prefix := range ours.prefixes {
				if slices.ContainsFunc(theirs.prefixes, prefix.Overlaps) {
					c.refuse("gwp-overlap", "%s overlaps what GatewayPeering %s exposes to VPC %s", prefix, other.name, name)
				}
			}
		}
	}
}
