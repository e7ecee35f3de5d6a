package measure

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/measured"
)

// Variant is a text of a Dockerfile.
type Variant struct {
	Name string
	Text []byte
}

// Project is a Dockerfile's surroundings: what it is built from and started with.
type Project struct {
	Source
	// Edited is the file of the context that people edit most, "" if none is known. A rebuild is
	// measured after an edit of it. Guessed says that the history doesn't name it.
	Edited  string
	Guessed bool
	// Folder is the context's place in the repository, for people.
	Folder string
	// Volumes are the places in the container where volumes are mounted, beside those that the image
	// declares.
	Volumes []string
	// KeepCache takes steps that were cached before anything was measured as they are. Else an image that
	// has such a step is built once more, without the cache, for its times.
	KeepCache bool
}

// Result is what was measured of one variant.
type Result struct {
	Name  string
	Built bool
	Err   error // why it wasn't built or started; nil if it was

	Compressed, Size int64         // of the image, in bytes
	Cold             time.Duration // all steps; negative if it isn't known
	Rebuild          time.Duration // the steps after an edit of a file; negative if no file is known
	Started          bool
	Start            Outcome // with new volumes
	StartAgain       Outcome // with the volumes of the unchanged image, if there are any
	// Differences are from the unchanged image, nil if they aren't known.
	Differences map[string]measured.Difference
	// Worse says why it does worse than the unchanged Dockerfile, "" if it doesn't. Kind is the same.
	Worse string
	Kind  measured.Worse
}

// Measure builds and starts variants of a Dockerfile, the unchanged one first. Without a starter nothing is
// started. Where the context ends early it returns what was measured until then; the results are as many
// as the variants that were measured.
func (b *Builder) Measure(ctx context.Context, starter Starter, project Project, variants []Variant) (results []Result) {
	s := b.begin(starter, project)
	defer s.end()
	for _, v := range variants {
		r, complete := s.measure(ctx, v)
		if !complete {
			return results
		}
		if results = append(results, r); s.unchanged == nil {
			return results // nothing to compare with
		}
	}
	return results
}

// session is the measuring of one Dockerfile's variants.
type session struct {
	*Builder
	starter   Starter
	project   Project
	images    []*Image
	unchanged *Image          // nil until it was built
	files     map[string]file // of the unchanged image, nil if they aren't known
	before    Result          // the unchanged Dockerfile's
}

func (b *Builder) begin(starter Starter, project Project) *session {
	clear(b.layers)
	return &session{Builder: b, starter: starter, project: project}
}

// end frees the disk of what was built. BuildKit keeps its own cache. What can't be removed stays until the
// builder's folder goes, and the starter is closed.
func (s *session) end() {
	_ = s.forget(context.Background(), s.images, s.project.Bases)
	if s.starter != nil {
		_ = s.starter.Forget(s.images, s.project.Bases)
	}
}

// measure builds and starts a variant, the unchanged Dockerfile first. complete is false if the context ended
// before all was measured: what a variant did then is no news about it.
func (s *session) measure(ctx context.Context, v Variant) (r Result, complete bool) {
	s.progress("%s: building", v.Name)
	r, image := s.build(ctx, v)
	if s.unchanged == nil && image != nil {
		s.unchanged, s.files = image, image.view()
		s.project.Volumes = volumesOf(s.project.Volumes, image)
		r.start(ctx, s)
		s.before = r
	} else if s.unchanged != nil {
		r.compare(ctx, s, image)
	}
	return r, ctx.Err() == nil
}

// build builds a variant, once more after an edit, and once more without the cache if that's needed.
func (s *session) build(ctx context.Context, v Variant) (r Result, image *Image) {
	r = Result{Name: v.Name, Rebuild: -1, Cold: -1}
	built, err := s.Build(ctx, v.Text, s.project.Source)
	if err != nil && ctx.Err() == nil {
		built, err = s.Build(ctx, v.Text, s.project.Source) // a registry or a mirror may fail once
	}
	if err == nil && built.Steps < 0 && !s.project.KeepCache {
		built, err = s.Builder.build(ctx, v.Text, s.project.Source, "", true)
	}
	if err != nil {
		r.Err = err
		return r, nil
	}
	image = built.Image
	s.images = append(s.images, image)
	r.Built, r.Cold, r.Compressed, r.Size = true, built.Steps, image.Compressed, image.Size
	if s.project.Edited != "" {
		s.progress("%s: building after an edit of %s", v.Name, s.project.Edited)
		again, err := s.Rebuild(ctx, v.Text, s.project.Source, s.project.Edited)
		if err != nil {
			r.Err = err
			return r, image
		}
		s.images = append(s.images, again.Image)
		r.Rebuild = again.Ran
	}
	return r, image
}

