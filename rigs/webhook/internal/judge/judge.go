// Package judge answers a stream of edits with what the cluster would say, without a cluster.
package judge

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"hedgerow.rigs/webhook/internal/clauses"
	"hedgerow.rigs/webhook/internal/hedgehog"
)

// Configure is the operation that changes the fabric's configuration instead of an object.
const Configure = "configure"

// longestLine bounds one line of the stream, in bytes.
const longestLine = 16 << 20

// Line is one line of the stream.
type Line struct {
	Op     string          `json:"op"`
	Object json.RawMessage `json:"object,omitempty"`
	Old    json.RawMessage `json:"old,omitempty"`
	// Config goes with Configure: laid over the installer's defaults.
	Config json.RawMessage `json:"config,omitempty"`
	// Clear goes with Configure: the store is emptied.
	Clear bool `json:"clear,omitempty"`
}

// Answer is the verdict on one line.
type Answer struct {
	Allowed bool `json:"allowed"`
	// Clause is the first refusing clause in the order of the rules; empty where the rules have none.
	Clause  string `json:"clause"`
	Message string `json:"message"`
	// Warnings are the clauses that the cluster accepts although they are worth a look.
	Warnings []string `json:"warnings"`
	// Clauses are all refusing clauses.
	Clauses []string `json:"clauses"`
}

// identity finds an object; a fabric has it once.
type identity struct{ kind, namespace, name string }

// Judge keeps what it accepted.
type Judge struct {
	config clauses.Config
	view   *clauses.View
	stored map[identity]*hedgehog.Object
}

// New is a judge with an empty store.
func New(config clauses.Config) *Judge {
	judge := &Judge{config: config}
	judge.clear()
	return judge
}

func (j *Judge) clear() {
	j.view = clauses.NewView()
	j.stored = map[identity]*hedgehog.Object{}
}

// Run answers each line of the input with one line of output.
func (j *Judge) Run(input io.Reader, output io.Writer) error {
	lines := bufio.NewScanner(input)
	lines.Buffer(nil, longestLine)
	writer := bufio.NewWriter(output)
	encoder := json.NewEncoder(writer)
	for number := 1; lines.Scan(); number++ {
		var line Line
		var answer Answer
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			answer = refused("", fmt.Sprintf("line %d is not an edit: %s", number, err))
		} else {
			answer = j.Answer(line)
		}
		if err := encoder.Encode(answer); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("failed to read the edits: %w", err)
	}
	return writer.Flush()
}

func refused(clause, message string) Answer {
	return Answer{Clause: clause, Message: message, Warnings: []string{}, Clauses: []string{clause}}
}

// Answer decides about one edit, and keeps its object if it is allowed.
func (j *Judge) Answer(line Line) Answer {
	switch line.Op {
	case Configure:
		return j.configure(line)
	case clauses.Create, clauses.Update:
		return j.put(line)
	case clauses.Delete:
		return j.remove(line)
	default:
		return refused("", fmt.Sprintf("op %q is not create, update, delete or configure", line.Op))
	}
}

func (j *Judge) configure(line Line) Answer {
	config, err := clauses.ParseConfig(string(line.Config))
	if err != nil {
		return refused("", err.Error())
	}
	j.config = config
	if line.Clear {
		j.clear()
	}
	return Answer{Allowed: true, Warnings: []string{}, Clauses: []string{}}
}

func (j *Judge) put(line Line) Answer {
	written, err := hedgehog.Read(line.Object)
	if err != nil {
		refusal := clauses.ReadRefusal(err)
		return refused(refusal.Clause, refusal.Message)
	}
	object := written.Copy()
	clauses.SchemaDefaults(object)
	clauses.Default(object)
	old := j.stored[identify(object)]
	if (old == nil) != (line.Op == clauses.Create) {
		return refused("", fmt.Sprintf("%s of %s %s, which exists: %t", line.Op, object.Kind.Name, object.Meta.Name, old != nil))
	}
	answer := j.check(clauses.Request{Op: line.Op, Object: object, Old: old, Written: written})
	if answer.Allowed {
		j.stored[identify(object)] = object
		if object.Meta.Namespace == "default" {
			j.view.Put(object)
		}
	}
	return answer
}

func (j *Judge) remove(line Line) Answer {
	raw := line.Object
	if len(raw) == 0 {
		raw = line.Old
	}
	named, err := hedgehog.Read(raw)
	var outside *hedgehog.RangeError
	if err != nil && !errors.As(err, &outside) {
		return refused("", err.Error())
	}
	if named.Meta.Namespace == "" {
		named.Meta.Namespace = "default"
	}
	old := j.stored[identify(named)]
	if old == nil {
		return refused("", fmt.Sprintf("delete of %s %s, which does not exist", named.Kind.Name, named.Meta.Name))
	}
	answer := j.check(clauses.Request{Op: clauses.Delete, Old: old})
	if answer.Allowed {
		delete(j.stored, identify(old))
		if old.Meta.Namespace == "default" {
			j.view.Remove(old.Kind.Name, old.Meta.Name)
		}
	}
	return answer
}

func identify(object *hedgehog.Object) identity {
	return identity{object.Kind.Name, object.Meta.Namespace, object.Meta.Name}
}

func (j *Judge) check(request clauses.Request) Answer {
	return AnswerOf(clauses.Check(request, j.view, j.config))
}

// AnswerOf puts a verdict into the words of an answer.
func AnswerOf(verdict *clauses.Verdict) Answer {
	answer := Answer{Allowed: verdict.Allowed(), Warnings: verdict.Warnings(), Clauses: []string{}}
	if answer.Warnings == nil {
		answer.Warnings = []string{}
	}
	for index, refusal := range verdict.Refusals() {
		if index == 0 {
			answer.Clause, answer.Message = refusal.Clause, refusal.Message
		}
		if last := len(answer.Clauses) - 1; last < 0 || answer.Clauses[last] != refusal.Clause {
			answer.Clauses = append(answer.Clauses, refusal.Clause)
		}
	}
	return answer
}

// Stored is the object as it is stored now, or nil.
func (j *Judge) Stored(kind, name string) *hedgehog.Object {
	return j.stored[identity{kind, "default", name}]
}
