package clauses

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// Request is one object on its way into the store.
type Request struct {
	// Op is create, update or delete.
	Op string
	// Object is the new object after defaulting; nil on delete.
	Object *hedgehog.Object
	// Old is the stored object; nil on create.
	Old *hedgehog.Object
	// Written is the object as it was sent, before defaulting; nil where that is not known.
	Written *hedgehog.Object
}

// Kind is the kind of the object.
func (r Request) Kind() hedgehog.Kind { return r.either().Kind }

// Name is the name of the object.
func (r Request) Name() string { return r.either().Meta.Name }

func (r Request) either() *hedgehog.Object {
	if r.Object == nil {
		return r.Old
	}
	return r.Object
}

// The operations of a Request.
const (
	Create = "create"
	Update = "update"
	Delete = "delete"
)

// check is what all clauses of a kind are given.
type check struct {
	*Verdict
	Request
	view   *View
	config Config
	name   string
}

// Check asks every clause about a request. The view is the fabric as it is stored before the request.
func Check(request Request, view *View, config Config) *Verdict {
	c := &check{Verdict: &Verdict{}, Request: request, view: view, config: config}
	if request.Op == Delete {
		c.name = request.Old.Meta.Name
		c.checkDelete()
		return c.Verdict
	}
	c.name = request.Object.Meta.Name
	c.checkAllKinds()
	switch spec := request.Object.Spec.(type) {
	case *hedgehog.IPv4NamespaceSpec:
		c.checkIPv4Namespace(spec)
	case *hedgehog.VLANNamespaceSpec:
		c.checkVLANNamespace(spec)
	case *hedgehog.VPCSpec:
		c.checkVPC(spec)
	case *hedgehog.VPCAttachmentSpec:
		c.checkVPCAttachment(spec)
	case *hedgehog.VPCPeeringSpec:
		c.checkVPCPeering(spec)
	case *hedgehog.ExternalSpec:
		c.checkExternal(spec)
	case *hedgehog.ExternalAttachmentSpec:
		c.checkExternalAttachment(spec)
	case *hedgehog.ExternalPeeringSpec:
		c.checkExternalPeering(spec)
	case *hedgehog.ConnectionSpec:
		c.checkConnection(spec)
	case *hedgehog.SwitchSpec:
		c.checkSwitch(spec)
	case *hedgehog.SwitchProfileSpec:
		c.checkSwitchProfile()
	case *hedgehog.GatewaySpec:
		c.checkGateway(spec)
	case *hedgehog.GatewayPeeringSpec:
		c.checkGatewayPeering(spec)
	case *hedgehog.EmptySpec:
		if request.Object.Kind.Name == "GatewayGroup" {
			c.checkGatewayEnabled()
		}
	}
	return c.Verdict
}

func (c *check) checkDelete() {
	switch c.Old.Kind.Name {
	case "IPv4Namespace":
		c.checkIPv4NamespaceDelete()
	case "VLANNamespace":
		c.checkVLANNamespaceDelete()
	case "VPC":
		c.checkVPCDelete()
	case "External":
		c.checkExternalDelete()
	case "Connection":
		c.checkConnectionDelete()
	case "Switch":
		c.checkDeviceDelete("sw-delete")
	case "Server":
		c.checkDeviceDelete("srv-delete")
	case "SwitchProfile":
		c.checkSwitchProfile()
	default:
		c.warnOfUnguardedDelete()
	}
}

// twice is the first value that comes twice, ignoring order.
func twice[T comparable](values []T) (T, bool) {
	for index, value := range values {
		if slices.Contains(values[:index], value) {
			return value, true
		}
	}
	var none T
	return none, false
}

// byKey goes through a map in the order of its keys, so that messages do not differ from run to run.
func byKey[K cmp.Ordered, V any](values map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(values)) {
			if !yield(key, values[key]) {
				return
			}
		}
	}
}
