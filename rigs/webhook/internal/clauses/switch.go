package clauses

import (
	"maps"
	"net/netip"
	"reflect"
	"slices"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	roleSpine       = "spine"
	roleVirtualEdge = "virtual-edge"
	hostLength      = 32 // bits
)

var roles = []string{roleSpine, "server-leaf", "border-leaf", "mixed-leaf", roleVirtualEdge}

// checkSwitch: section "Switch, Server, SwitchGroup, SwitchProfile" of the rules; ports are in switch_ports.go.
func (c *check) checkSwitch(spec *hedgehog.SwitchSpec) {
	c.checkRequired(spec)
	if spec.Role != "" && !slices.Contains(roles, spec.Role) {
		c.refuse("sw-role", "role %q is not one of %v", spec.Role, roles)
	}
	if spec.Role == roleVirtualEdge {
		c.warn("sw-role")
	}
	c.checkSwitchRefs(spec)
	c.checkRedundancy(spec)
	c.checkSwitchASN(spec)
	c.checkSwitchAddresses(spec)
	if profile := c.view.profile(spec.Profile); profile != nil {
		c.checkPortSettings(switchPorts{spec, profile})
		c.checkFeatures(spec, profile)
	}
	if spec.LinkFlapErrDisable != nil {
		c.checkLinkFlap(spec.LinkFlapErrDisable)
	}
	if c.Op == Update {
		old := hedgehog.SpecOf[hedgehog.SwitchSpec](c.Old)
		if (old.RoCE || spec.RoCE) && !maps.Equal(old.PortBreakouts, spec.PortBreakouts) {
			c.refuse("sw-roce-breakout", "with roce on, before or after, portBreakouts cannot change")
		}
	}
}

func (c *check) checkRequired(spec *hedgehog.SwitchSpec) {
	for _, field := range []struct {
		name    string
		present bool
	}{
		{"role", spec.Role != ""}, {"profile", spec.Profile != ""}, {"asn", spec.ASN != 0}, {"ip", spec.IP != ""},
		{"protocolIP", spec.ProtocolIP != ""},
		// a spine has none, see below
		{"vtepIP", spec.VTEPIP != "" || spec.Role == roleSpine || spec.Role == ""},
	} {
		if !field.present {
			c.refuse("sw-required", "%s is absent", field.name)
		}
	}
	if spec.Role == roleSpine && spec.VTEPIP != "" {
		c.refuse("sw-required", "a spine has no vtepIP")
	}
}

func (c *check) checkSwitchRefs(spec *hedgehog.SwitchSpec) {
	if spec.Profile != "" && c.view.profile(spec.Profile) == nil {
		c.refuse("sw-refs", "SwitchProfile %s does not exist", spec.Profile)
	}
	var ranges []hedgehog.VLANRange
	for _, name := range spec.VLANNamespaces {
		of, found := c.view.ranges(name)
		if !found {
			c.refuse("sw-refs", "VLANNamespace %s does not exist", name)
		}
		ranges = append(ranges, of...)
	}
	if one, other, overlap := overlappingRanges(ranges); overlap {
		c.refuse("sw-vlanns-overlap", "ranges %d-%d and %d-%d of its VLANNamespaces overlap", one.From, one.To, other.From, other.To)
	}
	groups := spec.Groups
	if spec.Redundancy.Group != "" && !slices.Contains(groups, spec.Redundancy.Group) {
		groups = append(slices.Clone(groups), spec.Redundancy.Group)
	}
	for _, name := range groups {
		if name == "" {
			c.refuse("sw-refs", "the name of a group is empty")
		} else if c.view.Get("SwitchGroup", name) == nil {
			c.refuse("sw-refs", "SwitchGroup %s does not exist", name)
		}
	}
}

func (c *check) checkRedundancy(spec *hedgehog.SwitchSpec) {
	redundancy := spec.Redundancy
	if (redundancy.Group == "") != (redundancy.Type == "") {
		c.refuse("sw-redundancy", "redundancy needs both a group and a type")
	}
	switch redundancy.Type {
	case "":
		return
	case redundancyMCLAG:
		c.warn("sw-redundancy")
	case redundancyESLAG:
		if profile := c.view.profile(spec.Profile); profile != nil && !profile.Features.ESLAG {
			c.refuse("sw-redundancy", "profile %s does not have the feature eslag", spec.Profile)
		}
	default:
		c.refuse("sw-redundancy", "redundancy type %q is neither %s nor %s", redundancy.Type, redundancyESLAG, redundancyMCLAG)
	}
	for _, other := range others[hedgehog.SwitchSpec](c.view, "Switch", c.name) {
		if other.spec.Redundancy.Group == redundancy.Group && other.spec.Redundancy.Type != redundancy.Type {
			c.warn("sw-redundancy")
		}
	}
}

func (c *check) checkSwitchASN(spec *hedgehog.SwitchSpec) {
	if spec.ASN == 0 || spec.Role == "" {
		return // sw-required
	}
	if spec.Role == roleSpine {
		if spec.ASN != c.config.SpineASN {
			c.refuse("sw-asn", "asn %d is not that of the spines, %d", spec.ASN, c.config.SpineASN)
		}
		return
	}
	if !c.config.LeafASNs.contains(spec.ASN) {
		c.refuse("sw-asn", "asn %d is not %d to %d", spec.ASN, c.config.LeafASNs.From, c.config.LeafASNs.To)
	}
	if spec.Redundancy.Type == redundancyMCLAG {
		return
	}
	for _, other := range others[hedgehog.SwitchSpec](c.view, "Switch", c.name) {
		if other.spec.Role != roleSpine && other.spec.ASN == spec.ASN {
			c.refuse("sw-asn", "asn %d is that of Switch %s", spec.ASN, other.name)
		}
	}
}

