package serve

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"hedgerow.rigs/webhook/internal/clauses"
	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	listTimeout = 5 * time.Second
	// longestList bounds the list of one kind, in bytes.
	longestList = 256 << 20
)

// apiServer lists the objects of a kind when a clause asks for them, once for each review.
type apiServer struct {
	server string
	token  string
	client *http.Client
	keep   time.Duration
	lists  map[string]list
}

type list struct {
	objects []*hedgehog.Object
	read    time.Time
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
	use(clauses.LoadView(func(kind string) []*hedgehog.Object {
		if kept, found := s.lists[kind]; found && time.Since(kept.read) < s.keep {
			return kept.objects
		}
		read := time.Now()
		objects, err := s.list(kind)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("failed to list kind %s: %w", kind, err))
			return nil
		}
		s.lists[kind] = list{objects, read}
		return objects
	}))
	return failed
}

func (s *apiServer) Admitted(string, *hedgehog.Object, json.RawMessage) {}

func (s *apiServer) list(name string) ([]*hedgehog.Object, error) {
	kind, known := hedgehog.KindNamed(name)
	if !known {
		return nil, errors.New("it is not a kind of Hedgehog")
	}
	url := fmt.Sprintf("%s/apis/%s/%s/namespaces/default/%s", s.server, kind.Group, kind.Version, kind.Plural)
	asked, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	asked.Header.Set("Authorization", "Bearer "+s.token)
	answer, err := s.client.Do(asked)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, nil // its definition is not installed
	default:
		return nil, fmt.Errorf("the API server answered %s", answer.Status)
	}
	var items struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, longestList)).Decode(&items); err != nil {
		return nil, err
	}
	var objects []*hedgehog.Object
	for _, item := range items.Items {
		// the items of a list of custom resources name their kind
		object, err := hedgehog.Read(item)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}
