package clauses

import (
	"slices"
	"strconv"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// checkNAT: clause gwp-nat.
func (c *check) checkNAT(side string, expose *hedgehog.Expose) {
	if (len(expose.As) > 0) != (expose.NAT != nil) {
		c.refuse("gwp-nat", "side %s: as and nat are needed both or not at all", side)
	}
	nat := expose.NAT
	if nat == nil {
		return
	}
	kinds := 0
	for _, present := range []bool{nat.Static != nil, nat.Masquerade != nil, nat.PortForward != nil} {
		if present {
			kinds++
		}
	}
	if kinds != 1 {
		c.refuse("gwp-nat", "side %s: nat has not exactly one of static, masquerade and portForward", side)
	}
	if nat.PortForward == nil {
		return
	}
	if len(nat.PortForward.Ports) == 0 {
		c.refuse("gwp-nat", "side %s: portForward has no rule", side)
	}
	for _, rule := range nat.PortForward.Ports {
		if !isPortRange(rule.Port) || !isPortRange(rule.As) {
			c.refuse("gwp-nat", "side %s: %q as %q are not ports or ranges of ports", side, rule.Port, rule.As)
		}
		if !slices.Contains([]string{"", "tcp", "udp"}, rule.Proto) {
			c.refuse("gwp-nat", "side %s: proto %q is neither tcp nor udp", side, rule.Proto)
		}
	}
}

// isPortRange says whether a text is a port or a range such as 1-65535.
func isPortRange(text string) bool {
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	from, fromErr := strconv.ParseUint(first, 10, 16)
	to, toErr := strconv.ParseUint(last, 10, 16)
	return fromErr == nil && toErr == nil && from >= 1 && from <= to
}

// checkNATSides: clause gwp-nat-sides.
func (c *check) checkNATSides(spec *hedgehog.GatewayPeeringSpec) {
	stateful, static := map[string]bool{}, map[string]bool{}
	for name, side := range spec.Peering {
		for _, expose := range side.Expose {
			if expose.NAT == nil {
				continue
			}
			if expose.NAT.Masquerade != nil || expose.NAT.PortForward != nil {
				stateful[name] = true
			}
			if expose.NAT.Static != nil {
				static[name] = true
			}
		}
	}
	if len(stateful) > 1 {
		c.refuse("gwp-nat-sides", "both sides translate statefully")
	}
	for name := range static {
		for other := range stateful {
			if name != other {
				c.refuse("gwp-nat-sides", "side %s translates statically and side %s statefully", name, other)
			}
		}
	}
}
