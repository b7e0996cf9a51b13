package serve

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"hedgerow.rigs/webhook/internal/clauses"
	"hedgerow.rigs/webhook/internal/hedgehog"
)

// longestReview bounds a review, in bytes: an object may have some 1.5 MB.
const longestReview = 8 << 20

type review struct {
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Request    *request  `json:"request,omitempty"`
	Response   *response `json:"response,omitempty"`
}

type request struct {
	UID       string          `json:"uid"`
	Operation string          `json:"operation"`
	Object    json.RawMessage `json:"object"`
	OldObject json.RawMessage `json:"oldObject"`
	DryRun    bool            `json:"dryRun"`
}

type response struct {
	UID       string   `json:"uid"`
	Allowed   bool     `json:"allowed"`
	Status    *status  `json:"status,omitempty"`
	Patch     []byte   `json:"patch,omitempty"`
	PatchType string   `json:"patchType,omitempty"`
	Warnings  []string `json:"warnings,omitempty"`
}

type status struct {
	Code    int    `json:"code"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

func denied(refusals []clauses.Refusal) *response {
	var messages []string
	for _, refusal := range refusals {
		messages = append(messages, strings.TrimPrefix(refusal.Clause+": "+refusal.Message, ": "))
	}
	return &response{Status: &status{http.StatusForbidden, "Forbidden", strings.Join(messages, "; ")}}
}

func broken(err error) *response {
	return &response{Status: &status{http.StatusInternalServerError, "InternalError", err.Error()}}
}

type reviewer struct {
	config clauses.Config
	source Source
	// one review at a time: the store in memory and the cache of lists are not made for more
	turn sync.Mutex
}

func (r *reviewer) handle(decide func(*request) *response) http.HandlerFunc {
	return func(writer http.ResponseWriter, got *http.Request) {
		var asked review
		if err := json.NewDecoder(http.MaxBytesReader(writer, got.Body, longestReview)).Decode(&asked); err != nil || asked.Request == nil {
			http.Error(writer, fmt.Sprintf("not an AdmissionReview: %v", err), http.StatusBadRequest)
			return
		}
		r.turn.Lock()
		answer := decide(asked.Request)
		r.turn.Unlock()
		answer.UID = asked.Request.UID
		writer.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(writer).Encode(review{APIVersion: asked.APIVersion, Kind: asked.Kind, Response: answer})
	}
}

// configure takes another configuration of the fabric, for all reviews after it.
func (r *reviewer) configure(writer http.ResponseWriter, got *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(writer, got.Body, longestReview))
	if err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	config, err := clauses.ParseConfig(string(text))
	if err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	r.turn.Lock()
	r.config = config
	r.turn.Unlock()
}

type patch struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

// mutate answers with what defaulting makes of an object, and with all warnings: they need the object as it was sent.
func (r *reviewer) mutate(asked *request) *response {
	written, err := hedgehog.Read(asked.Object)
	if err != nil {
		return denied([]clauses.Refusal{clauses.ReadRefusal(err)})
	}
	object := written.Copy()
	clauses.SchemaDefaults(object)
	clauses.Default(object)
	wanted, err := requestOf(asked, object, written)
	if err != nil {
		return broken(err)
	}
	verdict, err := r.check(wanted)
	if err != nil {
		return broken(err)
	}
	if !object.Kind.Admitted {
		return &response{Allowed: true, Warnings: verdict.Warnings()}
	}
	patches := []patch{{"add", "/spec", object.Spec}, {"add", "/status", struct{}{}}}
	if has(asked.Object, "status") {
		patches = patches[:1]
	}
	if labels := object.Meta.Labels; labels != nil || written.Meta.Labels != nil {
		if labels == nil {
			labels = map[string]string{}
		}
		patches = append(patches, patch{"add", "/metadata/labels", labels})
	}
	text, err := json.Marshal(patches)
	if err != nil {
		return broken(err)
	}
	return &response{Allowed: true, Patch: text, PatchType: "JSONPatch", Warnings: verdict.Warnings()}
}

func has(object json.RawMessage, field string) bool {
	var fields map[string]json.RawMessage
	return json.Unmarshal(object, &fields) == nil && fields[field] != nil
}

// validate answers for an object after defaulting.
func (r *reviewer) validate(asked *request) *response {
	var object *hedgehog.Object
	if asked.Operation != "DELETE" {
		var err error
		if object, err = hedgehog.Read(asked.Object); err != nil {
			return denied([]clauses.Refusal{clauses.ReadRefusal(err)})
		}
	}
	wanted, err := requestOf(asked, object, nil)
	if err != nil {
		return broken(err)
	}
	verdict, err := r.check(wanted)
	if err != nil {
		return broken(err)
	}
	if !verdict.Allowed() {
		return denied(verdict.Refusals())
	}
	if !asked.DryRun {
		r.source.Admitted(wanted)
	}
	if wanted.Op == clauses.Delete {
		return &response{Allowed: true, Warnings: verdict.Warnings()} // nobody asked mutate
	}
	return &response{Allowed: true}
}

func requestOf(asked *request, object, written *hedgehog.Object) (clauses.Request, error) {
	wanted := clauses.Request{Op: strings.ToLower(asked.Operation), Object: object, Written: written}
	if wanted.Op != clauses.Create {
		old, err := hedgehog.Read(asked.OldObject)
		if err != nil {
			return wanted, fmt.Errorf("failed to read the stored object: %w", err)
		}
		wanted.Old = old
	}
	return wanted, nil
}

func (r *reviewer) check(wanted clauses.Request) (*clauses.Verdict, error) {
	var verdict *clauses.Verdict
	err := r.source.View(func(view *clauses.View) { verdict = clauses.Check(wanted, view, r.config) })
	return verdict, err
}
