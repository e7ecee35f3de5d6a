package measure

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/exporter/containerimage/exptypes"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// testBuilder returns a Builder whose builds are done by a function.
func testBuilder(t *testing.T, build func(ctx context.Context, text string, opt client.SolveOpt) (fakeImage, []client.Vertex, error)) *Builder {
	t.Helper()
	b, err := newBuilder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b.client = &fakeSolver{t: t, build: build}
	return b
}

// fakeSolver is a BuildKit that builds nothing.
type fakeSolver struct {
	t      *testing.T
	build  func(ctx context.Context, text string, opt client.SolveOpt) (fakeImage, []client.Vertex, error)
	closed bool
}

func (f *fakeSolver) Solve(ctx context.Context, _ *llb.Definition, opt client.SolveOpt, statuses chan *client.SolveStatus) (*client.SolveResponse, error) {
	defer close(statuses)
	file, err := opt.LocalMounts["dockerfile"].Open("Dockerfile")
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	image, steps, err := f.build(ctx, string(text), opt)
	s := &client.SolveStatus{}
	for i := range steps {
		s.Vertexes = append(s.Vertexes, &steps[i])
	}
	statuses <- s
	if err != nil {
		statuses <- &client.SolveStatus{Logs: []*client.VertexLog{{Data: []byte("the step's own words\n")}}}
		return nil, err
	}
	d := image.write(f.t, opt.Exports[0].OutputStore)
	return &client.SolveResponse{ExporterResponse: map[string]string{exptypes.ExporterImageDigestKey: d.String()}}, nil
}

func (f *fakeSolver) Close() error {
	f.closed = true
	return nil
}

// ran is a step that took some seconds.
func ran(name string, seconds int) client.Vertex {
	start := time.Unix(0, 0)
	end := start.Add(time.Duration(seconds) * time.Second)
	return client.Vertex{Digest: digest.FromString(name), Name: name, Started: &start, Completed: &end}
}

// cached is a step that was cached.
func cached(name string) client.Vertex {
	v := ran(name, 0)
	v.Cached = true
	return v
}

// fakeImage is an image to write into a store.
type fakeImage struct {
	config ocispec.ImageConfig
	layers [][]tar.Header // the content of a file is its name, as often as its size says
}

// files returns a layer with files.
func files(names ...string) (layer []tar.Header) {
	for _, name := range names {
		layer = append(layer, tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644})
	}
	return layer
}

// write writes an image and returns its manifest.
func (i fakeImage) write(t *testing.T, store content.Store) digest.Digest {
	t.Helper()
	m := ocispec.Manifest{Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: ocispec.MediaTypeImageManifest}
	m.Config = writeBlob(t, store, ocispec.MediaTypeImageConfig, marshal(t, ocispec.Image{Config: i.config, Platform: ocispec.Platform{OS: "linux", Architecture: "amd64"}}))
	for _, layer := range i.layers {
		m.Layers = append(m.Layers, writeBlob(t, store, ocispec.MediaTypeImageLayerGzip, compress(t, tarOf(t, layer))))
	}
	return writeBlob(t, store, m.MediaType, marshal(t, m)).Digest
}

func marshal(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func tarOf(t *testing.T, layer []tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range layer {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte("x"), int(h.Size))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func compress(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func writeBlob(t *testing.T, store content.Store, kind string, text []byte) ocispec.Descriptor {
	t.Helper()
	d := ocispec.Descriptor{MediaType: kind, Digest: digest.FromBytes(text), Size: int64(len(text))}
	if err := content.WriteBlob(context.Background(), store, d.Digest.String(), bytes.NewReader(text), d); err != nil {
		t.Fatal(err)
	}
	return d
}

// testImage writes an image and reads it as a builder's.
func testImage(t *testing.T, b *Builder, i fakeImage) *Image {
	t.Helper()
	image, err := b.readImage(context.Background(), i.write(t, b.store))
	if err != nil {
		t.Fatal(err)
	}
	return image
}

// fakeStarter starts programs that do what a function says.
type fakeStarter struct {
	start   func(image *Image, volumes map[string]string) (program, error)
	started []string // by the images' first labels
	volumes map[string]bool
	running int

	forgotten []*Image
	made      int
}

func (f *fakeStarter) Name() string { return "fake" }

func (f *fakeStarter) Close() error { return nil }

func (f *fakeStarter) Forget(images []*Image, _ map[string]*Image) error {
	f.forgotten = append(f.forgotten, images...)
	return nil
}

func (f *fakeStarter) NewVolume(context.Context) (string, error) {
	if f.volumes == nil {
		f.volumes = map[string]bool{}
	}
	f.made++
	name := string(rune('A' + f.made - 1))
	f.volumes[name] = true
	return name, nil
}

func (f *fakeStarter) RemoveVolume(name string) error {
	if !f.volumes[name] {
		return os.ErrNotExist
	}
	delete(f.volumes, name)
	return nil
}

func (f *fakeStarter) Start(_ context.Context, image *Image, volumes map[string]string) (Container, error) {
	f.started = append(f.started, image.Config.Labels["text"])
	p, err := f.start(image, volumes)
	if err != nil {
		return nil, err
	}
	f.running++
	c := &fakeContainer{program: p, starter: f, ended: make(chan struct{})}
	if c.endsIn > 0 {
		time.AfterFunc(c.endsIn, c.end)
	}
	return c, nil
}

// program is what a program does.
type program struct {
	endsIn  time.Duration // by itself; 0: never
	stopsIn time.Duration // after the stop signal; 0: never
	code    int
	answers map[string]string
}

// fakeContainer is a program that was started.
type fakeContainer struct {
	program
	starter *fakeStarter
	once    sync.Once
	ended   chan struct{}
}

func (c *fakeContainer) end()                   { c.once.Do(func() { close(c.ended) }) }
func (c *fakeContainer) Ended() <-chan struct{} { return c.ended }
func (c *fakeContainer) ExitCode() int          { return c.code }
func (c *fakeContainer) Output() string         { return "" }

func (c *fakeContainer) Probe(_ context.Context, port string) string { return c.answers[port] }

func (c *fakeContainer) Terminate() error {
	if c.stopsIn > 0 {
		time.AfterFunc(c.stopsIn, c.end)
	}
	return nil
}

func (c *fakeContainer) Remove() error {
	c.end()
	c.starter.running--
	return nil
}
