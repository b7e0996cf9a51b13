package generate

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"hedgerow.rigs/webhook/internal/clauses"
	"hedgerow.rigs/webhook/internal/judge"
)

// o and l are manifests under construction.
type (
	o = map[string]any
	l = []any
)

// fabric is one fabric with the objects that the judge accepted, as they were written.
type fabric struct {
	shape
	*rand.Rand
	judge   *judge.Judge
	output  *json.Encoder
	tally   *Tally
	written map[string]o
	undo    []judge.Line
	aims    aims
	aimed   int
	// used numbers the objects that edits create.
	used int
}

func newFabric(of shape, random *rand.Rand, output *json.Encoder, tally *Tally) *fabric {
	fabric := &fabric{shape: of, Rand: random, output: output, tally: tally, written: map[string]o{}}
	fabric.judge = judge.New(clauses.InstallerDefaults())
	fabric.apply(judge.Line{Op: judge.Configure, Config: encode(fabric.config(nil)), Clear: true}, nil, false)
	return fabric
}

// config is the fabric's configuration with changes.
func (f *fabric) config(changes o) o {
	config := o{"gatewayEnabled": f.gateway}
	for key, value := range changes {
		config[key] = value
	}
	return config
}

func encode(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		panic(problem(err.Error()))
	}
	return text
}

// decode is an independent copy of a manifest.
func decode(text json.RawMessage) o {
	var object o
	if err := json.Unmarshal(text, &object); err != nil {
		panic(problem(err.Error()))
	}
	return object
}

func key(kind, name string) string { return kind + "/" + name }

func nameOf(object o) string { return object["metadata"].(o)["name"].(string) }

func keyOf(object o) string { return key(object["kind"].(string), nameOf(object)) }

// apply writes a line and has it judged. Without aims it has to be allowed.
func (f *fabric) apply(next judge.Line, aimed *aims, restores bool) {
	if err := f.output.Encode(line{next, aimed, restores}); err != nil {
		panic(problem(err.Error()))
	}
	f.tally.lines++
	answer := f.judge.Answer(next)
	wanted := aimed == nil || !aimed.Violates
	if answer.Allowed != wanted || !wanted && answer.Clause != aimed.Clause {
		panic(problem(fmt.Sprintf("%s: %s is answered %s", f.aims.Clause, encode(line{next, aimed, restores}), encode(answer))))
	}
	if answer.Allowed {
		f.remember(next)
	}
}

// remember keeps what was accepted, and how to take it back.
func (f *fabric) remember(done judge.Line) {
	if done.Op == judge.Configure {
		f.undo = append(f.undo, judge.Line{Op: judge.Configure, Config: encode(f.config(nil))})
		return
	}
	object := decode(done.Object)
	before, existed := f.written[keyOf(object)]
	switch done.Op {
	case clauses.Create:
		f.written[keyOf(object)] = object
		f.undo = append(f.undo, judge.Line{Op: clauses.Delete, Object: done.Object, Old: done.Object})
	case clauses.Update:
		f.written[keyOf(object)] = object
		f.undo = append(f.undo, judge.Line{Op: clauses.Update, Object: encode(before), Old: done.Object})
	case clauses.Delete:
		if existed {
			delete(f.written, keyOf(object))
		}
		f.undo = append(f.undo, judge.Line{Op: clauses.Create, Object: encode(before)})
	}
}

func (f *fabric) get(kind, name string) o {
	object, found := f.written[key(kind, name)]
	if !found {
		panic(problem("there is no " + key(kind, name)))
	}
	return decode(encode(object))
}

func (f *fabric) createLine(object o) judge.Line {
	return judge.Line{Op: clauses.Create, Object: encode(object)}
}

func (f *fabric) updateLine(object o) judge.Line {
	return judge.Line{Op: clauses.Update, Object: encode(object), Old: encode(f.written[keyOf(object)])}
}

func (f *fabric) deleteLine(kind, name string) judge.Line {
	object := encode(f.get(kind, name))
	return judge.Line{Op: clauses.Delete, Object: object, Old: object}
}

// create, update, remove and configure prepare the store for an edit; the edit itself is made by aimAt and its kind.
func (f *fabric) create(object o)          { f.apply(f.createLine(object), nil, false) }
func (f *fabric) update(object o)          { f.apply(f.updateLine(object), nil, false) }
func (f *fabric) remove(kind, name string) { f.apply(f.deleteLine(kind, name), nil, false) }
func (f *fabric) configure(changes o) {
	f.apply(judge.Line{Op: judge.Configure, Config: encode(f.config(changes))}, nil, false)
}

func (f *fabric) aimAt(next judge.Line) {
	f.aimed++
	aimed := f.aims
	f.apply(next, &aimed, false)
}

func (f *fabric) aimCreate(object o)          { f.aimAt(f.createLine(object)) }
func (f *fabric) aimUpdate(object o)          { f.aimAt(f.updateLine(object)) }
func (f *fabric) aimDelete(kind, name string) { f.aimAt(f.deleteLine(kind, name)) }

// aimEdit updates a stored object: set puts a value at a path.
func (f *fabric) aimEdit(kind, name string, value any, path ...string) {
	f.aimUpdate(with(f.get(kind, name), value, path...))
}

// with puts a value at a path below spec, and makes the objects on the way; nil removes.
func with(object o, value any, path ...string) o {
	at := object["spec"].(o)
	for _, step := range path[:len(path)-1] {
		next, isObject := at[step].(o)
		if !isObject {
			next = o{}
			at[step] = next
		}
		at = next
	}
	last := path[len(path)-1]
	if value == nil {
		delete(at, last)
	} else {
		at[last] = value
	}
	return object
}

// between is a number of a range, both ends included.
func (f *fabric) between(least, most int) int { return least + f.IntN(most-least+1) }

// one picks a value.
func one[T any](f *fabric, values ...T) T { return values[f.IntN(len(values))] }

// fresh is a name that was not used before, of at most 11 characters.
func (f *fabric) fresh(prefix string) string {
	f.used++
	return fmt.Sprintf("%s%d", prefix, f.used)
}

// list is a list that is written as [] when it is empty.
func list(values []any) l { return append(l{}, values...) }
