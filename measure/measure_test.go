package measure

import (
	"archive/tar"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/moby/buildkit/client"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// buildText builds an image that is known by the Dockerfile's text. A text with "broken" doesn't build, one
// with "VOLUME" declares a volume.
func buildText(_ context.Context, text string, opt client.SolveOpt) (fakeImage, []client.Vertex, error) {
	text = strings.TrimSpace(text)
	if strings.Contains(text, "broken") {
		return fakeImage{}, nil, errors.New("exit code: 1")
	}
	i := fakeImage{config: ocispec.ImageConfig{Labels: map[string]string{"text": text}}, layers: [][]tar.Header{files("base"), files("app/text " + text)}}
	if strings.Contains(text, "VOLUME") {
		i.config.Volumes = map[string]struct{}{"/data": {}}
	}
	seconds := 4
	if _, edited := opt.LocalMounts["context"].(*editedFS); edited {
		seconds = 1
	}
	return i, []client.Vertex{ran("[1/1] RUN "+text, seconds)}, nil
}

// variants returns texts as variants, named for themselves.
func variants(texts ...string) (all []Variant) {
	for _, text := range texts {
		all = append(all, Variant{Name: text, Text: []byte(text)})
	}
	return all
}

// does returns a starter whose programs end with 0 at once, or as the texts say: "dies" ends with 1, "stays"
// stays and stops at once.
func does() *fakeStarter {
	return &fakeStarter{start: func(i *Image, _ map[string]string) (program, error) {
		text := i.Config.Labels["text"]
		c := program{stopsIn: 1}
		if !strings.Contains(text, "stays") {
			c.endsIn = 1
		}
		if strings.Contains(text, "dies") {
			c.code = 1
		}
		if strings.Contains(text, "nostart") {
			return program{}, errors.New("no such program")
		}
		return c, nil
	}}
}

// TestMeasure checks what is told of variants against the unchanged Dockerfile.
func TestMeasure(t *testing.T) {
	for name, test := range map[string]struct {
		texts []string
		want  []measured.Worse
	}{
		"nothing changes":                   {[]string{"a", "b"}, []measured.Worse{0, measured.NotWorse}},
		"one doesn't build":                 {[]string{"a", "broken", "b"}, []measured.Worse{0, measured.DoesNotBuild, measured.NotWorse}},
		"one ends otherwise":                {[]string{"a", "dies"}, []measured.Worse{0, measured.EndsOtherwise}},
		"one ends that stayed":              {[]string{"a stays", "b"}, []measured.Worse{0, measured.EndsOtherwise}},
		"one doesn't start":                 {[]string{"a", "nostart"}, []measured.Worse{0, measured.DoesNotStart}},
		"a program that needs what we lack": {[]string{"dies", "b dies"}, []measured.Worse{0, measured.NotWorse}},
		"what doesn't start as it is":       {[]string{"nostart", "dies"}, []measured.Worse{0, measured.NotWorse}},
		"what doesn't build as it is":       {[]string{"broken", "b"}, []measured.Worse{0}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := does()
			b := testBuilder(t, buildText)
			results := b.Measure(t.Context(), s, Project{Source: Source{Context: t.TempDir()}, Edited: "a"}, variants(test.texts...))
			var got []measured.Worse
			for _, r := range results {
				got = append(got, r.Kind)
				if r.Built && (r.Cold != 4*time.Second || r.Rebuild != time.Second || r.Size == 0 || r.Compressed == 0) {
					t.Errorf("%s: %+v", name, r)
				}
			}
			if !slices.Equal(got, test.want) || s.running != 0 {
				t.Errorf("%s: %v, want %v; %d still running", name, got, test.want, s.running)
			}
		})
	}
}

// TestDifferencesOfVariants checks that a variant's files are compared with those of the unchanged image.
func TestDifferencesOfVariants(t *testing.T) {
	b := testBuilder(t, buildText)
	results := b.Measure(t.Context(), nil, Project{Source: Source{Context: t.TempDir()}}, variants("a", "b"))
	want := map[string]measured.Difference{"/app": {Added: 1, Removed: 1}}
	if len(results) != 2 || !maps.Equal(results[1].Differences, want) || results[1].Started || results[1].Rebuild >= 0 {
		t.Errorf("%+v", results)
	}
}

