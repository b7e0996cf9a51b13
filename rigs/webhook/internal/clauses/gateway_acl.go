package clauses

import (
	"slices"
	"strconv"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const longestRuleName = 64

// checkPeeringACL: clause gwp-acl.
func (c *check) checkPeeringACL(spec *hedgehog.GatewayPeeringSpec) {
	if !slices.Contains([]string{"deny", "deny-unless-exposed"}, spec.ACL.Default) {
		c.refuse("gwp-acl", "default %q is neither deny nor deny-unless-exposed", spec.ACL.Default)
	}
	for index := range spec.ACL.Rules {
		c.checkACLRule(spec, index)
	}
}

func (c *check) checkACLRule(spec *hedgehog.GatewayPeeringSpec, index int) {
	rule := &spec.ACL.Rules[index]
	if !slices.Contains([]string{"allow", "deny"}, rule.Action) {
		c.refuse("gwp-acl", "rule %d: action %q is neither allow nor deny", index, rule.Action)
	}
	if rule.From == "" && rule.To == "" {
		c.refuse("gwp-acl", "rule %d has neither from nor to", index)
	}
	for _, name := range []string{rule.From, rule.To} {
		if _, isSide := spec.Peering[name]; name != "" && !isSide {
			c.refuse("gwp-acl", "rule %d: %q is not a side of the peering", index, name)
		}
	}
	if !slices.Contains([]string{"flow", "packet"}, rule.Scope) {
		c.refuse("gwp-acl", "rule %d: scope %q is neither flow nor packet", index, rule.Scope)
	}
	if rule.Name != "" && (len(rule.Name) > longestRuleName || !subdomain.MatchString(rule.Name)) {
		c.refuse("gwp-acl", "rule %d: name %q is not of RFC 1123 with at most %d characters", index, rule.Name, longestRuleName)
	}
	if rule.Match == nil {
		return
	}
	if proto := rule.Match.Proto; !slices.Contains([]string{"", "tcp", "udp"}, proto) {
		if _, err := strconv.Atoi(proto); err != nil {
			c.refuse("gwp-acl", "rule %d: proto %q is neither tcp, udp nor a number", index, proto)
		}
	}
	from, to := directions(spec, rule)
	c.checkACLEnds(index, from, rule.Match.Src)
	c.checkACLEnds(index, to, rule.Match.Dst)
}

// directions are the sides of a rule; one that is left out is the other side.
func directions(spec *hedgehog.GatewayPeeringSpec, rule *hedgehog.ACLRule) (from, to string) {
	from, to = rule.From, rule.To
	for name := range spec.Peering {
		if rule.From == "" && name != rule.To {
			from = name
		}
		if rule.To == "" && name != rule.From {
			to = name
		}
	}
	return from, to
}

func (c *check) checkACLEnds(index int, side string, ends []hedgehog.ACLEnd) {
	for _, end := range ends {
		if end.CIDR != "" && end.VPCSubnet != "" {
			c.refuse("gwp-acl", "rule %d: cidr and vpcSubnet exclude each other", index)
		}
		if _, parses := parsePrefix(end.CIDR); end.CIDR != "" && !parses {
			c.refuse("gwp-acl", "rule %d: cidr %q is not a prefix", index, end.CIDR)
		}
		if end.VPCSubnet != "" {
			if vpc := c.view.vpc(side); vpc == nil || vpc.Subnets[end.VPCSubnet] == nil {
				c.refuse("gwp-acl", "rule %d: subnet %s/%s does not exist", index, side, end.VPCSubnet)
			}
		}
		for _, ports := range end.Ports {
			if !isPortRange(ports) {
				c.refuse("gwp-acl", "rule %d: %q is not a port or a range of ports", index, ports)
			}
		}
	}
}
