package clauses

import (
	"maps"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	fabricLabels  = "fabric.githedgehog.com/"
	gatewayLabels = "gateway.githedgehog.com/"
)

// relabel removes the cluster's labels and computes them again.
func relabel(object *hedgehog.Object) {
	if !object.Kind.Admitted {
		return
	}
	labels := map[string]string{}
	for key, value := range object.Meta.Labels {
		if !strings.Contains(key, fabricLabels) || object.Kind.Group == "gateway.githedgehog.com" {
			labels[key] = value
		}
	}
	maps.Copy(labels, computedLabels(object))
	object.Meta.Labels = labels
	if len(labels) == 0 {
		object.Meta.Labels = nil
	}
}

// computedLabels are the labels by which the cluster finds what refers to what.
func computedLabels(object *hedgehog.Object) map[string]string {
	labels := map[string]string{}
	is := func(key, value string) {
		if value != "" {
			labels[fabricLabels+key] = value
		}
	}
	has := func(kind, name string) {
		if name != "" {
			labels[kind+"."+fabricLabels+name] = "true"
		}
	}
	switch spec := object.Spec.(type) {
	case *hedgehog.VPCSpec:
		is("ipv4ns", spec.IPv4Namespace)
		is("vlanns", spec.VLANNamespace)
	case *hedgehog.VPCAttachmentSpec:
		// what is not of this form is attach-form
		if vpc, subnet, both := strings.Cut(spec.Subnet, "/"); both && !strings.Contains(subnet, "/") {
			is("vpc", vpc)
			is("subnet", subnet)
		}
		is("connection", spec.Connection)
	case *hedgehog.VPCPeeringSpec:
		for _, permit := range spec.Permit {
			for vpc := range permit {
				has("vpc", vpc)
			}
		}
	case *hedgehog.ExternalSpec:
		is("ipv4ns", spec.IPv4Namespace)
	case *hedgehog.ExternalAttachmentSpec:
		is("external", spec.External)
		is("connection", spec.Connection)
	case *hedgehog.ExternalPeeringSpec:
		is("vpc", spec.Permit.VPC.Name)
		is("external", spec.Permit.External.Name)
	case *hedgehog.ConnectionSpec:
		read := readConnection(spec)
		is("connection-type", read.sort)
		is("vpc", withinVPC(spec))
		for _, name := range read.switches() {
			has("switch", name)
		}
		for _, name := range read.devices(aServer) {
			has("server", name)
		}
	case *hedgehog.SwitchSpec:
		is("profile", spec.Profile)
		for _, name := range spec.VLANNamespaces {
			has("vlanns", name)
		}
		for _, name := range spec.Groups {
			has("switchgroup", name)
		}
	case *hedgehog.GatewayPeeringSpec:
		for name := range spec.Peering {
			if !strings.HasPrefix(name, externalPrefix) {
				labels["vpc."+gatewayLabels+name] = "true"
			}
		}
	}
	return labels
}
