package serve

import "hedgerow.rigs/webhook/internal/clauses"

// Source knows the objects that are stored.
type Source interface {
	// View lends the objects as they are now; an error says that some could not be read.
	View(use func(*clauses.View)) error
	// Admitted is told of each request that was allowed and is about to be stored.
	Admitted(request clauses.Request)
}

// Memory takes what was admitted as stored: for tests without an API server.
type Memory struct{ view *clauses.View }

// NewMemory is a Memory of nothing.
func NewMemory() *Memory { return &Memory{clauses.NewView()} }

// View lends all that was admitted.
func (s *Memory) View(use func(*clauses.View)) error {
	use(s.view)
	return nil
}

// Admitted keeps the object, or forgets it.
func (s *Memory) Admitted(request clauses.Request) {
	if request.Op == clauses.Delete {
		s.view.Remove(request.Kind().Name, request.Name())
	} else {
		s.view.Put(request.Object)
	}
}