// TestOldVolumes checks that a variant is also started with a volume that the unchanged image made, a new one
// for each, and that no volume is left.
func TestOldVolumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		owner := map[string]string{} // who wrote to a volume first
		s := does()
		s.start = func(i *Image, volumes map[string]string) (program, error) {
			text, volume := i.Config.Labels["text"], volumes["/data"]
			if owner[volume] == "" {
				owner[volume] = text
			}
			c := program{endsIn: 1}
			if text == "VOLUME user" && owner[volume] != text {
				c.code = 13 // the files are root's
			}
			return c, nil
		}
		b := testBuilder(t, buildText)
		results := b.Measure(t.Context(), s, Project{Source: Source{Context: t.TempDir()}}, variants("VOLUME", "VOLUME user", "VOLUME root"))
		if len(results) != 3 || results[1].Kind != measured.FailsWithData || !strings.Contains(results[1].Worse, "exit code 13, not 0, with a volume") || results[2].Worse != "" {
			t.Errorf("%+v", results)
		}
		if len(s.volumes) > 0 || s.made < 5 {
			t.Errorf("volumes left: %v of %d", s.volumes, s.made)
		}
	})
}

// TestUnsteadyPrograms checks that nothing is said against a variant if the unchanged program does now this
// and now that, or if the variant fails only once.
func TestUnsteadyPrograms(t *testing.T) {
	for name, codes := range map[string]map[string][]int{
		"the unchanged program":         {"a": {0, 1, 0}, "b": {1, 1, 1}},
		"the variant, once":             {"a": {0, 0, 0}, "b": {1, 0}},
		"the variant fails both times!": {"a": {0, 0, 0}, "b": {1, 1}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := does()
			s.start = func(i *Image, _ map[string]string) (program, error) {
				text := i.Config.Labels["text"]
				c := program{endsIn: 1, code: codes[text][0]}
				codes[text] = codes[text][1:]
				return c, nil
			}
			results := testBuilder(t, buildText).Measure(t.Context(), s, Project{Source: Source{Context: t.TempDir()}}, variants("a", "b"))
			if worse := results[1].Worse != ""; worse != strings.HasSuffix(name, "!") {
				t.Errorf("%s: %q", name, results[1].Worse)
			}
		})
	}
}

// TestInterrupted checks that what was measured until an interrupt is returned, and nothing else.
func TestInterrupted(t *testing.T) {
	for _, until := range []int{0, 1, 2} {
		ctx, cancel := context.WithCancel(t.Context())
		builds := 0
		b := testBuilder(t, func(ctx context.Context, text string, opt client.SolveOpt) (fakeImage, []client.Vertex, error) {
			if builds++; builds > until {
				cancel()
				return fakeImage{}, nil, ctx.Err()
			}
			return buildText(ctx, text, opt)
		})
		results := b.Measure(ctx, nil, Project{Source: Source{Context: t.TempDir()}}, variants("a", "b", "c"))
		if len(results) != until {
			t.Errorf("after %d builds there are %d results", until, len(results))
		}
		cancel()
	}
}

// TestColdTimes checks that an image is built without the cache if a step's time isn't known, unless the
// caller wants to keep it.
func TestColdTimes(t *testing.T) {
	for _, keep := range []bool{false, true} {
		builds := 0
		b := testBuilder(t, func(_ context.Context, _ string, opt client.SolveOpt) (fakeImage, []client.Vertex, error) {
			builds++
			if _, noCache := opt.FrontendAttrs["no-cache"]; noCache {
				return fakeImage{}, []client.Vertex{ran("[1/1] RUN a", 7)}, nil
			}
			return fakeImage{}, []client.Vertex{cached("[1/1] RUN a")}, nil
		})
		results := b.Measure(t.Context(), nil, Project{Source: Source{Context: t.TempDir()}, KeepCache: keep}, variants("a"))
		want := map[bool]time.Duration{false: 7 * time.Second, true: -1}[keep]
		if results[0].Cold != want || builds != map[bool]int{false: 2, true: 1}[keep] {
			t.Errorf("keep %v: %s after %d builds", keep, results[0].Cold, builds)
		}
	}
}

// TestFlakyNetwork checks that nothing is said of a build that fails once.
func TestFlakyNetwork(t *testing.T) {
	builds := map[string]int{}
	b := testBuilder(t, func(ctx context.Context, text string, opt client.SolveOpt) (fakeImage, []client.Vertex, error) {
		if builds[text]++; builds[text] == 1 {
			return fakeImage{}, nil, errors.New("the mirror doesn't answer")
		}
		return buildText(ctx, text, opt)
	})
	results := b.Measure(t.Context(), nil, Project{Source: Source{Context: t.TempDir()}}, variants("a", "b"))
	if len(results) != 2 || !results[0].Built || results[1].Worse != "" {
		t.Errorf("%+v", results)
	}
}

