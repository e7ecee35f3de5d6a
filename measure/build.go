package measure

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/exporter/containerimage/exptypes"
	"github.com/opencontainers/go-digest"
	"github.com/tonistiigi/fsutil"
)

// Source is what a Dockerfile is built from.
type Source struct {
	Context  string            // folder
	Ignore   []byte            // the Dockerfile's own .dockerignore, nil if it has none
	Named    map[string]string // named contexts, as `docker build --build-context` takes them; a folder as local:PATH
	Bases    map[string]*Image // images of this builder to build on, by the name that FROM has
	Target   string
	Args     map[string]string
	Platform string // "" for the builder's own
}

// ownImages is the builder's own store of images, as BuildKit is told of it.
const ownImages = "drydock"

// Built is what became of one build.
type Built struct {
	Image *Image
	// Steps is how long the steps took when they last ran, here or in an earlier build with this
	// Builder; rebuilds don't count. It is negative if one was cached before anything was measured.
	Steps time.Duration
	// Ran is how long those took that ran in this build.
	Ran time.Duration
}

// Build builds a Dockerfile. Errors are those of the build, with the end of its output.
func (b *Builder) Build(ctx context.Context, dockerfile []byte, from Source) (*Built, error) {
	return b.build(ctx, dockerfile, from, "", false)
}

// Rebuild builds a Dockerfile after an edit of a file of its context: empty lines are added to its end,
// without anything written to the folder.
func (b *Builder) Rebuild(ctx context.Context, dockerfile []byte, from Source, edited string) (*Built, error) {
	return b.build(ctx, dockerfile, from, edited, false)
}

// build builds a Dockerfile, after an edit of a file if one is named, and without the cache if that is
// asked for.
func (b *Builder) build(ctx context.Context, dockerfile []byte, from Source, edited string, noCache bool) (*Built, error) {
	folder, err := os.MkdirTemp(b.dir, "dockerfile")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if err := writeDockerfile(folder, dockerfile, from.Ignore); err != nil {
		return nil, err
	}
	options, err := b.options(folder, from, edited)
	if err != nil {
		return nil, err
	}
	if noCache {
		options.FrontendAttrs["no-cache"] = "" // all stages
	}
	response, steps, err := b.solve(ctx, options)
	if err != nil {
		if len(steps.log) > 0 {
			err = fmt.Errorf("%w\n%s", err, steps.log)
		}
		return nil, err
	}
	built := &Built{}
	took := b.took
	if edited != "" {
		took = maps.Clone(took) // it's the time of the first run that counts for later builds
	}
	built.Steps, built.Ran = steps.sum(took)
	built.Image, err = b.readImage(ctx, digest.Digest(response.ExporterResponse[exptypes.ExporterImageDigestKey]))
	return built, err
}

// solveLimit is how long an interrupted build may take to end. BuildKit's client waits five seconds for news of
// a build that never began.
const solveLimit = time.Second

// solve has BuildKit build. What an interrupted build still does isn't waited for longer than that.
func (b *Builder) solve(ctx context.Context, options client.SolveOpt) (*client.SolveResponse, *stepTimes, error) {
	type result struct {
		response *client.SolveResponse
		steps    *stepTimes
		err      error
	}
	done := make(chan result, 1)
	go func() {
		r := result{steps: &stepTimes{}}
		statuses, read := make(chan *client.SolveStatus), make(chan struct{})
		go func() {
			defer close(read)
			for s := range statuses {
				r.steps.see(s)
			}
		}()
		r.response, r.err = b.client.Solve(ctx, nil, options, statuses)
		<-read
		done <- r
	}()
	select {
	case r := <-done:
		return r.response, r.steps, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-done:
		return r.response, r.steps, r.err
	case <-time.After(solveLimit):
		return nil, &stepTimes{}, context.Cause(ctx)
	}
}

// options are what BuildKit is asked for. It gets nothing of the user's but the folders: no secret, no SSH
// agent, no credentials of registries, and no entitlement.
func (b *Builder) options(folder string, from Source, edited string) (client.SolveOpt, error) {
	options := client.SolveOpt{
		Frontend:      "dockerfile.v0",
		FrontendAttrs: from.attributes(),
		LocalMounts:   map[string]fsutil.FS{},
		Exports:       []client.ExportEntry{{Type: client.ExporterOCI, Attrs: map[string]string{"tar": "false"}, OutputStore: b.store}},
	}
	if len(from.Bases) > 0 {
		options.OCIStores = map[string]content.Store{ownImages: b.store}
	}
	folders := map[string]string{"context": from.Context, "dockerfile": folder}
	for name, source := range from.Named {
		if place, ok := strings.CutPrefix(source, "local:"); ok {
			folders["named-"+name] = place
			options.FrontendAttrs["context:"+name] = "local:named-" + name
		}
	}
	for name, place := range folders {
		files, err := fsutil.NewFS(place)
		if err != nil {
			return options, err
		}
		options.LocalMounts[name] = files
	}
	if edited != "" {
		options.LocalMounts["context"] = &editedFS{FS: options.LocalMounts["context"], name: filepath.ToSlash(edited), added: blankLines()}
	}
	return options, nil
}

// writeDockerfile writes what the front end reads beside the context.
func writeDockerfile(folder string, text, ignore []byte) error {
	if err := os.WriteFile(filepath.Join(folder, "Dockerfile"), text, 0o600); err != nil {
		return err
	}
	if ignore == nil {
		return nil
	}
	return os.WriteFile(filepath.Join(folder, "Dockerfile.dockerignore"), ignore, 0o600)
}

// attributes are the front end's options. Each is documented in BuildKit's docs/reference.
func (s Source) attributes() map[string]string {
	a := map[string]string{"filename": "Dockerfile", "target": s.Target}
	if s.Platform != "" {
		a["platform"] = s.Platform
	}
	for name, value := range s.Args {
		a["build-arg:"+name] = value
	}
	for name, source := range s.Named {
		a["context:"+name] = source
	}
	for name, image := range s.Bases {
		// The front end drops `:latest` from the names that it looks up.
		a["context:"+strings.TrimSuffix(name, ":latest")] = fmt.Sprintf("oci-layout://%s@%s", ownImages, image.Digest)
	}
	return a
}
