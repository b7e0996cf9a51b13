package clauses

import (
	"maps"
	"slices"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// View is the fabric as it is stored at one moment: objects by kind and name. Objects in another namespace than
// `default` are not in it.
type View struct {
	kinds map[string]map[string]*hedgehog.Object
	load  func(kind string) []*hedgehog.Object
}

// NewView is a view of these objects.
func NewView(objects ...*hedgehog.Object) *View {
	view := LoadView(func(string) []*hedgehog.Object { return nil })
	for _, object := range objects {
		view.Put(object)
	}
	return view
}

// LoadView is a view that asks for each kind once, when it is first needed.
func LoadView(load func(kind string) []*hedgehog.Object) *View {
	return &View{map[string]map[string]*hedgehog.Object{}, load}
}

func (s *View) of(kind string) map[string]*hedgehog.Object {
	if s.kinds[kind] == nil {
		s.kinds[kind] = map[string]*hedgehog.Object{}
		for _, object := range s.load(kind) {
			s.kinds[kind][object.Meta.Name] = object
		}
	}
	return s.kinds[kind]
}

// Put stores an object in place of the one with its name.
func (s *View) Put(object *hedgehog.Object) { s.of(object.Kind.Name)[object.Meta.Name] = object }

// Remove takes an object out.
func (s *View) Remove(kind, name string) { delete(s.of(kind), name) }

// Get is the object, or nil.
func (s *View) Get(kind, name string) *hedgehog.Object { return s.of(kind)[name] }

// List is all objects of a kind by name.
func (s *View) List(kind string) []*hedgehog.Object {
	return slices.SortedFunc(maps.Values(s.of(kind)), func(a, b *hedgehog.Object) int {
		return strings.Compare(a.Meta.Name, b.Meta.Name)
	})
}

// named is an object's name with its spec.
type named[S any] struct {
	name string
	spec *S
}

// all lists the specs of a kind.
func all[S any](view *View, kind string) []named[S] {
	var specs []named[S]
	for _, object := range view.List(kind) {
		specs = append(specs, named[S]{object.Meta.Name, hedgehog.SpecOf[S](object)})
	}
	return specs
}

// others lists the specs of a kind but that of one name.
func others[S any](view *View, kind, name string) []named[S] {
	return slices.DeleteFunc(all[S](view, kind), func(one named[S]) bool { return one.name == name })
}

// find is one spec of a kind, or nil.
func find[S any](view *View, kind, name string) *S {
	return hedgehog.SpecOf[S](view.Get(kind, name))
}

func (s *View) vpc(name string) *hedgehog.VPCSpec { return find[hedgehog.VPCSpec](s, "VPC", name) }

func (s *View) connection(name string) *hedgehog.ConnectionSpec {
	return find[hedgehog.ConnectionSpec](s, "Connection", name)
}

func (s *View) switchSpec(name string) *hedgehog.SwitchSpec {
	return find[hedgehog.SwitchSpec](s, "Switch", name)
}

func (s *View) profile(name string) *hedgehog.SwitchProfileSpec {
	return find[hedgehog.SwitchProfileSpec](s, "SwitchProfile", name)
}

func (s *View) external(name string) *hedgehog.ExternalSpec {
	return find[hedgehog.ExternalSpec](s, "External", name)
}

func (s *View) ranges(vlanNamespace string) ([]hedgehog.VLANRange, bool) {
	spec := find[hedgehog.VLANNamespaceSpec](s, "VLANNamespace", vlanNamespace)
	if spec == nil {
		return nil, false
	}
	return spec.Ranges, true
}
