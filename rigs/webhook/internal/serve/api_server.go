package serve

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"hedgerow.rigs/webhook/internal/clauses"
	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	listTimeout = 20 * time.Second
	// longestList bounds the list of one kind, in bytes.
	longestList = 256 << 20
)

// apiServer lists the objects of a kind when a clause asks for them. A list is used again for as long as is asked for; of
// it only the objects are read anew that were admitted since. Whoever wants to rely on that sends one edit after another.
type apiServer struct {
	server string
	token  string
	client *http.Client
	keep   time.Duration
	lists  map[string]list
}

// list is what is known of a kind.
type list struct {
	objects map[string]*hedgehog.Object
	read    time.Time
	// admitted are the names of the objects that may have changed since.
	admitted map[string]bool
}

// kubeconfig is what is needed of one: the first cluster and the first user.
type kubeconfig struct {
	Clusters []struct {
		Cluster struct {
			Server        string `json:"server"`
			Authority     string `json:"certificate-authority"`
			AuthorityData []byte `json:"certificate-authority-data"`
		} `json:"cluster"`
	} `json:"clusters"`
	Users []struct {
		User struct {
			Token string `json:"token"`
		} `json:"user"`
	} `json:"users"`
}

func newAPIServer(path string, keep time.Duration) (*apiServer, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("failed to read the kubeconfig: %w", err)
	}
	var config kubeconfig
	if err := json.Unmarshal(text, &config); err != nil {
		return nil, fmt.Errorf("failed to read %s as JSON; `kubectl config view --raw -o json` converts it: %w", path, err)
	}
	if len(config.Clusters) == 0 || len(config.Users) == 0 {
		return nil, fmt.Errorf("%s has no cluster or no user", path)
	}
	cluster := config.Clusters[0].Cluster
	authority := cluster.AuthorityData
	if len(authority) == 0 {
		if authority, err = os.ReadFile(cluster.Authority); err != nil {
			return nil, fmt.Errorf("failed to read the certificate authority: %w", err)
		}
	}
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(authority) {
		return nil, errors.New("the certificate authority has no certificate")
	}
	client := &http.Client{
		Timeout:   listTimeout,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}},
	}
	return &apiServer{cluster.Server, config.Users[0].User.Token, client, keep, map[string]list{}}, nil
}

func (s *apiServer) View(use func(*clauses.View)) error {
	var failed error
	use(clauses.LoadView(func(name string) []*hedgehog.Object {
		objects, err := s.objects(name)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("failed to list kind %s: %w", name, err))
		}
		return objects
	}))
	return failed
}

func (s *apiServer) Admitted(request clauses.Request) {
	if kept, found := s.lists[request.Kind().Name]; found {
		kept.admitted[request.Name()] = true
	}
}

// objects are all of a kind.
func (s *apiServer) objects(name string) ([]*hedgehog.Object, error) {
	kind, known := hedgehog.KindNamed(name)
	if !known {
		return nil, errors.New("it is not a kind of Hedgehog")
	}
	kept, found := s.lists[name]
	if !found || time.Since(kept.read) >= s.keep {
		read := time.Now()
		objects, err := s.list(kind)
		if err != nil {
			return nil, err
		}
		kept = list{objects, read, map[string]bool{}}
		s.lists[name] = kept
	}
	for name := range kept.admitted {
		object, err := s.get(kind, name)
		if err != nil {
			return nil, err
		}
		if object == nil {
			delete(kept.objects, name)
		} else {
			kept.objects[name] = object
		}
		delete(kept.admitted, name)
	}
	return slices.Collect(maps.Values(kept.objects)), nil
}

// list reads all objects of a kind; none where its definition is not installed.
func (s *apiServer) list(kind hedgehog.Kind) (map[string]*hedgehog.Object, error) {
	var items struct {
		Items []json.RawMessage `json:"items"`
	}
	if _, err := s.read(kind, "", &items); err != nil {
		return nil, err
	}
	objects := map[string]*hedgehog.Object{}
	for _, item := range items.Items {
		// the items of a list of custom resources name their kind
		object, err := hedgehog.Read(item)
		if err != nil {
			return nil, err
		}
		objects[object.Meta.Name] = object
	}
	return objects, nil
}

// get reads one object; nil where it is not there.
func (s *apiServer) get(kind hedgehog.Kind, name string) (*hedgehog.Object, error) {
	var item json.RawMessage
	if found, err := s.read(kind, "/"+url.PathEscape(name), &item); !found {
		return nil, err
	}
	return hedgehog.Read(item)
}

// read asks for what is at a path below a kind's objects, and says whether it is there.
func (s *apiServer) read(kind hedgehog.Kind, path string, into any) (bool, error) {
	url := fmt.Sprintf("%s/apis/%s/%s/namespaces/default/%s%s", s.server, kind.Group, kind.Version, kind.Plural, path)
	asked, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return false, err
	}
	asked.Header.Set("Authorization", "Bearer "+s.token)
	answer, err := s.client.Do(asked)
	if err != nil {
		return false, err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
		return true, json.NewDecoder(io.LimitReader(answer.Body, longestList)).Decode(into)
	case http.StatusNotFound:
		// to the end, so that the connection is used again
		_, err := io.Copy(io.Discard, io.LimitReader(answer.Body, longestList))
		return false, err
	default:
		return false, fmt.Errorf("the API server answered %s", answer.Status)
	}
}
