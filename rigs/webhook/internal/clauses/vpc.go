package clauses

import (
	"iter"
	"net/netip"
	"slices"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	modeL2VNI       = ""
	modeL3VNI       = "l3vni"
	mostVPCSubnets  = 20
	longestSubnet   = 30 // bits
	externalPrefix  = "ext."
	leastPermitSize = 2
)

// subnetsOf goes through the subnets of a VPC by name, null ones left out.
func subnetsOf(vpc *hedgehog.VPCSpec) iter.Seq2[string, *hedgehog.Subnet] {
	return func(yield func(string, *hedgehog.Subnet) bool) {
		for name, subnet := range byKey(vpc.Subnets) {
			if subnet != nil && !yield(name, subnet) {
				return
			}
		}
	}
}

// checkVPC: section "VPC" of the rules; DHCP is in vpc_dhcp.go.
func (c *check) checkVPC(spec *hedgehog.VPCSpec) {
	if len(c.name) > longestShortName || strings.HasPrefix(c.name, externalPrefix) {
		c.refuse("vpc-name", "name %q is longer than %d characters or starts with %s", c.name, longestShortName, externalPrefix)
	}
	if spec.Mode != modeL2VNI && spec.Mode != modeL3VNI {
		c.refuse("vpc-mode", "mode %q is neither empty nor %s", spec.Mode, modeL3VNI)
	}
	if len(spec.Subnets) < 1 || len(spec.Subnets) > mostVPCSubnets {
		c.refuse("vpc-subnets", "%d subnets are not 1 to %d", len(spec.Subnets), mostVPCSubnets)
	}
	for name, subnet := range byKey(spec.Subnets) {
		if subnet == nil {
			c.refuse("vpc-subnets", "subnet %s is null", name)
		}
	}
	for name, subnet := range subnetsOf(spec) {
		c.checkSubnet(name, subnet)
	}
	c.checkSubnetsTogether(spec)
	c.checkVPCNamespaces(spec)
	c.checkOtherVPCs(spec)
	c.checkPermit(spec)
	c.checkStaticRoutes(spec)
	if c.Op == Update {
		c.checkVPCReferrers(spec)
	}
}

func (c *check) checkSubnet(name string, subnet *hedgehog.Subnet) {
	if subnet.VLAN == 0 && !subnet.HostBGP {
		c.refuse("vpc-vlan-required", "subnet %s has no VLAN", name)
	}
	prefix, parses := parsePrefix(subnet.Subnet)
	if reserved, overlaps := c.reserved(prefix); parses && overlaps {
		c.refuse("vpc-subnet-reserved", "subnet %s: %s overlaps the reserved subnet %s", name, subnet.Subnet, reserved)
	}
	if !parses || prefix.Bits() > longestSubnet {
		c.refuse("vpc-subnet-parse", "subnet %s: %q is not a prefix of length 0 to %d", name, subnet.Subnet, longestSubnet)
		return
	}
	if hasHostBits(subnet.Subnet) {
		c.warn("vpc-subnet-parse")
	}
	if subnet.HostBGP {
		if subnet.DHCP.Enable {
			c.refuse("vpc-hostbgp", "subnet %s: a hostBGP subnet has no DHCP server", name)
		}
	} else {
		gateway, isAddr := parseAddr(subnet.Gateway)
		if !isAddr || !prefix.Contains(gateway) {
			c.refuse("vpc-gateway", "subnet %s: gateway %q is not an address in %s", name, subnet.Gateway, prefix)
		} else if gateway == prefix.Addr() {
			c.warn("vpc-gateway")
		}
	}
	c.checkDHCP(name, subnet, prefix)
}

func (c *check) checkSubnetsTogether(spec *hedgehog.VPCSpec) {
	var prefixes []string
	var vlans []uint16
	for _, subnet := range subnetsOf(spec) {
		prefixes = append(prefixes, subnet.Subnet)
		if !subnet.HostBGP && subnet.VLAN != 0 {
			vlans = append(vlans, subnet.VLAN)
		}
	}
	if one, other, overlap := overlapping(prefixes); overlap {
		c.refuse("vpc-subnet-overlap", "subnets %s and %s overlap", one, other)
	}
	if vlan, again := twice(vlans); again {
		c.refuse("vpc-vlan-unique", "VLAN %d is used by two subnets", vlan)
	}
}

