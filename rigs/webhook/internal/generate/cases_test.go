package generate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"hedgerow.rigs/webhook/internal/clauses"
)

// built is a built fabric whose edits can be tried.
func built(of shape) *fabric {
	tally := &Tally{violations: map[string]int{}, nears: map[string]int{}}
	made := newFabric(of, rand.New(rand.NewPCG(1, 2)), json.NewEncoder(io.Discard), tally)
	made.build()
	return made
}

// try runs an edit and turns what does not hold into a failure.
func try(t *testing.T, run func()) {
	t.Helper()
	defer func() {
		if failed := recover(); failed != nil {
			t.Errorf("%v", failed)
		}
	}()
	run()
}

// Each case is a row: the edits that violate the clause are refused by it first, those that nearly do are allowed.
func TestAClauseRefusesWhatViolatesItAndAllowsWhatNearlyDoes(t *testing.T) {
	for _, of := range shapes {
		made := built(of)
		for _, rows := range allCases() {
			if rows.onlyGateway && !of.gateway {
				continue
			}
			for violates, edits := range map[bool][]edit{true: rows.violations, false: rows.nears} {
				for index, make := range edits {
					t.Run(fmt.Sprintf("%s/%s/violates=%t/%d", of.name, rows.clause, violates, index), func(t *testing.T) {
						try(t, func() { made.run(rows.clause, violates, make) })
					})
				}
			}
		}
	}
}

func TestWhatMutationsDoIsTakenBack(t *testing.T) {
	for _, of := range shapes {
		made := built(of)
		before := map[string]string{}
		for key, object := range made.written {
			before[key] = string(encode(made.judge.Stored(object["kind"].(string), nameOf(object))))
		}
		lines := made.tally.lines
		try(t, func() { made.mutate(400) })
		if made.tally.lines < lines+400 {
			t.Errorf("%s: only %d lines", of.name, made.tally.lines-lines)
		}
		for key, object := range made.written {
			if after := string(encode(made.judge.Stored(object["kind"].(string), nameOf(object)))); after != before[key] {
				t.Errorf("%s is %s, not %s", key, after, before[key])
			}
		}
	}
}

func TestEveryRefusingClauseHasCases(t *testing.T) {
	var having []string
	for _, rows := range allCases() {
		if len(rows.violations) == 0 || len(rows.nears) == 0 {
			t.Errorf("%s lacks a violation or a near miss", rows.clause)
		}
		having = append(having, rows.clause)
	}
	slices.Sort(having)
	wanted := clauses.Refusing()
	slices.Sort(wanted)
	if !slices.Equal(having, wanted) {
		t.Errorf("cases for %v, clauses are %v", having, wanted)
	}
}

func TestAnEditLeavesTheStoreAsItWas(t *testing.T) {
	for _, of := range shapes {
		made := built(of)
		before := maps.Clone(made.written)
		for _, rows := range allCases() {
			if !rows.onlyGateway || of.gateway {
				made.run(rows.clause, true, rows.violations[0])
				made.run(rows.clause, false, rows.nears[0])
			}
		}
		if !reflect.DeepEqual(before, made.written) {
			t.Errorf("%s: the store has changed", of.name)
		}
	}
}

func TestTheSameSeedGivesTheSameLines(t *testing.T) {
	write := func(seed uint64) string {
		var text bytes.Buffer
		if _, err := Write(Options{Seed: seed, Each: 1}, &text); err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	if write(7) != write(7) || write(7) == write(8) {
		t.Error("the seed does not decide the lines")
	}
}

func TestEachClauseIsAimedAtAsOftenAsAskedFor(t *testing.T) {
	tally, err := Write(Options{Seed: 3, Each: 4}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, clause := range clauses.Refusing() {
		if tally.violations[clause] < 4 || tally.nears[clause] < 4 {
			t.Errorf("%s: %d violations, %d near misses", clause, tally.violations[clause], tally.nears[clause])
		}
	}
	tally, err = Write(Options{Seed: 3, Count: 1000}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, clause := range clauses.Refusing() {
		total += tally.violations[clause] + tally.nears[clause]
	}
	if total < 1000 {
		t.Errorf("%d edits are fewer than asked for", total)
	}
}
