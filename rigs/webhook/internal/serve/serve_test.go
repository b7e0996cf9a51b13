package serve

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hedgerow.rigs/webhook/internal/clauses"
	"hedgerow.rigs/webhook/internal/hedgehog"
)

func object(kind, name, spec string) string {
	return `{"apiVersion":"vpc.githedgehog.com/v1beta1","kind":"` + kind + `","metadata":{"name":"` + name + `","namespace":"default"},"spec":` + spec + `}`
}

// ask sends a review to a handler; object and old are manifests or empty.
func ask(t *testing.T, handler http.Handler, path, operation, object, old string, dryRun bool) response {
	t.Helper()
	asked := map[string]any{"uid": "u-1", "operation": operation, "dryRun": dryRun}
	if object != "" {
		asked["object"] = json.RawMessage(object)
	}
	if old != "" {
		asked["oldObject"] = json.RawMessage(old)
	}
	body, err := json.Marshal(map[string]any{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": asked})
	if err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body)))
	var got review
	if err := json.Unmarshal(recorder.Body.Bytes(), &got); err != nil {
		t.Fatalf("%s: %v", recorder.Body, err)
	}
	if got.APIVersion != "admission.k8s.io/v1" || got.Kind != "AdmissionReview" || got.Response.UID != "u-1" {
		t.Errorf("not the answer to the review: %s", recorder.Body)
	}
	return *got.Response
}

func inMemory() http.Handler { return Handler(clauses.InstallerDefaults(), NewMemory()) }

func TestMutationPatchesWhatDefaultingChanges(t *testing.T) {
	got := ask(t, inMemory(), mutatePath, "CREATE", object("External", "e", `{}`), "", false)
	wanted := `[{"op":"add","path":"/spec","value":{"ipv4Namespace":"default"}},{"op":"add","path":"/status","value":{}},` +
		`{"op":"add","path":"/metadata/labels","value":{"fabric.githedgehog.com/ipv4ns":"default"}}]`
	if !got.Allowed || got.PatchType != "JSONPatch" || string(got.Patch) != wanted {
		t.Errorf("got %+v with %s", got, got.Patch)
	}
}

func TestMutationCarriesTheWarnings(t *testing.T) {
	written := `{"apiVersion":"wiring.githedgehog.com/v1beta1","kind":"VLANNamespace","metadata":{"name":"v","namespace":"default"},"spec":{"ranges":[{"from":5000}]}}`
	if got := ask(t, inMemory(), mutatePath, "CREATE", written, "", false); !got.Allowed || len(got.Warnings) != 1 || got.Warnings[0] != "vlanns-range" {
		t.Errorf("got %+v", got)
	}
}

func TestAKindWithoutWebhookIsOnlyWarnedOf(t *testing.T) {
	group := `{"apiVersion":"wiring.githedgehog.com/v1beta1","kind":"SwitchGroup","metadata":{"name":"g","namespace":"other"},"spec":{}}`
	got := ask(t, inMemory(), mutatePath, "CREATE", group, "", false)
	if !got.Allowed || got.Patch != nil || len(got.Warnings) != 1 || got.Warnings[0] != "meta-namespace" {
		t.Errorf("got %+v", got)
	}
}

