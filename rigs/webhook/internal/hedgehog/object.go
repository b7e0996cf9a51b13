package hedgehog

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Metadata is what the webhook looks at of an object's metadata.
type Metadata struct {
	Name        string            `json:"name,omitempty"`
	Namespace   string            `json:"namespace,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

// Object is one object as the webhook sees it.
type Object struct {
	Kind Kind
	Meta Metadata
	// Spec points to the spec type of the kind.
	Spec any
	// Unknown are the paths of fields that the kind does not have; the cluster prunes them.
	Unknown []string
}

// RangeError says that a number is outside the bits of its field.
type RangeError struct{ Field string }

func (e *RangeError) Error() string {
	return fmt.Sprintf("%s does not fit into the integer of that field", e.Field)
}

// Read reads an object. Fields that the kind does not have are pruned, letter case counts.
func Read(raw []byte) (*Object, error) {
	var whole struct {
		APIVersion string         `json:"apiVersion"`
		Kind       string         `json:"kind"`
		Metadata   Metadata       `json:"metadata"`
		Spec       map[string]any `json:"spec"`
	}
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.UseNumber()
	if err := decoder.Decode(&whole); err != nil {
		return nil, fmt.Errorf("failed to read the object: %w", err)
	}
	kind, known := KindNamed(whole.Kind)
	if !known {
		return nil, fmt.Errorf("kind %q is not a kind of Hedgehog", whole.Kind)
	}
	if whole.APIVersion != kind.APIVersion() {
		return nil, fmt.Errorf("apiVersion %q is not %s", whole.APIVersion, kind.APIVersion())
	}
	object := &Object{Kind: kind, Meta: whole.Metadata}
	pruned := object.prune(whole.Spec, kind.spec, "spec")
	text, err := json.Marshal(pruned)
	if err != nil {
		return nil, err
	}
	object.Spec = reflect.New(kind.spec).Interface()
	if err := json.Unmarshal(text, object.Spec); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && strings.HasPrefix(wrong.Value, "number ") && isInteger(wrong.Type) {
			return object, &RangeError{"spec." + wrong.Field}
		}
		return object, fmt.Errorf("failed to read the spec: %w", err)
	}
	return object, nil
}

func isInteger(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64
}

// prune removes what the type has no field for, and notes its path.
func (o *Object) prune(value any, shape reflect.Type, path string) any {
	for shape.Kind() == reflect.Pointer {
		shape = shape.Elem()
	}
	switch value := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for key, inner := range value {
			if shape.Kind() == reflect.Map {
				kept[key] = o.prune(inner, shape.Elem(), path+"."+key)
			} else if field, found := fieldNamed(shape, key); found {
				kept[key] = o.prune(inner, field, path+"."+key)
			} else {
				o.Unknown = append(o.Unknown, path+"."+key)
			}
		}
		slices.Sort(o.Unknown)
		return kept
	case []any:
		if shape.Kind() != reflect.Slice {
			return value
		}
		kept := make([]any, 0, len(value))
		for index, inner := range value {
			kept = append(kept, o.prune(inner, shape.Elem(), fmt.Sprintf("%s[%d]", path, index)))
		}
		return kept
	default:
		return value
	}
}

func fieldNamed(shape reflect.Type, name string) (reflect.Type, bool) {
	if shape.Kind() != reflect.Struct {
		return nil, false
	}
	for field := range shape.Fields() {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag == name {
			return field.Type, true
		}
	}
	return nil, false
}

// Copy is an independent copy of the object.
func (o *Object) Copy() *Object {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // every spec type can be written
	}
	again, err := Read(text)
	if err != nil {
		panic(err) // and read again
	}
	again.Unknown = slices.Clone(o.Unknown)
	return again
}

// MarshalJSON writes the object as a manifest, with the empty objects that the cluster adds.
func (o *Object) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		APIVersion string   `json:"apiVersion"`
		Kind       string   `json:"kind"`
		Metadata   Metadata `json:"metadata"`
		Spec       any      `json:"spec"`
		Status     struct{} `json:"status"`
	}{o.Kind.APIVersion(), o.Kind.Name, o.Meta, o.Spec, struct{}{}})
}

// SpecOf is the spec of an object in its own type; nil where the object is of another kind.
func SpecOf[S any](o *Object) *S {
	if o == nil {
		return nil
	}
	spec, _ := o.Spec.(*S)
	return spec
}
