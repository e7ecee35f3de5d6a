package githubtest

import (
	"errors"
	"os"
	"testing"
)

// Check makes a test fail if a request or an answer doesn't match GitHub's API descriptions. If
// they are missing, the test only logs that; in CI it fails.
func (s *Server) Check(t testing.TB) {
	t.Helper()
	schemas, err := LoadSchemas()
	if err != nil {
		if os.Getenv("CI") == "" && errors.Is(err, ErrNoSchemas) {
			t.Log(err)
			return
		}
		t.Fatal(err)
	}
	s.Schemas = schemas
	t.Cleanup(func() {
		for _, problem := range s.Problems() {
			t.Error(problem)
		}
	})
}
