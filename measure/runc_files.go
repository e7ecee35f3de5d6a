//go:build linux

package measure

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/containerd/containerd/v2/pkg/archive"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"golang.org/x/sys/unix"
)

// maxMountOptions is how long the options of a mount may be: the kernel takes a page.
const maxMountOptions = 4095

// mountFiles puts an image's files at a folder, as an overlay on its layers. These are unpacked once for all
// images that have them. undo unmounts it.
func (r Runc) mountFiles(ctx context.Context, image *Image, root, scratch string) (undo func() error, err error) {
	lower, err := r.unpackLayers(ctx, image)
	if err != nil {
		return nil, err
	}
	upper, work := filepath.Join(scratch, "upper"), filepath.Join(scratch, "work")
	options := "lowerdir=" + strings.Join(lower, ":") + ",upperdir=" + upper + ",workdir=" + work
	if len(lower) == 0 || len(options) > maxMountOptions {
		return nil, errors.New("no overlay of that many layers")
	}
	for _, dir := range []string{upper, work} {
		if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // upper is the container's /
			return nil, err
		}
	}
	if err := unix.Mount("overlay", root, "overlay", 0, options); err != nil {
		return nil, fmt.Errorf("overlay: %w", err)
	}
	return func() error { return unix.Unmount(root, unix.MNT_DETACH) }, nil
}

// unpackLayers unpacks an image's layers, those that aren't yet, and returns their folders, the top one first.
func (r Runc) unpackLayers(ctx context.Context, image *Image) (folders []string, err error) {
	if err := os.MkdirAll(r.layer(""), 0o700); err != nil {
		return nil, err
	}
	for _, blob := range image.layers {
		folder := r.layer(blob.Digest)
		if slices.Contains(folders, folder) {
			return nil, errors.New("a layer is there twice")
		}
		if _, err := os.Stat(folder); err != nil {
			if err := r.unpackLayer(ctx, image, blob, folders); err != nil {
				return nil, fmt.Errorf("layer %s: %w", blob.Digest, err)
			}
		}
		folders = slices.Insert(folders, 0, folder)
	}
	return folders, nil
}

// unpackLayer unpacks a layer that lies on others. Its folder is there when that's done.
func (r Runc) unpackLayer(ctx context.Context, image *Image, blob ocispec.Descriptor, below []string) error {
	stream, err := image.open(ctx, blob)
	if err != nil {
		return err
	}
	defer stream.Close()
	folder, err := os.MkdirTemp(r.layer(""), "new")
	if err != nil {
		return err
	}
	_, err = archive.Apply(ctx, folder, stream, archive.WithConvertWhiteout(archive.OverlayConvertWhiteout), archive.WithParents(below))
	if err == nil {
		err = os.Rename(folder, r.layer(blob.Digest))
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	return nil
}

// layer returns a layer's folder. The name is short: many of them have to fit into the options of a mount.
func (r Runc) layer(d digest.Digest) string {
	name := ""
	if d != "" {
		name = d.Encoded()[:12]
	}
	return filepath.Join(r.Dir, "l", name)
}

// Forget implements Starter.
func (r Runc) Forget(images []*Image, keep map[string]*Image) (err error) {
	kept := blobsOf(keep)
	for _, i := range images {
		for _, blob := range i.layers {
			if !kept[blob.Digest] {
				err = errors.Join(err, os.RemoveAll(r.layer(blob.Digest)))
			}
		}
	}
	return err
}
