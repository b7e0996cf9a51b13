package generate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hedgerow.rigs/webhook/internal/clauses"
	"hedgerow.rigs/webhook/internal/judge"
)

// mutate makes edits that nobody thought of. Mostly one value somewhere in one object is removed, doubled, or replaced by one
// of the same type, such as one that the same field has elsewhere; the object is changed so, or created beside the one it is
// a copy of. Some objects are deleted. Whether an edit is allowed is not known beforehand; afterwards it is taken back.
func (f *fabric) mutate(edits int) {
	// what nobody may change or delete cannot be taken back
	isProfile := func(key string) bool { return strings.HasPrefix(key, "SwitchProfile/") }
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(f.written)), isProfile)
	values := map[string][]any{}
	for _, name := range keys {
		collect(f.written[name]["spec"], values)
	}
	for range edits {
		before := encode(f.written[keys[f.IntN(len(keys))]])
		object := decode(before)
		places := places(object["spec"], "", nil)
		turn := f.IntN(8)
		if turn == 0 {
			f.tryOut(judge.Line{Op: clauses.Delete, Object: before, Old: before}, judge.Line{Op: clauses.Create, Object: before})
			continue
		}
		if len(places) == 0 {
			continue
		}
		at := places[f.IntN(len(places))]
		f.change(at, values[at.name])
		object["spec"] = settled(object["spec"])
		if turn < 3 {
			object["metadata"].(o)["name"] = f.fresh("m-")
			after := encode(object)
			f.tryOut(judge.Line{Op: clauses.Create, Object: after}, judge.Line{Op: clauses.Delete, Object: after, Old: after})
			continue
		}
		after := encode(object)
		f.tryOut(judge.Line{Op: clauses.Update, Object: after, Old: before}, judge.Line{Op: clauses.Update, Object: before, Old: after})
	}
}

// tryOut writes an edit, and what takes it back where it is allowed.
func (f *fabric) tryOut(next, back judge.Line) {
	f.aims.Clause = "a mutation"
	write := func(next judge.Line, restores bool) judge.Answer {
		if err := f.output.Encode(line{next, nil, restores}); err != nil {
			panic(problem(err.Error()))
		}
		f.tally.lines++
		return f.judge.Answer(next)
	}
	if !write(next, false).Allowed {
		return
	}
	if answer := write(back, true); !answer.Allowed {
		panic(problem(fmt.Sprintf("%s cannot be taken back: %s", encode(next), encode(answer))))
	}
}

// place is where a value is: in a map or in a list.
type place struct {
	of    any
	key   string
	index int
	name  string
}

func (p place) get() any {
	if of, isMap := p.of.(o); isMap {
		return of[p.key]
	}
	return p.of.(l)[p.index]
}

func (p place) set(value any) {
	if of, isMap := p.of.(o); isMap {
		of[p.key] = value
		return
	}
	p.of.(l)[p.index] = value
}

// removed and doubled stand where a value is to be removed from its map or list, or to come twice in its list.
type (
	removed struct{}
	doubled struct{ value any }
)

func places(value any, name string, found []place) []place {
	switch value := value.(type) {
	case o:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			found = append(found, place{of: value, key: key, name: name + "." + key})
			found = places(value[key], name+"."+key, found)
		}
	case l:
		for index := range value {
			found = append(found, place{of: value, index: index, name: name + "[]"})
			found = places(value[index], name+"[]", found)
		}
	}
	return found
}

func collect(value any, values map[string][]any) {
	for _, at := range places(value, "", nil) {
		values[at.name] = append(values[at.name], at.get())
	}
}

// change makes one change at a place. Elsewhere are the values that fields of its name have.
func (f *fabric) change(at place, elsewhere []any) {
	value := at.get()
	_, inList := at.of.(l)
	switch turn := f.IntN(6); {
	case turn == 0:
		at.set(removed{})
	case turn == 1 && inList:
		at.set(doubled{value})
	case turn <= 3:
		at.set(copied(elsewhere[f.IntN(len(elsewhere))]))
	default:
		switch value := value.(type) {
		case string:
			at.set(one(f, "", "x", "default", "other", "vpc-1", "vpc-2/b", "ext-bgp", "10.0.2.0/24", "10.0.2.1", "10.0.2.1/24", "10.0.2.0/31",
				"0.0.0.0/0", "fd00::/64", "fd00::1", "172.30.128.9/31", "172.30.8.200/32", "172.30.12.200/32", "leaf-5/E1/20", "leaf-5/E1/31/1",
				"leaf-1/E1/1", "spare/enp2s1", "leaf-5/M1", "1x100G", "25G", "eslag", "mclag", "spine", "border-leaf", "l3vni", "deny", "allow",
				"tcp", "udp", "any", "80-90", "90-80", "65000:1", "ca:fe:ba:be:01:07", "eslag-2", "bare"))
		case float64:
			at.set(one[any](f, 0, 1, 2, 9, 10, 95, 96, 1002, 1003, 4094, 4095, 9036, 9037, 65100, 65101, 65535, 65536, 4294967295))
		case bool:
			at.set(!value)
		case o:
			// a field that the kind does not have, or a key as good as any
			value["unheardOf"] = "x"
			at.set(one(f, o{}, value))
		case l:
			at.set(l{})
		}
	}
}

// copied is an independent copy of a value.
func copied(value any) any {
	return decode(encode(o{"value": value}))["value"]
}

// settled is the value without what is removed, and with what is doubled.
func settled(value any) any {
	switch value := value.(type) {
	case o:
		for key, inner := range value {
			if _, gone := inner.(removed); gone {
				delete(value, key)
			} else {
				value[key] = settled(inner)
			}
		}
		return value
	case l:
		kept := l{}
		for _, inner := range value {
			switch inner := inner.(type) {
			case removed:
			case doubled:
				kept = append(kept, inner.value, inner.value)
			default:
				kept = append(kept, settled(inner))
			}
		}
		return kept
	default:
		return value
	}
}
