package measure

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"path"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// layer is what a layer's archive holds.
type layer struct {
	size  int64    // of the archive, in bytes
	files []inFile // nil if they weren't listed
	// hidden are the files and folders of the layers below that this one removes, opaque the folders
	// of which it removes all that is in them. Both by the OCI image specification's layer.md.
	hidden, opaque map[string]bool
	bytes          int  // of memory
	unlisted       bool // there are more files than are listed
}

// inFile is a file or folder of a layer.
type inFile struct {
	name string // from the root, with a slash
	file
}

// file is what is compared of a file or folder.
type file struct {
	// sum is a hash of its type, mode, owner, target, capabilities and content. Times don't count.
	sum    [16]byte
	folder bool
}

// Whiteouts, by the OCI image specification's layer.md.
const (
	whiteout       = ".wh."
	opaqueWhiteout = ".wh..wh..opq"
)

// maxFileMemory is how many bytes of memory the lists of files take together.
const maxFileMemory = 96 << 20

// entryMemory is what a file takes in memory beside its name, in a list and in a view of an image.
const entryMemory = 128

// roomForFiles is how many bytes of memory are left for lists of files.
func (b *Builder) roomForFiles() int {
	room := maxFileMemory
	for _, l := range b.layers {
		room -= l.bytes
	}
	return room
}

// readLayer reads a layer's archive. Its files are listed if that takes no more memory than there is room.
func (i *Image) readLayer(ctx context.Context, blob ocispec.Descriptor, room int) (*layer, error) {
	stream, err := i.open(ctx, blob)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	l := &layer{hidden: map[string]bool{}, opaque: map[string]bool{}}
	counted := &counter{r: stream, ctx: ctx}
	lister := &lister{layer: l, sum: sha256.New(), buffer: make([]byte, 32<<10)}
	for r := tar.NewReader(counted); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			_, err = io.Copy(io.Discard, counted) // what follows the archive's end counts too
			l.size = counted.n
			return l, err
		}
		if err != nil {
			return nil, err
		}
		if l.unlisted {
			continue
		}
		if err := lister.add(h, r); err != nil {
			return nil, err
		}
		if l.bytes > room {
			l.files, l.hidden, l.opaque, l.bytes, l.unlisted = nil, nil, nil, 0, true
		}
	}
}

// lister lists a layer's files. What it needs for one, it uses for the next: there may be very many.
type lister struct {
	*layer
	sum    hash.Hash
	buffer []byte
}

// add adds a file of the archive.
func (l *lister) add(h *tar.Header, content io.Reader) error {
	name := path.Clean("/" + h.Name)
	l.bytes += len(name) + entryMemory
	dir, base := path.Split(name)
	switch {
	case base == opaqueWhiteout:
		l.opaque[path.Clean(dir)] = true
		return nil
	case strings.HasPrefix(base, whiteout):
		l.hidden[path.Join(dir, base[len(whiteout):])] = true
		return nil
	}
	l.sum.Reset()
	fmt.Fprintf(l.sum, "%c %o %d:%d %s %s\n", h.Typeflag, h.Mode, h.Uid, h.Gid, h.Linkname, h.PAXRecords["SCHILY.xattr.security.capability"])
	if _, err := io.CopyBuffer(l.sum, content, l.buffer); err != nil {
		return err
	}
	f := inFile{name: name, file: file{folder: h.Typeflag == tar.TypeDir}}
	copy(f.sum[:], l.sum.Sum(l.buffer[:0]))
	l.files = append(l.files, f)
	return nil
}

// counter counts what is read, and ends when its context does.
type counter struct {
	r   io.Reader
	ctx context.Context
	n   int64
}

func (c *counter) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
