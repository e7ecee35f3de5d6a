package measure

import (
	"cmp"
	"context"
	"os"
	"slices"
	"time"
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
	// measured after an edit of it.
	Edited string
	// Volumes are the places in the container where volumes are mounted.
	Volumes []string
}

// Result is what was measured of one variant.
type Result struct {
	Name  string
	Built bool
	Err   error // why it wasn't built or started; nil if it was

	Compressed, Size int64         // of the image, in bytes
	Cold             time.Duration // all steps
	Rebuild          time.Duration // the steps after an edit of a file; 0 if no file is known
	Start            Outcome       // with new volumes
	StartAgain       Outcome       // with the volumes of the unchanged image
	Differences      map[string]Difference
	// Worse says why it does worse than the unchanged Dockerfile, "" if it doesn't.
	Worse string
}

// Measure builds and starts variants of a Dockerfile, the unchanged one first. Where the context ends
// early it returns what was measured until then; the results are as many as the variants that were
// begun.
func (b *Builder) Measure(ctx context.Context, starter Starter, project Project, variants []Variant) (results []Result) {
	volumes, err := b.newVolumes(project.Volumes)
	if err != nil {
		return []Result{{Name: variants[0].Name, Err: err}}
	}
	defer removeVolumes(volumes)
	var unchanged *Image
	for _, v := range variants {
		if ctx.Err() != nil {
			return results
		}
		r, image := b.measure(ctx, starter, project, v, volumes)
		if len(results) == 0 {
			if unchanged = image; image == nil {
				return append(results, r) // nothing to compare with
			}
		} else if r.Err == nil || ctx.Err() == nil {
			r.compare(results[0], unchanged, image)
		}
		results = append(results, r)
	}
	return results
}

// measure builds and starts one variant. old are volumes that the unchanged image has filled, or fills now.
func (b *Builder) measure(ctx context.Context, starter Starter, project Project, v Variant, old map[string]string) (r Result, image *Image) {
	r.Name = v.Name
	built, err := b.Build(ctx, v.Text, project.Source)
	if err != nil {
		r.Err = err
		return r, nil
	}
	image = built.Image
	r.Built, r.Cold, r.Compressed, r.Size = true, built.Steps, image.Compressed, image.Size
	if project.Edited != "" {
		again, err := b.Rebuild(ctx, v.Text, project.Source, project.Edited)
		if err != nil {
			r.Err = err
			return r, image
		}
		r.Rebuild = again.Ran
	}
	fresh, err := b.newVolumes(project.Volumes)
	if err != nil {
		r.Err = err
		return r, image
	}
	defer removeVolumes(fresh)
	if r.Start, r.Err = Watch(ctx, starter, image, fresh); r.Err == nil && len(old) > 0 {
		r.StartAgain, r.Err = Watch(ctx, starter, image, old)
	}
	return r, image
}

// compare tells how a variant does against the unchanged Dockerfile.
func (r *Result) compare(before Result, unchanged, image *Image) {
	switch {
	case !r.Built:
		r.Worse = "it doesn't build"
	case r.Err != nil && before.Err == nil:
		r.Worse = "it doesn't start"
	case r.Err == nil && before.Err == nil:
		r.Worse = cmp.Or(r.Start.Worse(before.Start), withVolume(r.StartAgain.Worse(before.StartAgain)))
	}
	if image != nil {
		r.Differences = Differences(unchanged, image)
	}
}

func withVolume(worse string) string {
	if worse == "" {
		return ""
	}
	return worse + ", with a volume that the unchanged image made"
}

// newVolumes returns empty folders for places in a container.
func (b *Builder) newVolumes(places []string) (map[string]string, error) {
	volumes := map[string]string{}
	for _, place := range slices.Compact(slices.Sorted(slices.Values(places))) {
		folder, err := os.MkdirTemp(b.dir, "volume")
		if err != nil {
			return nil, err
		}
		volumes[place] = folder
	}
	return volumes, nil
}

func removeVolumes(volumes map[string]string) {
	for _, folder := range volumes {
		_ = os.RemoveAll(folder) // the builder's folder goes as a whole
	}
}