func (c *check) checkVPCNamespaces(spec *hedgehog.VPCSpec) {
	namespace := find[hedgehog.IPv4NamespaceSpec](c.view, "IPv4Namespace", spec.IPv4Namespace)
	if namespace == nil {
		c.refuse("vpc-namespaces", "IPv4Namespace %s does not exist", spec.IPv4Namespace)
	}
	ranges, found := c.view.ranges(spec.VLANNamespace)
	if !found {
		c.refuse("vpc-namespaces", "VLANNamespace %s does not exist", spec.VLANNamespace)
	}
	for name, subnet := range subnetsOf(spec) {
		prefix, parses := parsePrefix(subnet.Subnet)
		if namespace != nil && parses && !insideOne(prefix, namespace.Subnets) {
			c.refuse("vpc-subnet-in-ns", "subnet %s: %s is not inside one subnet of IPv4Namespace %s",
				name, subnet.Subnet, spec.IPv4Namespace)
		}
		// no VLAN at all is vpc-vlan-required
		if found && !subnet.HostBGP && subnet.VLAN != 0 && !inRanges(subnet.VLAN, ranges) {
			c.refuse("vpc-vlan-in-ns", "subnet %s: VLAN %d is in no range of VLANNamespace %s",
				name, subnet.VLAN, spec.VLANNamespace)
		}
	}
}

func (c *check) checkOtherVPCs(spec *hedgehog.VPCSpec) {
	for _, other := range others[hedgehog.VPCSpec](c.view, "VPC", c.name) {
		for name, subnet := range subnetsOf(spec) {
			prefix, parses := parsePrefix(subnet.Subnet)
			for otherName, otherSubnet := range subnetsOf(other.spec) {
				otherPrefix, otherParses := parsePrefix(otherSubnet.Subnet)
				if spec.IPv4Namespace == other.spec.IPv4Namespace && parses && otherParses && prefix.Overlaps(otherPrefix) {
					c.refuse("vpc-overlap-other", "subnet %s: %s overlaps %s of %s/%s",
						name, subnet.Subnet, otherSubnet.Subnet, other.name, otherName)
				}
				if spec.VLANNamespace == other.spec.VLANNamespace && subnet.VLAN != 0 && subnet.VLAN == otherSubnet.VLAN {
					c.refuse("vpc-vlan-other", "subnet %s: VLAN %d is used by %s/%s", name, subnet.VLAN, other.name, otherName)
				}
			}
		}
	}
}

func (c *check) checkPermit(spec *hedgehog.VPCSpec) {
	for index, permit := range spec.Permit {
		if len(permit) < leastPermitSize {
			c.refuse("vpc-permit", "permit %d has fewer than %d subnets", index, leastPermitSize)
		}
		for _, name := range permit {
			if spec.Subnets[name] == nil {
				c.refuse("vpc-permit", "permit %d names subnet %q, which does not exist", index, name)
			}
		}
		if name, again := twice(permit); again {
			c.refuse("vpc-permit", "permit %d names subnet %s twice", index, name)
		}
	}
}

func (c *check) checkStaticRoutes(spec *hedgehog.VPCSpec) {
	var seen []netip.Prefix
	for _, route := range spec.StaticRoutes {
		prefix, parses := parsePrefix(route.Prefix)
		if !parses || hasHostBits(route.Prefix) {
			c.refuse("vpc-route", "route %q is not a prefix without host bits", route.Prefix)
		} else if slices.Contains(seen, prefix) {
			c.warn("vpc-route")
		}
		seen = append(seen, prefix)
		if len(route.NextHops) == 0 {
			c.refuse("vpc-route", "route %s has no next hop", route.Prefix)
		}
		for _, hop := range route.NextHops {
			if _, isAddr := parseAddr(hop); !isAddr {
				c.warn("vpc-route")
			}
		}
	}
}

