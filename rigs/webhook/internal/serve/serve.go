// Package serve is the admission webhook over HTTPS.
package serve

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"hedgerow.rigs/webhook/internal/clauses"
)

// Options of the server.
type Options struct {
	Config            clauses.Config
	Listen            string
	Kubeconfig        string
	Cache             time.Duration
	ReadyFile         string
	ConfigurationFile string
	UntilStdinCloses  bool
}

const (
	mutatePath    = "/mutate"
	validatePath  = "/validate"
	configurePath = "/configure"
	readTimeout   = 10 * time.Second
)

// Run serves until a signal comes, or until standard input ends if that is asked for.
func Run(options Options) error {
	certificate, authority, err := selfSigned()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", options.Listen)
	if err != nil {
		return fmt.Errorf("failed to listen: %w", err)
	}
	source, err := sourceOf(options)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           Handler(options.Config, source),
		TLSConfig:         certificate,
		ReadHeaderTimeout: readTimeout,
		ReadTimeout:       readTimeout,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ServeTLS(listener, "", "") }()
	url := "https://" + listener.Addr().String()
	if err := announce(options, url, authority); err != nil {
		return err
	}
	select {
	case err := <-failed:
		return fmt.Errorf("failed to serve: %w", err)
	case <-stop(options.UntilStdinCloses):
	}
	_ = os.Remove(options.ReadyFile)
	return server.Close()
}

// Handler answers reviews. Requests are decided one after another.
func Handler(config clauses.Config, source Source) http.Handler {
	reviewer := &reviewer{config: config, source: source}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+mutatePath, reviewer.handle(reviewer.mutate))
	mux.HandleFunc("POST "+validatePath, reviewer.handle(reviewer.validate))
	mux.HandleFunc("POST "+configurePath, reviewer.configure)
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	return mux
}

func sourceOf(options Options) (Source, error) {
	if options.Kubeconfig == "" {
		return NewMemory(), nil
	}
	return newAPIServer(options.Kubeconfig, options.Cache)
}

func announce(options Options, url string, authority []byte) error {
	configurations := Configurations(url, authority)
	if options.ConfigurationFile != "" {
		if err := writeJSON(options.ConfigurationFile, configurations); err != nil {
			return err
		}
	}
	if options.ReadyFile != "" {
		return writeJSON(options.ReadyFile, map[string]any{"url": url, "authority": string(authority), "configurations": configurations})
	}
	fmt.Fprintln(os.Stderr, "serving on", url)
	return nil
}

// writeJSON makes a whole file appear at once.
func writeJSON(path string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	partial, err := os.CreateTemp(filepath.Dir(path), ".partial-*")
	if err != nil {
		return fmt.Errorf("failed to write %s: %w", path, err)
	}
	_, err = partial.Write(append(text, '\n'))
	if closed := partial.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(partial.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("failed to write %s: %w", path, err)
	}
	return nil
}

func stop(untilStdinCloses bool) <-chan struct{} {
	stopped := make(chan struct{}, 2)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() { <-signals; stopped <- struct{}{} }()
	if untilStdinCloses {
		go func() { _, _ = io.Copy(io.Discard, os.Stdin); stopped <- struct{}{} }()
	}
	return stopped
}