func TestADeletionCarriesTheWarnings(t *testing.T) {
	wiring := func(kind, name, spec string) string {
		return `{"apiVersion":"wiring.githedgehog.com/v1beta1","kind":"` + kind + `","metadata":{"name":"` + name + `","namespace":"default"},"spec":` + spec + `}`
	}
	group := wiring("SwitchGroup", "g", `{}`)
	stored := NewMemory()
	for _, text := range []string{group, wiring("Switch", "s", `{"groups":["g"]}`)} {
		object, err := hedgehog.Read([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		stored.Admitted(clauses.Request{Op: clauses.Create, Object: object})
	}
	got := ask(t, Handler(clauses.InstallerDefaults(), stored), validatePath, "DELETE", "", group, false)
	if !got.Allowed || len(got.Warnings) != 1 || got.Warnings[0] != "sw-delete" {
		t.Errorf("got %+v", got)
	}
}

func TestAnotherConfigurationHoldsFromThenOn(t *testing.T) {
	handler := inMemory()
	configure := func(config string) int {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, configurePath, strings.NewReader(config)))
		return recorder.Code
	}
	group := `{"apiVersion":"gateway.githedgehog.com/v1alpha1","kind":"GatewayGroup","metadata":{"name":"g","namespace":"default"},"spec":{}}`
	if got := ask(t, handler, validatePath, "CREATE", group, "", true); got.Allowed {
		t.Error("a gateway is on")
	}
	if code := configure(`{"gatewayEnabled":true}`); code != http.StatusOK {
		t.Errorf("got %d", code)
	}
	if got := ask(t, handler, validatePath, "CREATE", group, "", true); !got.Allowed {
		t.Errorf("got %+v", got.Status)
	}
	if code := configure(`{"unknown":true}`); code != http.StatusBadRequest {
		t.Errorf("got %d", code)
	}
}

func TestANumberThatDoesNotDecodeIsRefusedBeforeDefaulting(t *testing.T) {
	got := ask(t, inMemory(), mutatePath, "CREATE", object("VPC", "v", `{"subnets":{"a":{"vlan":65536}}}`), "", false)
	if got.Allowed || !strings.HasPrefix(got.Status.Message, "meta-integer-range: ") {
		t.Errorf("got %+v", got)
	}
}

func TestValidationNamesEachClause(t *testing.T) {
	got := ask(t, inMemory(), validatePath, "CREATE", object("External", "much-too-long", `{"ipv4Namespace":"missing"}`), "", false)
	if got.Allowed || got.Status.Code != http.StatusForbidden ||
		!strings.HasPrefix(got.Status.Message, "ext-name: ") || !strings.Contains(got.Status.Message, "; ext-ns: ") {
		t.Errorf("got %+v %+v", got, got.Status)
	}
}

func TestWithoutAnAPIServerWhatWasAdmittedIsStored(t *testing.T) {
	handler := inMemory()
	namespace := object("IPv4Namespace", "one", `{"subnets":["10.64.0.0/16"]}`)
	external := object("External", "e", `{"ipv4Namespace":"one"}`)
	if got := ask(t, handler, validatePath, "CREATE", namespace, "", true); !got.Allowed {
		t.Errorf("got %+v", got)
	}
	if got := ask(t, handler, validatePath, "CREATE", external, "", false); got.Allowed {
		t.Error("a dry run was stored")
	}
	ask(t, handler, validatePath, "CREATE", namespace, "", false)
	if got := ask(t, handler, validatePath, "CREATE", external, "", false); !got.Allowed {
		t.Errorf("got %+v", got.Status)
	}
	if got := ask(t, handler, validatePath, "DELETE", "", namespace, false); got.Allowed {
		t.Error("what an External names was deleted")
	}
	ask(t, handler, validatePath, "DELETE", "", external, false)
	if got := ask(t, handler, validatePath, "DELETE", "", namespace, false); !got.Allowed {
		t.Errorf("got %+v", got.Status)
	}
}

// fakeAPI answers lists of one kind as an API server does, and counts how often it is asked.
type fakeAPI struct {
	items  []string
	status int
	asked  int
}

func (f *fakeAPI) ServeHTTP(writer http.ResponseWriter, got *http.Request) {
	f.asked++
	if got.Header.Get("Authorization") != "Bearer t" {
		writer.WriteHeader(http.StatusUnauthorized)
		return
	}
	name, found := strings.CutPrefix(got.URL.Path, "/apis/vpc.githedgehog.com/v1beta1/namespaces/default/ipv4namespaces")
	if !found {
		writer.WriteHeader(http.StatusNotFound)
		return
	}
	if name == "" {
		writer.WriteHeader(f.status)
		_, _ = writer.Write([]byte(`{"items":[` + strings.Join(f.items, ",") + `]}`))
		return
	}
	for _, item := range f.items {
		if strings.Contains(item, `"name":"`+name[1:]+`"`) {
			_, _ = writer.Write([]byte(item))
			return
		}
	}
	writer.WriteHeader(http.StatusNotFound)
}

