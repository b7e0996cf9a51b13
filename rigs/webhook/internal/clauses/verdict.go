// Package clauses has the rules of a Hedgehog cluster: defaulting, and the clauses that refuse or warn. There is one file
// for each section of the rules.
package clauses

import (
	"fmt"
	"slices"
)

// Refusal is one clause that an object violates.
type Refusal struct {
	Clause  string
	Message string
}

// Verdict is what all clauses together say of one request.
type Verdict struct {
	refusals []Refusal
	warnings []string
}

func (v *Verdict) refuse(clause, format string, values ...any) {
	v.refusals = append(v.refusals, Refusal{clause, fmt.Sprintf(format, values...)})
}

func (v *Verdict) warn(clause string) {
	if !slices.Contains(v.warnings, clause) {
		v.warnings = append(v.warnings, clause)
	}
}

// Refusals are the violated clauses in the order of the rules; none means that the request is allowed.
func (v *Verdict) Refusals() []Refusal {
	sorted := slices.Clone(v.refusals)
	slices.SortStableFunc(sorted, func(a, b Refusal) int { return before(a.Clause, b.Clause) })
	return sorted
}

// Warnings are the clauses that the cluster accepts although they are worth a look, in the order of the rules.
func (v *Verdict) Warnings() []string {
	sorted := slices.Clone(v.warnings)
	slices.SortFunc(sorted, before)
	return sorted
}

// Allowed says whether no clause refuses.
func (v *Verdict) Allowed() bool { return len(v.refusals) == 0 }
