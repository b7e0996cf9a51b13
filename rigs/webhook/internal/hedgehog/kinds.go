// Package hedgehog has the kinds of a Hedgehog fabric as Go types, and reads objects into them as the cluster does.
package hedgehog

import "reflect"

// Kind says where the objects of a kind are found and what their spec looks like.
type Kind struct {
	Name, Group, Version, Plural string
	// Admitted is true where the cluster has a webhook for the kind.
	Admitted bool
	spec     reflect.Type
}

const (
	vpcGroup     = "vpc.githedgehog.com"
	wiringGroup  = "wiring.githedgehog.com"
	gatewayGroup = "gateway.githedgehog.com"
)

// Kinds are all kinds that the webhook knows, in the order in which a fabric is created.
var Kinds = []Kind{
	kind[SwitchProfileSpec]("SwitchProfile", wiringGroup, "v1beta1", "switchprofiles", true),
	kind[IPv4NamespaceSpec]("IPv4Namespace", vpcGroup, "v1beta1", "ipv4namespaces", true),
	kind[VLANNamespaceSpec]("VLANNamespace", wiringGroup, "v1beta1", "vlannamespaces", true),
	kind[EmptySpec]("SwitchGroup", wiringGroup, "v1beta1", "switchgroups", false),
	kind[EmptySpec]("ServerProfile", wiringGroup, "v1beta1", "serverprofiles", false),
	kind[SwitchSpec]("Switch", wiringGroup, "v1beta1", "switches", true),
	kind[ServerSpec]("Server", wiringGroup, "v1beta1", "servers", true),
	kind[VPCSpec]("VPC", vpcGroup, "v1beta1", "vpcs", true),
	kind[ConnectionSpec]("Connection", wiringGroup, "v1beta1", "connections", true),
	kind[ExternalSpec]("External", vpcGroup, "v1beta1", "externals", true),
	kind[VPCAttachmentSpec]("VPCAttachment", vpcGroup, "v1beta1", "vpcattachments", true),
	kind[ExternalAttachmentSpec]("ExternalAttachment", vpcGroup, "v1beta1", "externalattachments", true),
	kind[VPCPeeringSpec]("VPCPeering", vpcGroup, "v1beta1", "vpcpeerings", true),
	kind[ExternalPeeringSpec]("ExternalPeering", vpcGroup, "v1beta1", "externalpeerings", true),
	kind[EmptySpec]("GatewayGroup", gatewayGroup, "v1alpha1", "gatewaygroups", true),
	kind[GatewaySpec]("Gateway", gatewayGroup, "v1alpha1", "gateways", true),
	kind[GatewayPeeringSpec]("GatewayPeering", gatewayGroup, "v1alpha1", "gatewaypeerings", true),
}

func kind[S any](name, group, version, plural string, admitted bool) Kind {
	return Kind{name, group, version, plural, admitted, reflect.TypeFor[S]()}
}

// KindNamed finds a kind by its name.
func KindNamed(name string) (Kind, bool) {
	for _, kind := range Kinds {
		if kind.Name == name {
			return kind, true
		}
	}
	return Kind{}, false
}

// APIVersion is group and version as manifests write them.
func (k Kind) APIVersion() string { return k.Group + "/" + k.Version }
