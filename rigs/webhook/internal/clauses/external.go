package clauses

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

var communityForm = regexp.MustCompile(`^(0|[1-9][0-9]*):(0|[1-9][0-9]*)$`)

// checkExternal: section "External, ExternalAttachment, ExternalPeering" of the rules; ACLs are in external_acl.go.
func (c *check) checkExternal(spec *hedgehog.ExternalSpec) {
	if len(c.name) > longestShortName {
		c.refuse("ext-name", "name %q is longer than %d characters", c.name, longestShortName)
	}
	if c.view.Get("IPv4Namespace", spec.IPv4Namespace) == nil {
		c.refuse("ext-ns", "IPv4Namespace %s does not exist", spec.IPv4Namespace)
	}
	for _, community := range []string{spec.InboundCommunity, spec.OutboundCommunity} {
		if community == "" {
			continue
		}
		if !isCommunity(community) {
			c.refuse("ext-community", "community %q is not a:b of numbers 0 to 65535", community)
		}
		if spec.Static != nil {
			c.refuse("ext-static", "a static External has no communities")
		}
	}
	if spec.Static != nil {
		if len(spec.Static.Prefixes) == 0 {
			c.refuse("ext-static", "a static External needs a prefix")
		}
		for _, text := range spec.Static.Prefixes {
			if _, parses := parsePrefix(text); !parses {
				c.refuse("ext-static", "%q is not a prefix", text)
			}
		}
		if one, other, overlap := overlapping(spec.Static.Prefixes); overlap {
			c.refuse("ext-static", "prefixes %s and %s overlap", one, other)
		}
	}
	if c.Op == Update {
		c.warnOfOtherVariant(spec)
	}
}

func (c *check) warnOfOtherVariant(spec *hedgehog.ExternalSpec) {
	for _, attachment := range all[hedgehog.ExternalAttachmentSpec](c.view, "ExternalAttachment") {
		if attachment.spec.External == c.name && (attachment.spec.Static != nil) != (spec.Static != nil) {
			c.warn("ea-variant")
		}
	}
}

func isCommunity(text string) bool {
	if !communityForm.MatchString(text) {
		return false
	}
	for part := range strings.SplitSeq(text, ":") {
		if _, err := strconv.ParseUint(part, 10, 16); err != nil {
			return false
		}
	}
	return true
}

func (c *check) checkExternalDelete() {
	for _, attachment := range all[hedgehog.ExternalAttachmentSpec](c.view, "ExternalAttachment") {
		if attachment.spec.External == c.name {
			c.refuse("ext-delete", "ExternalAttachment %s names it", attachment.name)
		}
	}
	for _, peering := range all[hedgehog.ExternalPeeringSpec](c.view, "ExternalPeering") {
		if peering.spec.Permit.External.Name == c.name {
			c.refuse("ext-delete", "ExternalPeering %s names it", peering.name)
		}
	}
	for _, peering := range all[hedgehog.GatewayPeeringSpec](c.view, "GatewayPeering") {
		if _, found := peering.spec.Peering[externalPrefix+c.name]; found {
			c.warn("ext-delete")
		}
	}
}

func (c *check) checkExternalAttachment(spec *hedgehog.ExternalAttachmentSpec) {
	external := c.view.external(spec.External)
	if external == nil {
		c.refuse("ea-refs", "External %q does not exist", spec.External)
	}
	connection := c.view.connection(spec.Connection)
	if connection == nil {
		c.refuse("ea-refs", "Connection %q does not exist", spec.Connection)
	} else if sort := readConnection(connection).sort; sort != typeExternal {
		c.refuse("ea-refs", "Connection %s is of type %q, not external", spec.Connection, sort)
	}
	if external != nil && (external.Static != nil) != (spec.Static != nil) {
		c.refuse("ea-variant", "External and attachment must both be static or both not")
	}
	if spec.Static == nil {
		c.checkBGPAttachment(spec)
	} else {
		c.checkStaticAttachment(spec)
	}
	vlan := attachedVLAN(spec)
	for _, other := range others[hedgehog.ExternalAttachmentSpec](c.view, "ExternalAttachment", c.name) {
		if other.spec.Connection == spec.Connection && attachedVLAN(other.spec) == vlan {
			c.refuse("ea-vlan", "ExternalAttachment %s has VLAN %d of this connection", other.name, vlan)
		}
	}
	if vlan > highestVLAN {
		c.warn("ea-ipv4")
	}
	if spec.InboundACL != nil {
		c.checkACL(spec.InboundACL)
	}
}

