// Package generate makes up edits of Hedgehog fabrics that violate each clause, and that just do not.
package generate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"

	"hedgerow.rigs/webhook/internal/clauses"
	"hedgerow.rigs/webhook/internal/judge"
)

// Options say how many edits are made up.
type Options struct {
	Seed uint64
	// Count is the least number of edits with aims.
	Count int
	// Each is how often each clause is violated, and how often nearly violated, at least.
	Each int
	// Mutations is how many edits are made in each fabric of which nobody knows whether they are allowed.
	Mutations int
}

// Tally counts the edits of each clause.
type Tally struct {
	violations, nears map[string]int
	lines             int
}

// Print writes one line for each clause.
func (t *Tally) Print(to io.Writer) {
	violations, nears := 0, 0
	for _, clause := range clauses.Refusing() {
		fmt.Fprintf(to, "%-26s violated %4d  nearly %4d\n", clause, t.violations[clause], t.nears[clause])
		violations, nears = violations+t.violations[clause], nears+t.nears[clause]
	}
	fmt.Fprintf(to, "%-26s violated %4d  nearly %4d  lines %d\n", "all", violations, nears, t.lines)
}

// aims is what an edit is for.
type aims struct {
	Clause   string `json:"clause"`
	Violates bool   `json:"violates"`
}

// line is one line of the output: one of the judge, and what it is for.
type line struct {
	judge.Line
	Aims *aims `json:"aims,omitempty"`
	// Restores is true where the line only takes back what a line before it did.
	Restores bool `json:"restores,omitempty"`
}

// edit makes up one edit of one fabric, after what it needs beside it.
type edit func(*fabric)

// clauseCases are the ways to violate a clause, and the ways to stay just inside.
type clauseCases struct {
	clause     string
	violations []edit
	nears      []edit
	// onlyGateway: they need a fabric with a gateway.
	onlyGateway bool
}

// Write writes the edits. An edit that does not do what it is for is an error.
func Write(options Options, to io.Writer) (tally *Tally, err error) {
	defer func() {
		if problem, failed := recover().(problem); failed {
			err = fmt.Errorf("failed to make edits up: %s", string(problem))
		}
	}()
	buffered := bufio.NewWriter(to)
	tally = &Tally{violations: map[string]int{}, nears: map[string]int{}}
	all := allCases()
	each := max(options.Each, (options.Count+2*len(all)-1)/(2*len(all)))
	random := rand.New(rand.NewPCG(options.Seed, 0))
	for index, shape := range shapes {
		fabric := newFabric(shape, random, json.NewEncoder(buffered), tally)
		fabric.build()
		fabric.mutate(options.Mutations)
		for _, number := range random.Perm(len(all)) {
			fabric.runClause(all[number], index, each)
		}
	}
	return tally, buffered.Flush()
}

// runClause runs the fabric's share of a clause's edits.
func (f *fabric) runClause(of clauseCases, index, each int) {
	first, step := index, len(shapes)
	if of.onlyGateway {
		if !f.shape.gateway {
			return
		}
		first, step = 0, 1
	}
	for turn := first; turn < each; turn += step {
		// a turn for each way, whatever the number of fabrics
		f.run(of.clause, true, of.violations[turn%len(of.violations)])
		f.run(of.clause, false, of.nears[turn%len(of.nears)])
	}
}

func (f *fabric) run(clause string, violates bool, make edit) {
	f.aims = aims{clause, violates}
	f.aimed = 0
	make(f)
	if f.aimed != 1 {
		panic(problem(fmt.Sprintf("an edit for %s was made %d times", clause, f.aimed)))
	}
	slices.Reverse(f.undo)
	undo := f.undo
	f.undo = nil
	for _, step := range undo {
		f.apply(step, nil, true)
	}
	f.undo = nil
	if violates {
		f.tally.violations[clause]++
	} else {
		f.tally.nears[clause]++
	}
}

// problem is a mistake in the edits.
type problem string
