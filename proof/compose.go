package proof

import (
	"fmt"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// composeJudge asks compose-go, and the Dockerfiles' judge about those inside the file.
type composeJudge struct{ plain }

func (composeJudge) Read(file syntax.File) Verdict {
	if err := file.Common().Err; err != nil {
		return Verdict{Rejected: err}
	}
	return Verdict{Panic: file.(*compose.File).LoadPanic(), Converter: "compose-go"}
}

// Accept returns an error when compose-go loads the original and not the changed file, or when a
// Dockerfile inside is worse than before.
func (composeJudge) Accept(before, after syntax.File) error {
	if err := unreadable(after); err != nil {
		return err
	}
	original, changed := before.(*compose.File), after.(*compose.File)
	if err := changed.Loads(); err != nil && original.Loads() == nil {
		return fmt.Errorf("compose-go does not load the changed file: %w", err)
	}
	return eachEmbedded(original, changed, Accept)
}

// Changes returns the paths of the values that differ.
func (composeJudge) Changes(before, after syntax.File) []string {
	return yaml.Differences(before.(*compose.File).Root, after.(*compose.File).Root)
}

// SameBuild compares the builds of the Dockerfiles inside.
func (composeJudge) SameBuild(before, after syntax.File) error {
	return eachEmbedded(before.(*compose.File), after.(*compose.File), func(before, after syntax.File) error {
		return Of(before).SameBuild(before, after)
	})
}

// eachEmbedded compares the files inside two texts of a Compose file, and returns the first
// error. One that only one of them has, or that was rejected before, isn't compared.
func eachEmbedded(before, after *compose.File, compare func(before, after syntax.File) error) error {
	changed := map[string]syntax.File{}
	for _, e := range after.Embedded() {
		changed[e.Place] = e.File
	}
	for _, e := range before.Embedded() {
		now, ok := changed[e.Place]
		if !ok || Of(e.File).Read(e.File).Rejected != nil {
			continue
		}
		if err := compare(e.File, now); err != nil {
			return fmt.Errorf("%s: %w", e.Place, err)
		}
	}
	return nil
}
