package measure

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/exporter/containerimage/exptypes"
	"github.com/opencontainers/go-digest"
	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"
)

// Source is what a Dockerfile is built from.
type Source struct {
	Context  string            // folder
	Ignore   []byte            // the Dockerfile's own .dockerignore, nil if it has none
	Named    map[string]string // named contexts, as `docker build --build-context` takes them
	Bases    map[string]*Image // images of this builder to build on, by the name that FROM has
	Target   string
	Args     map[string]string
	Platform string // "" for the builder's own
}

// maxLog is how many bytes of a failed build's output its error has.
const maxLog = 4 << 10

// ownImages is the builder's own store of images, as BuildKit is told of it.
const ownImages = "drydock"

// Built is what became of one build.
type Built struct {
	Image *Image
	// Steps is how long the steps took when they last ran, here or in an earlier build with this
	// builder.
	Steps time.Duration
	// Ran is how long those took that ran in this build.
	Ran time.Duration
}

// Build builds a Dockerfile. Errors are those of the build.
func (b *Builder) Build(ctx context.Context, dockerfile []byte, from Source) (*Built, error) {
	return b.build(ctx, dockerfile, from, "")
}

// Rebuild builds a Dockerfile again after an edit of a file of its context: lines are added to its end, without
// anything written to the folder.
func (b *Builder) Rebuild(ctx context.Context, dockerfile []byte, from Source, edited string) (*Built, error) {
	return b.build(ctx, dockerfile, from, edited)
}

func (b *Builder) build(ctx context.Context, dockerfile []byte, from Source, edited string) (*Built, error) {
	folder, err := os.MkdirTemp(b.dir, "dockerfile")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if err := writeDockerfile(folder, dockerfile, from.Ignore); err != nil {
		return nil, err
	}
	files, err := fsutil.NewFS(from.Context)
	if err != nil {
		return nil, err
	}
	if edited != "" {
		b.edits++
		files = &editedFS{FS: files, name: filepath.ToSlash(edited), added: strings.Repeat("\n", b.edits)}
	}
	own, err := fsutil.NewFS(folder)
	if err != nil {
		return nil, err
	}
	options := client.SolveOpt{
		Frontend:      "dockerfile.v0",
		FrontendAttrs: from.attributes(),
		LocalMounts:   map[string]fsutil.FS{"context": files, "dockerfile": own},
		OCIStores:     map[string]content.Store{ownImages: b.store},
		Exports:       []client.ExportEntry{{Type: client.ExporterOCI, Attrs: map[string]string{"tar": "false"}, OutputStore: b.store}},
	}
	for name, source := range from.Named {
		if folder, ok := strings.CutPrefix(source, "local:"); ok {
			if options.LocalMounts[name], err = fsutil.NewFS(folder); err != nil {
				return nil, err
			}
			options.FrontendAttrs["context:"+name] = "local:" + name
		}
	}
	steps := &stepTimes{}
	statuses, read := make(chan *client.SolveStatus), make(chan struct{})
	go func() {
		defer close(read)
		for s := range statuses {
			steps.see(s)
		}
	}()
	response, err := b.client.Solve(ctx, nil, options, statuses)
	<-read
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, steps.log)
	}
	built := &Built{}
	built.Steps, built.Ran = steps.sum(b.took)
	built.Image, err = readImage(ctx, b.store, digest.Digest(response.ExporterResponse[exptypes.ExporterImageDigestKey]))
	return built, err
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

// stepTimes are the times of one build's steps.
type stepTimes struct {
	vertexes map[digest.Digest]client.Vertex
	log      []byte // the end of what the steps wrote
}

func (t *stepTimes) see(s *client.SolveStatus) {
	if t.vertexes == nil {
		t.vertexes = map[digest.Digest]client.Vertex{}
	}
	for _, v := range s.Vertexes {
		t.vertexes[v.Digest] = *v
	}
	for _, l := range s.Logs {
		t.log = append(t.log, l.Data...)
		t.log = t.log[max(0, len(t.log)-maxLog):]
	}
}

// sum returns how long the build's steps took when they last ran, and how long those took that ran in
// this build. took has earlier times by the step's words; a step's own digest depends on
// the session.
func (t *stepTimes) sum(took map[string]time.Duration) (all, ran time.Duration) {
	for _, key := range slices.Sorted(maps.Keys(t.vertexes)) {
		v := t.vertexes[key]
		words, ok := step(v.Name)
		if !ok {
			continue
		}
		if !v.Cached && v.Started != nil && v.Completed != nil {
			took[words] = v.Completed.Sub(*v.Started)
			ran += took[words]
		}
		all += took[words]
	}
	return all, ran
}

// step returns the instruction that a vertex runs. ok is false for what is no instruction of the Dockerfile, and for
// FROM, which measures the network.
func step(name string) (words string, ok bool) {
	place, words, ok := strings.Cut(name, "] ")
	return words, ok && !strings.HasPrefix(place, "[internal") && !strings.HasPrefix(words, "FROM ")
}

// editedFS is a folder in which one file has lines added at its end.
type editedFS struct {
	fsutil.FS
	name, added string
}

func (e *editedFS) Walk(ctx context.Context, target string, fn fs.WalkDirFunc) error {
	return e.FS.Walk(ctx, target, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && filepath.ToSlash(name) == e.name && entry.Type().IsRegular() {
			info, err := entry.Info()
			if err != nil {
				return err
			}
			stat, ok := info.Sys().(*types.Stat)
			if !ok {
				return fmt.Errorf("%s: unknown kind of file", name)
			}
			changed := stat.CloneVT()
			changed.Size += int64(len(e.added))
			changed.ModTime += int64(len(e.added)) * int64(time.Second)
			entry = &fsutil.DirEntryInfo{Stat: changed}
		}
		return fn(name, entry, err)
	})
}

func (e *editedFS) Open(name string) (io.ReadCloser, error) {
	f, err := e.FS.Open(name)
	if err != nil || filepath.ToSlash(name) != e.name {
		return f, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(f, strings.NewReader(e.added)), f}, nil
}
