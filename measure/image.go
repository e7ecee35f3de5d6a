package measure

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/pkg/archive"
	"github.com/containerd/containerd/v2/pkg/archive/compression"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// Image is an image that was built.
type Image struct {
	Digest digest.Digest // of its manifest
	Config ocispec.ImageConfig
	// Compressed is what a registry keeps and a pull fetches, in bytes: the layers as the manifest
	// has them.
	Compressed int64
	// Size is what the layers take on disk, in bytes.
	Size int64

	store  content.Store
	layers []ocispec.Descriptor
	files  map[string]file
}

// file is what is compared of a file: type, mode, owner, target and a hash of its content.
type file [16]byte

// readImage reads an image's manifest, configuration and layers from a store.
func readImage(ctx context.Context, store content.Store, manifest digest.Digest) (*Image, error) {
	var m ocispec.Manifest
	if err := readJSON(ctx, store, ocispec.Descriptor{Digest: manifest}, &m); err != nil {
		return nil, err
	}
	var config ocispec.Image
	if err := readJSON(ctx, store, m.Config, &config); err != nil {
		return nil, err
	}
	i := &Image{Digest: manifest, Config: config.Config, store: store, layers: m.Layers, files: map[string]file{}}
	for _, layer := range m.Layers {
		i.Compressed += layer.Size
		n, err := i.readLayer(ctx, layer)
		if err != nil {
			return nil, fmt.Errorf("layer %s: %w", layer.Digest, err)
		}
		i.Size += n
	}
	return i, nil
}

func readJSON(ctx context.Context, store content.Store, blob ocispec.Descriptor, into any) error {
	text, err := content.ReadBlob(ctx, store, blob)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// open returns a layer's archive, decompressed.
func (i *Image) open(ctx context.Context, layer ocispec.Descriptor) (io.ReadCloser, error) {
	r, err := i.store.ReaderAt(ctx, layer)
	if err != nil {
		return nil, err
	}
	d, err := compression.DecompressStream(content.NewReader(r))
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{d, closers{d, r}}, nil
}

type closers []io.Closer

func (c closers) Close() (err error) {
	for _, one := range c {
		err = errors.Join(err, one.Close())
	}
	return err
}

// Whiteouts, by the OCI image specification's layer.md.
const (
	whiteout       = ".wh."
	opaqueWhiteout = ".wh..wh..opq"
)

// readLayer puts a layer's files on those of the layers below. It returns the layer's size on disk.
func (i *Image) readLayer(ctx context.Context, layer ocispec.Descriptor) (size int64, err error) {
	stream, err := i.open(ctx, layer)
	if err != nil {
		return 0, err
	}
	defer stream.Close()
	counted := &counter{r: stream}
	for r := tar.NewReader(counted); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			_, err = io.Copy(io.Discard, counted) // what follows the archive's end counts too
			return counted.n, err
		}
		if err != nil {
			return 0, err
		}
		name := path.Clean("/" + h.Name)
		dir, base := path.Split(name)
		switch {
		case base == opaqueWhiteout:
			i.remove(path.Clean(dir), false)
		case strings.HasPrefix(base, whiteout):
			i.remove(path.Join(dir, base[len(whiteout):]), true)
		default:
			sum := sha256.New()
			fmt.Fprintf(sum, "%c %o %d:%d %s %s\n", h.Typeflag, h.Mode, h.Uid, h.Gid, h.Linkname, h.PAXRecords["SCHILY.xattr.security.capability"])
			if _, err := io.Copy(sum, r); err != nil {
				return 0, err
			}
			i.files[name] = file(sum.Sum(nil)[:len(file{})])
		}
	}
}

// remove removes what is below a folder, and the folder's own entry if asked to.
func (i *Image) remove(name string, itself bool) {
	if itself {
		delete(i.files, name)
	}
	below := strings.TrimSuffix(name, "/") + "/"
	for other := range i.files {
		if strings.HasPrefix(other, below) {
			delete(i.files, other)
		}
	}
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// Unpack writes the image's files below a folder, as root.
func (i *Image) Unpack(ctx context.Context, dir string) error {
	for _, layer := range i.layers {
		stream, err := i.open(ctx, layer)
		if err != nil {
			return err
		}
		_, err = archive.Apply(ctx, dir, stream)
		if err = errors.Join(err, stream.Close()); err != nil {
			return fmt.Errorf("layer %s: %w", layer.Digest, err)
		}
	}
	return nil
}

// Difference is how many files of a folder differ between two images.
type Difference struct{ Added, Changed, Removed int }

// Differences compares the files of two images, by folder: `/usr/lib`, `/app`. Folders deeper than two
// names are counted with theirs.
func Differences(before, after *Image) map[string]Difference {
	found := map[string]Difference{}
	count := func(name string, change func(*Difference)) {
		d := found[folderOf(name)]
		change(&d)
		found[folderOf(name)] = d
	}
	for name, f := range before.files {
		switch now, there := after.files[name]; {
		case !there:
			count(name, func(d *Difference) { d.Removed++ })
		case now != f:
			count(name, func(d *Difference) { d.Changed++ })
		}
	}
	for name := range after.files {
		if _, there := before.files[name]; !there {
			count(name, func(d *Difference) { d.Added++ })
		}
	}
	return found
}

func folderOf(name string) string {
	parts := strings.SplitN(strings.TrimPrefix(path.Dir(name), "/"), "/", 3)
	return "/" + strings.Join(parts[:min(len(parts), 2)], "/")
}