// checkVPCReferrers warns where an update is accepted and leaves attachments or peerings broken.
func (c *check) checkVPCReferrers(spec *hedgehog.VPCSpec) {
	old := hedgehog.SpecOf[hedgehog.VPCSpec](c.Old)
	used, whole := c.usesOfVPC()
	for _, subnet := range used {
		if old.Subnets[subnet] != nil && spec.Subnets[subnet] == nil {
			c.warn("vpc-update")
		}
	}
	changed := old.Mode != spec.Mode || old.IPv4Namespace != spec.IPv4Namespace || old.VLANNamespace != spec.VLANNamespace
	if changed && (whole || len(used) > 0) {
		c.warn("vpc-update")
	}
}

// usesOfVPC are the subnets of the VPC that attachments and peerings name, and whether anything names it as a whole.
func (c *check) usesOfVPC() (subnets []string, whole bool) {
	for _, attachment := range all[hedgehog.VPCAttachmentSpec](c.view, "VPCAttachment") {
		if vpc, subnet, _ := strings.Cut(attachment.spec.Subnet, "/"); vpc == c.name {
			subnets = append(subnets, subnet)
		}
	}
	for _, peering := range all[hedgehog.VPCPeeringSpec](c.view, "VPCPeering") {
		for _, permit := range peering.spec.Permit {
			if side, found := permit[c.name]; found {
				whole = true
				subnets = append(subnets, side.Subnets...)
			}
		}
	}
	for _, peering := range all[hedgehog.ExternalPeeringSpec](c.view, "ExternalPeering") {
		if peering.spec.Permit.VPC.Name == c.name {
			whole = true
			subnets = append(subnets, peering.spec.Permit.VPC.Subnets...)
		}
	}
	for _, peering := range all[hedgehog.GatewayPeeringSpec](c.view, "GatewayPeering") {
		if side := peering.spec.Peering[c.name]; side != nil {
			whole = true
			for _, expose := range side.Expose {
				for _, ip := range expose.IPs {
					if ip.VPCSubnet != "" {
						subnets = append(subnets, ip.VPCSubnet)
					}
				}
			}
		}
	}
	return subnets, whole
}

func (c *check) checkVPCDelete() {
	for _, attachment := range all[hedgehog.VPCAttachmentSpec](c.view, "VPCAttachment") {
		if vpc, _, _ := strings.Cut(attachment.spec.Subnet, "/"); vpc == c.name {
			c.refuse("vpc-delete", "VPCAttachment %s names it", attachment.name)
		}
	}
	for _, peering := range all[hedgehog.VPCPeeringSpec](c.view, "VPCPeering") {
		for _, permit := range peering.spec.Permit {
			if _, found := permit[c.name]; found {
				c.refuse("vpc-delete", "VPCPeering %s names it", peering.name)
				break
			}
		}
	}
	for _, peering := range all[hedgehog.ExternalPeeringSpec](c.view, "ExternalPeering") {
		if peering.spec.Permit.VPC.Name == c.name {
			c.refuse("vpc-delete", "ExternalPeering %s names it", peering.name)
		}
	}
	for _, connection := range all[hedgehog.ConnectionSpec](c.view, "Connection") {
		if withinVPC(connection.spec) == c.name {
			c.refuse("vpc-delete", "Connection %s is withinVPC of it", connection.name)
		}
	}
	for _, peering := range all[hedgehog.GatewayPeeringSpec](c.view, "GatewayPeering") {
		if _, found := peering.spec.Peering[c.name]; found {
			c.warn("vpc-delete")
		}
	}
	for _, other := range others[hedgehog.VPCSpec](c.view, "VPC", c.name) {
		for _, subnet := range subnetsOf(other.spec) {
			if subnet.DHCP.RelayVPC == c.name {
				c.warn("vpc-delete")
			}
		}
	}
}
