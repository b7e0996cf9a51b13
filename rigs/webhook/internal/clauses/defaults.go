package clauses

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const theDefault = "default"

// SchemaDefaults fills in what the schemas of the kinds do, before any webhook is asked.
func SchemaDefaults(object *hedgehog.Object) {
	if vpc := hedgehog.SpecOf[hedgehog.VPCSpec](object); vpc != nil {
		for _, subnet := range subnetsOf(vpc) {
			dropEmptyLeases(&subnet.DHCP)
		}
	}
	spec := hedgehog.SpecOf[hedgehog.SwitchSpec](object)
	if spec == nil || spec.LinkFlapErrDisable == nil {
		return
	}
	flap := spec.LinkFlapErrDisable
	for _, field := range []struct {
		at    **int
		value int
	}{{&flap.FlapThreshold, 3}, {&flap.SamplingInterval, 30}, {&flap.RecoveryInterval, 300}} {
		if *field.at == nil {
			*field.at = &field.value
		}
	}
}

// dropEmptyLeases: the API server drops an entry of a map that is null. (Of a null subnet and of a null side of a
// peering the clauses say what becomes of them.)
func dropEmptyLeases(dhcp *hedgehog.DHCP) {
	maps.DeleteFunc(dhcp.Static, func(_ string, lease *hedgehog.Lease) bool { return lease == nil })
}

// Default changes an object as the cluster does before it looks at it: section "What the cluster changes by itself".
func Default(object *hedgehog.Object) {
	if object.Meta.Namespace == "" {
		object.Meta.Namespace = theDefault
	}
	switch spec := object.Spec.(type) {
	case *hedgehog.IPv4NamespaceSpec:
		slices.Sort(spec.Subnets)
	case *hedgehog.VLANNamespaceSpec:
		spec.Ranges = defaultRanges(spec.Ranges)
	case *hedgehog.VPCSpec:
		defaultVPC(spec)
	case *hedgehog.VPCAttachmentSpec:
		if spec.Subnet != "" && !strings.Contains(spec.Subnet, "/") {
			spec.Subnet += "/" + theDefault
		}
	case *hedgehog.ExternalSpec:
		setDefault(&spec.IPv4Namespace, theDefault)
	case *hedgehog.ExternalPeeringSpec:
		slices.Sort(spec.Permit.VPC.Subnets)
		slices.SortFunc(spec.Permit.External.Prefixes, func(a, b hedgehog.PermitPrefix) int {
			return strings.Compare(a.Prefix, b.Prefix)
		})
	case *hedgehog.SwitchSpec:
		defaultSwitch(spec)
	case *hedgehog.GatewaySpec:
		defaultGateway(spec)
	case *hedgehog.GatewayPeeringSpec:
		defaultGatewayPeering(spec)
	}
	relabel(object)
}

func setDefault[T comparable](at *T, value T) {
	var zero T
	if *at == zero {
		*at = value
	}
}

// filledRanges are ranges with `to` filled in.
func filledRanges(ranges []hedgehog.VLANRange) []hedgehog.VLANRange {
	filled := slices.Clone(ranges)
	for index := range filled {
		setDefault(&filled[index].To, filled[index].From)
	}
	return filled
}

// defaultRanges empties an invalid list as a whole (clause vlanns-range).
func defaultRanges(ranges []hedgehog.VLANRange) []hedgehog.VLANRange {
	filled := filledRanges(ranges)
	if !validRanges(filled) {
		return nil
	}
	slices.SortFunc(filled, func(a, b hedgehog.VLANRange) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return filled
}

func defaultSwitch(spec *hedgehog.SwitchSpec) {
	for _, speeds := range []map[string]string{spec.PortSpeeds, spec.PortGroupSpeeds} {
		for port, speed := range speeds {
			speeds[port] = strings.TrimPrefix(speed, "SPEED_")
		}
	}
	if len(spec.VLANNamespaces) == 0 {
		spec.VLANNamespaces = []string{theDefault}
	}
	if group := spec.Redundancy.Group; group != "" && !slices.Contains(spec.Groups, group) {
		spec.Groups = append(spec.Groups, group)
	}
	slices.Sort(spec.Groups)
	slices.Sort(spec.VLANNamespaces)
}

func defaultGateway(spec *hedgehog.GatewaySpec) {
	setDefault(&spec.Logs.Default, "info")
	if len(spec.Logs.Tags) == 0 {
		spec.Logs.Tags = map[string]string{"all": "info"}
	}
	if limit := spec.Logs.RateLimit; limit != nil {
		setDefault(&limit.Burst, 50)
		setDefault(&limit.ReplenishPerSecond, 5)
	}
	setDefault(&spec.Workers, 4)
	if len(spec.Groups) == 0 {
		spec.Groups = []hedgehog.GroupMembership{{Name: theDefault}}
	}
	slices.SortStableFunc(spec.Groups, func(a, b hedgehog.GroupMembership) int { return strings.Compare(a.Name, b.Name) })
}

// defaultGatewayPeering does nothing unless there are two sides.
func defaultGatewayPeering(spec *hedgehog.GatewayPeeringSpec) {
	if len(spec.Peering) != 2 {
		return
	}
	setDefault(&spec.GatewayGroup, theDefault)
	for _, side := range spec.Peering {
		if side == nil {
			continue
		}
		for _, expose := range side.Expose {
			if expose.NAT != nil && expose.NAT.Masquerade != nil {
				setDefault(&expose.NAT.Masquerade.IdleTimeout, "2m")
			}
			if expose.NAT != nil && expose.NAT.PortForward != nil {
				setDefault(&expose.NAT.PortForward.IdleTimeout, "2m")
			}
		}
	}
	if spec.ACL != nil {
		setDefault(&spec.ACL.Default, "deny-unless-exposed")
		for index := range spec.ACL.Rules {
			setDefault(&spec.ACL.Rules[index].Scope, "flow")
		}
	}
}