// start starts the unchanged image, again with the volumes that it has made.
func (r *Result) start(ctx context.Context, s *session) {
	if s.starter == nil || r.Err != nil {
		return
	}
	s.progress("%s: starting", r.Name)
	again := []*Image{s.unchanged}
	if len(s.project.Volumes) > 0 {
		again = append(again, s.unchanged)
	}
	outcomes, err := s.watch(ctx, again...)
	if r.Err = err; err == nil {
		r.Started, r.Start, r.StartAgain = true, outcomes[0], outcomes[len(outcomes)-1]
	}
}

// compare starts a variant and tells how it does against the unchanged Dockerfile.
func (r *Result) compare(ctx context.Context, s *session, image *Image) {
	if image != nil {
		r.Differences, _ = differences(s.files, image.view())
	}
	switch {
	case !r.Built:
		r.Worse, r.Kind = "it doesn't build", measured.DoesNotBuild
	case r.Err != nil && s.before.Rebuild >= 0:
		r.Worse, r.Kind = "it doesn't build after an edit", measured.DoesNotBuild
	case s.before.Started:
		s.progress("%s: starting", r.Name)
		r.startLike(ctx, s, image)
	}
}

// startLike starts a variant and compares what it does with what the unchanged image did. What does worse
// is tried once more, both images: programs that do now this and now that say nothing about the change.
func (r *Result) startLike(ctx context.Context, s *session, image *Image) {
	if r.startOnce(ctx, s, image); r.Worse == "" {
		return
	}
	again, err := s.watch(ctx, s.unchanged)
	if err != nil || isUnsteady(s.before.Start, again[0]) {
		r.Worse, r.Kind = "", measured.NotWorse
		return
	}
	r.startOnce(ctx, s, image)
}

func (r *Result) startOnce(ctx context.Context, s *session, image *Image) {
	r.Started, r.Worse, r.Kind = false, "", measured.NotWorse
	outcomes, err := s.watch(ctx, image)
	if r.Err = err; err != nil {
		r.Worse, r.Kind = "it doesn't start", measured.DoesNotStart
		return
	}
	r.Started, r.Start = true, outcomes[0]
	if r.Worse, r.Kind = r.Start.Worse(s.before.Start); r.Worse != "" || len(s.project.Volumes) == 0 {
		return
	}
	if outcomes, err = s.watch(ctx, s.unchanged, image); err != nil {
		r.Err = err
		return
	}
	r.StartAgain = outcomes[1]
	if r.Worse, r.Kind = r.StartAgain.Worse(s.before.StartAgain); r.Worse != "" {
		r.Worse, r.Kind = r.Worse+", with a volume that the unchanged image made", measured.FailsWithData
	}
}

// isUnsteady reports whether two starts of the same image differ.
func isUnsteady(once, again Outcome) bool {
	why, _ := again.Worse(once)
	whyNot, _ := once.Worse(again)
	return why != "" || whyNot != "" || once.Stays != again.Stays
}

// watch starts images one after the other, with the same volumes, new at first.
func (s *session) watch(ctx context.Context, images ...*Image) (outcomes []Outcome, err error) {
	volumes := map[string]string{}
	defer func() {
		for _, name := range volumes {
			err = errors.Join(err, s.starter.RemoveVolume(name))
		}
	}()
	for _, place := range s.project.Volumes {
		if volumes[place], err = s.starter.NewVolume(ctx); err != nil {
			return nil, err
		}
	}
	for _, image := range images {
		o, err := Watch(ctx, s.starter, image, volumes)
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}

// maxVolumes is how many volumes a container gets.
const maxVolumes = 8

// volumesOf returns the places of a container's volumes: those that the repository mounts, and those that
// the image declares.
func volumesOf(mounted []string, image *Image) (places []string) {
	places = slices.Clone(mounted)
	for place := range image.Config.Volumes {
		places = append(places, place)
	}
	places = slices.DeleteFunc(places, func(place string) bool {
		// Docker's own syntax for mounts gives these a meaning.
		return !strings.HasPrefix(place, "/") || strings.Trim(place, "/.") == "" || strings.ContainsAny(place, ",:\"\n\r")
	})
	slices.Sort(places)
	places = slices.Compact(places)
	return places[:min(len(places), maxVolumes)]
}
