package report

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestSARIF checks a report against the published schema of SARIF 2.1.0. It has a file with
// suggestions, a rejected one, an unreadable one, and non-ASCII letters.
func TestSARIF(t *testing.T) {
	look := func(path, source string) File {
		return File{Path: path, Plan: fix.New(dockerfile.Parse(path, []byte(source)), facts.Gather(nil, nil, time.Time{}, nil), config.Default(rules.All), lint.Review)}
	}
	files := []File{
		look("Dockerfile", seed.Bad),
		look("b/Dockerfile", "FROM debian\nRUNN x\n"),
		look("c/Dockerfile", "FROM debian:12\nRUN echo \"ü𝄞\" && apt-get install a"),
		{Path: "d/Dockerfile", Err: errors.New("longer than 1 byte")},
	}
	var out bytes.Buffer
	if err := SARIF(&out, slices.Values(files)); err != nil {
		t.Fatal(err)
	}
	report, err := sarif.FromBytes(out.Bytes(), sarif.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Validate(); err != nil {
		t.Fatal(err)
	}
	fixes, prints := 0, map[string]bool{}
	for _, r := range report.Runs[0].Results {
		fixes += len(r.Fixes)
		if print := r.PartialFingerprints["primaryLocationLineHash"]; print != "" {
			prints[*r.Locations[0].PhysicalLocation.ArtifactLocation.URI+print] = true
		}
	}
	if want := len(files[0].Findings()) + len(files[1].Findings()) + len(files[2].Findings()); len(prints) != want || fixes == 0 {
		t.Errorf("%d fixes; %d fingerprints for %d findings", fixes, len(prints), want)
	}
}