func overAPI(t *testing.T, fake *fakeAPI, keep time.Duration) http.Handler {
	t.Helper()
	server := httptest.NewTLSServer(fake)
	t.Cleanup(server.Close)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	text, err := json.Marshal(map[string]any{
		"clusters": []any{map[string]any{"cluster": map[string]any{"server": server.URL, "certificate-authority-data": authority}}},
		"users":    []any{map[string]any{"user": map[string]any{"token": "t"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	source, err := newAPIServer(path, keep)
	if err != nil {
		t.Fatal(err)
	}
	return Handler(clauses.InstallerDefaults(), source)
}

func TestTheAPIServersObjectsAreThoseOfTheMoment(t *testing.T) {
	fake := &fakeAPI{status: http.StatusOK}
	handler := overAPI(t, fake, 0)
	external := object("External", "e", `{"ipv4Namespace":"one"}`)
	if got := ask(t, handler, validatePath, "CREATE", external, "", false); got.Allowed {
		t.Error("what does not exist is found")
	}
	fake.items = []string{object("IPv4Namespace", "one", `{"subnets":["10.64.0.0/16"]}`)}
	if got := ask(t, handler, validatePath, "CREATE", external, "", false); !got.Allowed {
		t.Errorf("got %+v", got.Status)
	}
}

func TestAListIsUsedAgainForAsLongAsIsAskedFor(t *testing.T) {
	fake := &fakeAPI{status: http.StatusOK}
	handler := overAPI(t, fake, time.Hour)
	for range 3 {
		ask(t, handler, validatePath, "CREATE", object("External", "e", `{}`), "", false)
	}
	if fake.asked != 1 {
		t.Errorf("asked %d times", fake.asked)
	}
}

func TestAnObjectThatWasAdmittedIsReadAnew(t *testing.T) {
	fake := &fakeAPI{status: http.StatusOK}
	handler := overAPI(t, fake, time.Hour)
	namespace := object("IPv4Namespace", "one", `{"subnets":["10.64.0.0/16"]}`)
	external := object("External", "e", `{"ipv4Namespace":"one"}`)
	is := func(allowed bool) {
		t.Helper()
		if got := ask(t, handler, validatePath, "CREATE", external, "", true); got.Allowed != allowed {
			t.Errorf("got %+v %+v", got, got.Status)
		}
	}
	is(false)
	ask(t, handler, validatePath, "CREATE", namespace, "", false)
	is(false) // it was refused after all
	fake.items = []string{namespace}
	is(false)
	ask(t, handler, validatePath, "UPDATE", namespace, namespace, false)
	is(true)
	ask(t, handler, validatePath, "DELETE", "", namespace, false)
	fake.items = nil
	is(false)
}

func TestAListThatCannotBeReadRefusesWithoutAClause(t *testing.T) {
	handler := overAPI(t, &fakeAPI{status: http.StatusInternalServerError}, 0)
	got := ask(t, handler, validatePath, "CREATE", object("External", "e", `{}`), "", false)
	if got.Allowed || got.Status.Code != http.StatusInternalServerError {
		t.Errorf("got %+v", got.Status)
	}
}

func TestADefinitionThatIsNotInstalledHasNoObjects(t *testing.T) {
	handler := overAPI(t, &fakeAPI{status: http.StatusNotFound}, 0)
	got := ask(t, handler, validatePath, "CREATE", object("External", "e", `{"ipv4Namespace":"one"}`), "", false)
	if got.Allowed || !strings.HasPrefix(got.Status.Message, "ext-ns: ") {
		t.Errorf("got %+v", got.Status)
	}
}
