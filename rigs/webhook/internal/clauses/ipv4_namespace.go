package clauses

import (
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// longestShortName is the longest name of an IPv4Namespace, a VPC and an External.
const longestShortName = 11

const mostNamespaceSubnets = 10

// checkIPv4Namespace: section "IPv4Namespace" of the rules.
func (c *check) checkIPv4Namespace(spec *hedgehog.IPv4NamespaceSpec) {
	if len(c.name) > longestShortName {
		c.refuse("ipns-name", "name %q is longer than %d characters", c.name, longestShortName)
	}
	switch {
	case spec.Subnets == nil:
		c.warn("ipns-count")
	case len(spec.Subnets) == 0 || len(spec.Subnets) > mostNamespaceSubnets:
		c.refuse("ipns-count", "%d subnets are not 1 to %d", len(spec.Subnets), mostNamespaceSubnets)
	}
	for _, text := range spec.Subnets {
		prefix, parses := parsePrefix(text)
		if !parses {
			c.refuse("ipns-parse", "subnet %q is not a prefix", text)
			continue
		}
		if hasHostBits(text) || !prefix.Addr().Is4() {
			c.warn("ipns-parse")
		}
		if reserved, overlaps := c.reserved(prefix); overlaps {
			c.refuse("ipns-reserved", "subnet %s overlaps the reserved subnet %s", text, reserved)
		}
	}
	if one, other, overlap := overlapping(spec.Subnets); overlap {
		c.refuse("ipns-overlap", "subnets %s and %s overlap", one, other)
	}
	if c.Op == Update {
		c.checkIPv4NamespaceShrink(spec)
	}
}

func (c *check) checkIPv4NamespaceShrink(spec *hedgehog.IPv4NamespaceSpec) {
	for _, vpc := range all[hedgehog.VPCSpec](c.view, "VPC") {
		if vpc.spec.IPv4Namespace != c.name {
			continue
		}
		for name, subnet := range subnetsOf(vpc.spec) {
			if prefix, parses := parsePrefix(subnet.Subnet); parses && !insideOne(prefix, spec.Subnets) {
				c.refuse("ipns-shrink", "subnet %s/%s (%s) is no longer inside one of %s",
					vpc.name, name, subnet.Subnet, strings.Join(spec.Subnets, ", "))
			}
		}
	}
}

func (c *check) checkIPv4NamespaceDelete() {
	for _, vpc := range all[hedgehog.VPCSpec](c.view, "VPC") {
		if vpc.spec.IPv4Namespace == c.name {
			c.refuse("ipns-delete", "VPC %s names it", vpc.name)
		}
	}
	for _, external := range all[hedgehog.ExternalSpec](c.view, "External") {
		if external.spec.IPv4Namespace == c.name {
			c.refuse("ipns-delete", "External %s names it", external.name)
		}
	}
}