func attachedVLAN(spec *hedgehog.ExternalAttachmentSpec) uint16 {
	if spec.Static != nil {
		return spec.Static.VLAN
	}
	return spec.Switch.VLAN
}

func (c *check) checkBGPAttachment(spec *hedgehog.ExternalAttachmentSpec) {
	local, localParses := parseInterface(spec.Switch.IP)
	if !localParses {
		c.refuse("ea-bgp", "switch.ip %q is not an address with length", spec.Switch.IP)
	}
	if spec.Neighbor.ASN == 0 {
		c.refuse("ea-bgp", "neighbor.asn is 0")
	}
	neighbor, neighborParses := parseAddr(spec.Neighbor.IP)
	if !neighborParses {
		c.refuse("ea-bgp", "neighbor.ip %q is not an address", spec.Neighbor.IP)
	}
	if localParses && neighborParses && !local.Masked().Contains(neighbor) {
		c.warn("ea-ipv4")
	}
	c.warnOfIPv6(local.Addr(), neighbor)
}

func (c *check) checkStaticAttachment(spec *hedgehog.ExternalAttachmentSpec) {
	if spec.Switch != (hedgehog.AttachedSwitch{}) || spec.Neighbor != (hedgehog.AttachedNeighbor{}) {
		c.refuse("ea-static", "a static attachment has neither switch nor neighbor")
	}
	remote, remoteParses := parseAddr(spec.Static.RemoteIP)
	if !remoteParses {
		c.refuse("ea-static", "remoteIP %q is not an address", spec.Static.RemoteIP)
	}
	if (spec.Static.IP != "") == spec.Static.Proxy {
		c.refuse("ea-static", "exactly one of ip and proxy is needed")
	}
	var local netip.Prefix
	if spec.Static.IP != "" {
		var parses bool
		if local, parses = parseInterface(spec.Static.IP); !parses {
			c.refuse("ea-static", "ip %q is not an address with length", spec.Static.IP)
		}
	}
	c.warnOfIPv6(remote, local.Addr())
}

func (c *check) warnOfIPv6(addrs ...netip.Addr) {
	for _, addr := range addrs {
		if addr.Is6() {
			c.warn("ea-ipv4")
		}
	}
}

func (c *check) checkExternalPeering(spec *hedgehog.ExternalPeeringSpec) {
	side := spec.Permit.VPC
	vpc, external := c.view.vpc(side.Name), c.view.external(spec.Permit.External.Name)
	if vpc == nil {
		c.refuse("ep-refs", "VPC %q does not exist", side.Name)
	}
	if external == nil {
		c.refuse("ep-refs", "External %q does not exist", spec.Permit.External.Name)
	}
	if vpc != nil && external != nil && vpc.IPv4Namespace != external.IPv4Namespace {
		c.refuse("ep-refs", "VPC and External are in IPv4Namespaces %s and %s", vpc.IPv4Namespace, external.IPv4Namespace)
	}
	for _, subnet := range side.Subnets {
		if vpc != nil && vpc.Subnets[subnet] == nil {
			c.refuse("ep-refs", "subnet %s/%s does not exist", side.Name, subnet)
		}
	}
	for index, prefix := range spec.Permit.External.Prefixes {
		if prefix.Prefix == "" {
			c.refuse("ep-prefix", "prefix %d is empty", index)
		} else if _, parses := parsePrefix(prefix.Prefix); !parses {
			c.warn("ep-prefix")
		}
	}
}
