package clauses

import (
	"slices"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	p2pAnnotation = "fabric.githedgehog.com/p2p-link"
	pointToPoint  = 31 // bits
)

// checkVPCAttachment: section "VPCAttachment" of the rules.
func (c *check) checkVPCAttachment(spec *hedgehog.VPCAttachmentSpec) {
	vpcName, subnetName, both := strings.Cut(spec.Subnet, "/")
	if !both || vpcName == "" || subnetName == "" || strings.Contains(subnetName, "/") {
		c.refuse("attach-form", "subnet %q is not vpc/subnet", spec.Subnet)
	}
	vpc := c.view.vpc(vpcName)
	var subnet *hedgehog.Subnet
	if vpc != nil {
		subnet = vpc.Subnets[subnetName]
	}
	if subnet == nil {
		c.refuse("attach-form", "subnet %q does not exist", spec.Subnet)
	}
	connection := c.view.connection(spec.Connection)
	if connection == nil {
		c.refuse("attach-form", "Connection %q does not exist", spec.Connection)
	}
	if vpc != nil && connection != nil {
		c.checkAttachedConnection(vpc, subnet, connection)
	}
	for _, other := range others[hedgehog.VPCAttachmentSpec](c.view, "VPCAttachment", c.name) {
		if other.spec.Connection != spec.Connection {
			continue
		}
		if other.spec.Subnet == spec.Subnet {
			c.refuse("attach-twice", "VPCAttachment %s attaches the subnet to this connection already", other.name)
		}
		if other.spec.NativeVLAN && spec.NativeVLAN {
			c.refuse("attach-native", "VPCAttachment %s has the native VLAN of this connection", other.name)
		}
	}
	if link, present := c.Object.Meta.Annotations[p2pAnnotation]; present {
		if prefix, parses := parsePrefix(link); !parses || !prefix.Addr().Is4() || prefix.Bits() != pointToPoint {
			c.refuse("attach-p2p", "annotation %s: %q is not an IPv4 /31", p2pAnnotation, link)
		}
	}
}

func (c *check) checkAttachedConnection(vpc *hedgehog.VPCSpec, subnet *hedgehog.Subnet, spec *hedgehog.ConnectionSpec) {
	connection := readConnection(spec)
	if !slices.Contains([]string{typeUnbundled, typeBundled, typeESLAG}, connection.sort) {
		c.refuse("attach-conn-type", "a connection of type %q is not for servers", connection.sort)
	}
	if connection.sort == typeESLAG && vpc.Mode != modeL2VNI {
		c.refuse("attach-eslag-mode", "eslag is not for a VPC of mode %s", vpc.Mode)
	}
	hostBGP := subnet != nil && subnet.HostBGP
	if hostBGP && connection.sort != typeUnbundled {
		c.refuse("attach-hostbgp", "a hostBGP subnet needs an unbundled connection, not %s", connection.sort)
	}
	for _, name := range connection.switches() {
		device := c.view.switchSpec(name)
		if device == nil {
			c.refuse("attach-switch", "Switch %s does not exist", name)
			continue
		}
		if hostBGP && device.Redundancy.Type == redundancyMCLAG {
			c.refuse("attach-hostbgp", "Switch %s has redundancy type %s", name, redundancyMCLAG)
		}
		if !slices.Contains(device.VLANNamespaces, vpc.VLANNamespace) {
			c.refuse("attach-switch", "Switch %s does not list VLANNamespace %s", name, vpc.VLANNamespace)
		}
		profile := c.view.profile(device.Profile)
		if profile != nil && (!profile.Features.L3VNI || vpc.Mode == modeL2VNI && !profile.Features.L2VNI) {
			c.refuse("attach-profile", "profile %s of Switch %s cannot carry a VPC of mode %q", device.Profile, name, vpc.Mode)
		}
	}
}
