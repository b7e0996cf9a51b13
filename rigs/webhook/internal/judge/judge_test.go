package judge

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"hedgerow.rigs/webhook/internal/clauses"
)

// answers runs a stream and reads the answers.
func answers(t *testing.T, lines ...string) []Answer {
	t.Helper()
	var output bytes.Buffer
	if err := New(clauses.InstallerDefaults()).Run(strings.NewReader(strings.Join(lines, "\n")), &output); err != nil {
		t.Fatal(err)
	}
	var all []Answer
	for decoder := json.NewDecoder(&output); decoder.More(); {
		var answer Answer
		if err := decoder.Decode(&answer); err != nil {
			t.Fatal(err)
		}
		all = append(all, answer)
	}
	if len(all) != len(lines) {
		t.Fatalf("%d answers to %d lines", len(all), len(lines))
	}
	return all
}

// edit is one line about an object of group vpc.
func edit(op, kind, name, spec string) string {
	return `{"op":"` + op + `","object":{"apiVersion":"vpc.githedgehog.com/v1beta1","kind":"` + kind + `","metadata":{"name":"` + name + `"},"spec":` + spec + `}}`
}

const namespace = `{"subnets":["10.64.0.0/16"]}`

func TestARefusedEditLeavesTheStoreAsItWas(t *testing.T) {
	got := answers(t,
		edit("create", "IPv4Namespace", "one", namespace),
		edit("update", "IPv4Namespace", "one", `{"subnets":["ten"]}`),
		edit("create", "External", "e", `{"ipv4Namespace":"one"}`),
		edit("delete", "IPv4Namespace", "one", `{}`),
		edit("delete", "External", "e", `{}`),
		edit("delete", "IPv4Namespace", "one", `{}`),
		edit("create", "External", "e", `{"ipv4Namespace":"one"}`),
	)
	var clauses []string
	for _, answer := range got {
		clauses = append(clauses, answer.Clause)
	}
	if !slices.Equal(clauses, []string{"", "ipns-parse", "", "ipns-delete", "", "", "ext-ns"}) {
		t.Errorf("got %q", clauses)
	}
}

func TestTheFirstClauseOfTheRulesIsNamedAndAllAreListed(t *testing.T) {
	got := answers(t, edit("create", "IPv4Namespace", "Much-too-long", `{"subnets":["ten","172.30.0.0/24"]}`))[0]
	if got.Clause != "meta-name" || !slices.Equal(got.Clauses, []string{"meta-name", "ipns-name", "ipns-parse", "ipns-reserved"}) {
		t.Errorf("got %+v", got)
	}
}

func TestWhatTheRulesDoNotSpeakOfIsRefusedWithoutAClause(t *testing.T) {
	for _, line := range []string{
		`{`, `[]`, `{"op":"patch"}`, `{"op":"create"}`,
		edit("create", "Route", "one", `{}`),
		edit("create", "IPv4Namespace", "one", `{"subnets":"10.64.0.0/16"}`),
		edit("update", "IPv4Namespace", "one", namespace),
		edit("delete", "IPv4Namespace", "one", namespace),
		strings.Replace(edit("create", "IPv4Namespace", "one", namespace), "v1beta1", "v1alpha2", 1),
	} {
		if got := answers(t, line)[0]; got.Allowed || got.Clause != "" || got.Message == "" {
			t.Errorf("%s: %+v", line, got)
		}
	}
	if got := answers(t, edit("create", "IPv4Namespace", "one", namespace), edit("create", "IPv4Namespace", "one", namespace))[1]; got.Allowed {
		t.Error("an object is created twice")
	}
}

func TestADeletionMayNameItsObjectAsTheOldOne(t *testing.T) {
	deletion := strings.Replace(edit("delete", "IPv4Namespace", "one", `{}`), `"object"`, `"old"`, 1)
	if got := answers(t, edit("create", "IPv4Namespace", "one", namespace), deletion)[1]; !got.Allowed {
		t.Errorf("got %+v", got)
	}
}

func TestTheConfigurationMayChangeWithinAStream(t *testing.T) {
	got := answers(t,
		edit("create", "IPv4Namespace", "one", `{"subnets":["172.30.0.0/24"]}`),
		`{"op":"configure","config":{"reservedSubnets":[]}}`,
		edit("create", "IPv4Namespace", "one", `{"subnets":["172.30.0.0/24"]}`),
		`{"op":"configure","clear":true}`,
		edit("create", "IPv4Namespace", "one", `{"subnets":["172.30.0.0/24"]}`),
		`{"op":"configure","config":{"reserved":[]}}`,
	)
	allowed := []bool{false, true, true, true, false, false}
	for index, answer := range got {
		if answer.Allowed != allowed[index] {
			t.Errorf("line %d: %+v", index, answer)
		}
	}
}

func TestAnObjectOutsideOfDefaultIsFoundByNothing(t *testing.T) {
	group := `{"op":"create","object":{"apiVersion":"wiring.githedgehog.com/v1beta1","kind":"SwitchGroup","metadata":{"name":"g","namespace":"other"},"spec":{}}}`
	device := `{"op":"create","object":{"apiVersion":"wiring.githedgehog.com/v1beta1","kind":"Switch","metadata":{"name":"s"},"spec":{"role":"server-leaf","groups":["g"]}}}`
	got := answers(t, group, device)
	if !got[0].Allowed || !slices.Contains(got[1].Clauses, "sw-refs") {
		t.Errorf("got %+v", got)
	}
}
