package clauses

import "hedgerow.rigs/webhook/internal/hedgehog"

const (
	highestVLAN    = 4094
	mostVLANRanges = 20
)

// checkVLANNamespace: section "VLANNamespace" of the rules. What violates vlanns-range was emptied by defaulting.
func (c *check) checkVLANNamespace(spec *hedgehog.VLANNamespaceSpec) {
	if c.Written != nil {
		written := hedgehog.SpecOf[hedgehog.VLANNamespaceSpec](c.Written)
		if !validRanges(filledRanges(written.Ranges)) {
			c.warn("vlanns-range")
		}
	}
	if one, other, overlap := overlappingRanges(spec.Ranges); overlap {
		c.refuse("vlanns-overlap", "ranges %d-%d and %d-%d overlap", one.From, one.To, other.From, other.To)
	}
	for _, vlans := range spec.Ranges {
		for _, reserved := range []Span{c.config.ReservedIRBVLANs, c.config.ReservedTH5VLANs} {
			if uint32(vlans.From) <= reserved.To && reserved.From <= uint32(vlans.To) {
				c.refuse("vlanns-reserved", "range %d-%d overlaps the reserved range %d-%d",
					vlans.From, vlans.To, reserved.From, reserved.To)
			}
		}
	}
	if c.Op == Update {
		c.checkVLANNamespaceShrink(spec)
	}
}

// checkVLANNamespaceShrink looks the VPCs up by their IPv4Namespace, as the cluster does. So it misses some, and meets
// hostBGP subnets without a VLAN, which fit nowhere.
func (c *check) checkVLANNamespaceShrink(spec *hedgehog.VLANNamespaceSpec) {
	for _, vpc := range all[hedgehog.VPCSpec](c.view, "VPC") {
		for name, subnet := range subnetsOf(vpc.spec) {
			fits := inRanges(subnet.VLAN, spec.Ranges)
			if vpc.spec.IPv4Namespace == c.name {
				if !fits {
					c.refuse("vlanns-shrink", "VLAN %d of subnet %s/%s is in no range", subnet.VLAN, vpc.name, name)
				}
			} else if vpc.spec.VLANNamespace == c.name && !fits && !subnet.HostBGP {
				c.warn("vlanns-shrink")
			}
		}
	}
}

func (c *check) checkVLANNamespaceDelete() {
	for _, device := range all[hedgehog.SwitchSpec](c.view, "Switch") {
		for _, name := range device.spec.VLANNamespaces {
			if name == c.name {
				c.refuse("vlanns-delete", "Switch %s names it", device.name)
			}
		}
	}
	for _, vpc := range all[hedgehog.VPCSpec](c.view, "VPC") {
		if vpc.spec.VLANNamespace == c.name {
			c.refuse("vlanns-delete", "VPC %s names it", vpc.name)
		}
	}
}

func validRanges(ranges []hedgehog.VLANRange) bool {
	for _, vlans := range ranges {
		if vlans.From < 1 || vlans.From > vlans.To || vlans.To > highestVLAN {
			return false
		}
	}
	return len(ranges) >= 1 && len(ranges) <= mostVLANRanges
}

func inRanges(vlan uint16, ranges []hedgehog.VLANRange) bool {
	for _, vlans := range ranges {
		if vlans.From <= vlan && vlan <= vlans.To {
			return true
		}
	}
	return false
}

func overlappingRanges(ranges []hedgehog.VLANRange) (one, other hedgehog.VLANRange, overlap bool) {
	for index, vlans := range ranges {
		for _, earlier := range ranges[:index] {
			if earlier.From <= vlans.To && vlans.From <= earlier.To {
				return earlier, vlans, true
			}
		}
	}
	return hedgehog.VLANRange{}, hedgehog.VLANRange{}, false
}