func (c *check) checkSwitchAddresses(spec *hedgehog.SwitchSpec) {
	rivals := others[hedgehog.SwitchSpec](c.view, "Switch", c.name)
	gateways := all[hedgehog.GatewaySpec](c.view, "Gateway")
	if spec.IP != "" {
		ip, parses := parseInterface(spec.IP)
		if !parses || !c.config.ManagementSubnet.Contains(ip.Addr()) || !ip.Addr().Less(c.config.ManagementDHCP) ||
			ip.Addr() == c.config.ControlVIP {
			c.refuse("sw-ip", "ip %q is not an address with length in %s, below %s and not %s", spec.IP,
				c.config.ManagementSubnet, c.config.ManagementDHCP, c.config.ControlVIP)
		}
		for _, other := range rivals {
			if sameInterface(other.spec.IP, spec.IP) {
				c.refuse("sw-ip", "ip %s is that of Switch %s", spec.IP, other.name)
			}
		}
	}
	if spec.ProtocolIP != "" {
		if !isHostIn(spec.ProtocolIP, c.config.ProtocolSubnet) {
			c.refuse("sw-protocol-ip", "protocolIP %q is not a /32 in %s", spec.ProtocolIP, c.config.ProtocolSubnet)
		}
		for _, other := range rivals {
			if other.spec.ProtocolIP == spec.ProtocolIP {
				c.refuse("sw-protocol-ip", "protocolIP %s is that of Switch %s", spec.ProtocolIP, other.name)
			}
		}
		for _, gateway := range gateways {
			if gateway.spec.ProtocolIP == spec.ProtocolIP {
				c.refuse("sw-protocol-ip", "protocolIP %s is that of Gateway %s", spec.ProtocolIP, gateway.name)
			}
		}
	}
	if spec.VTEPIP == "" || spec.Role == roleSpine {
		return
	}
	if !isHostIn(spec.VTEPIP, c.config.VTEPSubnet) {
		c.refuse("sw-vtep-ip", "vtepIP %q is not a /32 in %s", spec.VTEPIP, c.config.VTEPSubnet)
	}
	for _, other := range rivals {
		if spec.Redundancy.Type != redundancyMCLAG && sameInterface(other.spec.VTEPIP, spec.VTEPIP) {
			c.refuse("sw-vtep-ip", "vtepIP %s is that of Switch %s", spec.VTEPIP, other.name)
		}
	}
	for _, gateway := range gateways {
		if sameInterface(gateway.spec.VTEPIP, spec.VTEPIP) {
			c.refuse("sw-vtep-ip", "vtepIP %s is that of Gateway %s", spec.VTEPIP, gateway.name)
		}
	}
}

// isHostIn says whether the text is a /32 inside a subnet.
func isHostIn(text string, subnet netip.Prefix) bool {
	prefix, parses := parseInterface(text)
	return parses && prefix.Bits() == hostLength && subnet.Contains(prefix.Addr())
}

// sameInterface compares the addresses of two texts with lengths.
func sameInterface(one, other string) bool {
	a, aParses := parseInterface(one)
	b, bParses := parseInterface(other)
	return aParses && bParses && a.Addr() == b.Addr()
}

func (c *check) checkFeatures(spec *hedgehog.SwitchSpec, profile *hedgehog.SwitchProfileSpec) {
	if spec.RoCE && !profile.Features.RoCE {
		c.refuse("sw-roce", "profile %s does not have the feature roce", spec.Profile)
	}
	if spec.ECMP.RoCEQPN && !profile.Features.ECMPRoCEQPN {
		c.refuse("sw-roce", "profile %s does not have the feature of ecmp.roceQPN", spec.Profile)
	}
}

func (c *check) checkLinkFlap(flap *hedgehog.LinkFlap) {
	for _, bound := range []struct {
		name        string
		value       *int
		least, most int
	}{
		{"flapThreshold", flap.FlapThreshold, 1, 50},
		{"samplingInterval", flap.SamplingInterval, 1, 65535},
		{"recoveryInterval", flap.RecoveryInterval, 0, 65534},
	} {
		if bound.value != nil && (*bound.value < bound.least || *bound.value > bound.most) {
			c.refuse("sw-linkflap", "%s %d is not %d to %d", bound.name, *bound.value, bound.least, bound.most)
		}
	}
}

// checkDeviceDelete is for switches and servers: no connection may have a port of it.
func (c *check) checkDeviceDelete(clause string) {
	kind := aSwitch
	if c.Old.Kind.Name == "Server" {
		kind = aServer
	}
	for _, connection := range all[hedgehog.ConnectionSpec](c.view, "Connection") {
		if slices.Contains(readConnection(connection.spec).devices(kind), c.name) {
			c.refuse(clause, "Connection %s has a port of it", connection.name)
		}
	}
}

// checkSwitchProfile: the cluster makes them itself, so a created one is taken as built in.
func (c *check) checkSwitchProfile() {
	// what stays as it is does not change
	changed := c.Op == Delete || c.Op == Update && !reflect.DeepEqual(c.Old.Spec, c.Object.Spec)
	if changed && !c.config.ExtraProfiles {
		c.refuse("profile", "a SwitchProfile cannot be changed or deleted")
	}
}