// TestSameSteps checks that a step that two variants share has the same time in both, whatever it took after
// an edit.
func TestSameSteps(t *testing.T) {
	built := false
	b := testBuilder(t, func(_ context.Context, _ string, opt client.SolveOpt) (fakeImage, []client.Vertex, error) {
		step := cached("[1/1] RUN a")
		if _, edited := opt.LocalMounts["context"].(*editedFS); edited {
			step = ran("[1/1] RUN a", 9)
		} else if !built {
			built, step = true, ran("[1/1] RUN a", 4)
		}
		return fakeImage{}, []client.Vertex{step}, nil
	})
	results := b.Measure(t.Context(), nil, Project{Source: Source{Context: t.TempDir()}, Edited: "a"}, variants("a", "b"))
	for _, r := range results {
		if r.Cold != 4*time.Second || r.Rebuild != 9*time.Second {
			t.Errorf("%s: %s, %s", r.Name, r.Cold, r.Rebuild)
		}
	}
}

// target returns a target with a suggestion for each line that replaces it.
func target(t *testing.T, lines ...string) Target {
	source := strings.Repeat("a\n", len(lines))
	document := syntax.NewDocument("Dockerfile", []byte(source))
	plan := &fix.Plan{File: &document}
	for i, line := range lines {
		plan.Suggestions = append(plan.Suggestions, fix.Suggestion{StartLine: i + 1, EndLine: i + 1, Replacement: line, Rules: []string{"rule"}})
	}
	return Target{Path: "Dockerfile", Plan: plan, Project: Project{Source: Source{Context: t.TempDir()}, Folder: "."}}
}

// TestMeasureFile checks that all suggestions together are those that do no worse alone.
func TestMeasureFile(t *testing.T) {
	for name, test := range map[string]struct {
		suggestions []string
		all         string // the text with all of them, "" if it's not measured
		started     int
	}{
		"all are good":  {[]string{"b", "c"}, "b\nc", 4},
		"one is worse":  {[]string{"b", "dies", "c"}, "b\na\nc", 7}, // a worse one is tried twice, and what it's compared with once more
		"one is good":   {[]string{"b", "broken"}, "b\na", 2},       // it isn't measured twice
		"none is good":  {[]string{"broken", "broken"}, "", 1},
		"there is none": {nil, "", 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := does()
			f := testBuilder(t, buildText).MeasureFile(t.Context(), s, target(t, test.suggestions...))
			if f.Problem != "" || f.Before == nil || len(f.Suggestions) != len(test.suggestions) || (f.All != nil) != (test.all != "") {
				t.Fatalf("%s: %+v", name, f)
			}
			if len(s.started) != test.started || test.all != "" && !slices.Contains(s.started, test.all) {
				t.Errorf("%s: started %q", name, s.started)
			}
		})
	}
}

// TestFileThatDoesNotBuild checks that nothing is compared with a Dockerfile that doesn't build as it is.
func TestFileThatDoesNotBuild(t *testing.T) {
	b := testBuilder(t, func(context.Context, string, client.SolveOpt) (fakeImage, []client.Vertex, error) {
		return fakeImage{}, nil, errors.New("exit code: 1")
	})
	f := b.MeasureFile(t.Context(), does(), target(t, "b"))
	if f.Before.Builds || len(f.Suggestions) > 0 || f.All != nil || !strings.Contains(f.Problem, "doesn't build as it is, so nothing is compared: exit code: 1") {
		t.Errorf("%+v", f)
	}
}

// TestInterruptedFile checks that a file says which suggestions were measured before a limit was reached.
func TestInterruptedFile(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	builds := 0
	b := testBuilder(t, func(ctx context.Context, text string, opt client.SolveOpt) (fakeImage, []client.Vertex, error) {
		if builds++; builds == 3 {
			cancel(errors.New("the time limit is over"))
		}
		return buildText(ctx, text, opt)
	})
	if f := b.MeasureFile(ctx, nil, target(t, "b", "c", "d")); len(f.Suggestions) != 1 || f.All != nil || f.Problem != "" {
		t.Errorf("%+v", f)
	}
	if f := b.MeasureFile(ctx, nil, target(t, "b")); f.Before != nil || f.Problem != "not measured: the time limit is over" {
		t.Errorf("%+v", f)
	}
}

// TestReport checks that the figures alone have no text but hashes.
func TestReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := target(t, "b", "dies")
		f := testBuilder(t, buildText).MeasureFile(t.Context(), does(), x)
		d := measured.Details{Version: 1, Files: []measured.FileDetails{f, {Path: "other", Problem: "unknown"}}, Incomplete: true}
		r := d.Report()
		if r.Version != 1 || !r.Incomplete || len(r.Files) != 1 {
			t.Fatalf("%+v", r)
		}
		got := r.Files[0]
		if got.Hash != measured.HashOfFile("Dockerfile", x.Plan.File.Source) || got.Before != f.Before.Figures || *got.All != f.All.Figures ||
			got.Suggestions[0].Hash != measured.HashOf("Dockerfile", x.Plan.Suggestions[0]) || got.Suggestions[1].Worse != measured.EndsOtherwise || got.Before.Stop != -1 || got.Before.Rebuild != -1 {
			t.Errorf("%+v", got)
		}
	})
}
