package measure

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

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

	store    content.Store
	manifest ocispec.Descriptor
	config   ocispec.Descriptor
	layers   []ocispec.Descriptor
	contents []*layer // of the layers
}

// maxLayers is how many layers an image may have: Docker takes no more.
const maxLayers = 127

// readImage reads an image's manifest, configuration and layers from the builder's store. Layers that were
// read for another image aren't read again.
func (b *Builder) readImage(ctx context.Context, manifest digest.Digest) (*Image, error) {
	var m ocispec.Manifest
	if err := readJSON(ctx, b.store, ocispec.Descriptor{Digest: manifest}, &m); err != nil {
		return nil, fmt.Errorf("the image's manifest: %w", err)
	}
	var config ocispec.Image
	if err := readJSON(ctx, b.store, m.Config, &config); err != nil {
		return nil, fmt.Errorf("the image's configuration: %w", err)
	}
	if len(m.Layers) > maxLayers {
		return nil, fmt.Errorf("the image has %d layers, more than %d", len(m.Layers), maxLayers)
	}
	info, err := b.store.Info(ctx, manifest)
	if err != nil {
		return nil, err
	}
	i := &Image{
		Digest: manifest, Config: config.Config, store: b.store, config: m.Config, layers: m.Layers,
		manifest: ocispec.Descriptor{MediaType: cmp.Or(m.MediaType, ocispec.MediaTypeImageManifest), Digest: manifest, Size: info.Size},
	}
	for _, blob := range m.Layers {
		l, known := b.layers[blob.Digest]
		if !known {
			if l, err = i.readLayer(ctx, blob, b.roomForFiles()); err != nil {
				return nil, fmt.Errorf("layer %s: %w", blob.Digest, err)
			}
			b.layers[blob.Digest] = l
		}
		i.Compressed += blob.Size
		i.Size += l.size
		i.contents = append(i.contents, l)
	}
	return i, nil
}

// maxJSON is how many bytes a manifest or a configuration may have.
const maxJSON = 8 << 20

func readJSON(ctx context.Context, store content.Store, blob ocispec.Descriptor, into any) error {
	info, err := store.Info(ctx, blob.Digest)
	if err != nil {
		return err
	}
	if info.Size > maxJSON {
		return fmt.Errorf("longer than %d bytes", maxJSON)
	}
	text, err := content.ReadBlob(ctx, store, blob)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// open returns a layer's archive, decompressed.
func (i *Image) open(ctx context.Context, blob ocispec.Descriptor) (io.ReadCloser, error) {
	r, err := i.store.ReaderAt(ctx, blob)
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

// Unpack writes the image's files below a folder, as root.
func (i *Image) Unpack(ctx context.Context, dir string) error {
	for _, blob := range i.layers {
		stream, err := i.open(ctx, blob)
		if err != nil {
			return err
		}
		_, err = archive.Apply(ctx, dir, stream)
		if err = errors.Join(err, stream.Close()); err != nil {
			return fmt.Errorf("layer %s: %w", blob.Digest, err)
		}
	}
	return nil
}

// forget removes images from the builder's store, all but what the images to keep have in common with
// them.
func (b *Builder) forget(ctx context.Context, images []*Image, keep map[string]*Image) error {
	kept := blobsOf(keep)
	var failed error
	for _, i := range images {
		for _, d := range i.blobs() {
			if !kept[d] {
				kept[d] = true // once
				failed = errors.Join(failed, b.store.Delete(ctx, d))
			}
		}
	}
	return failed
}

// blobsOf returns what images have in the store.
func blobsOf(images map[string]*Image) map[digest.Digest]bool {
	all := map[digest.Digest]bool{}
	for _, i := range images {
		for _, d := range i.blobs() {
			all[d] = true
		}
	}
	return all
}

// blobs returns what the image has in the store.
func (i *Image) blobs() []digest.Digest {
	all := []digest.Digest{i.Digest, i.config.Digest}
	for _, l := range i.layers {
		all = append(all, l.Digest)
	}
	return all
}
