package measure

import (
	"archive/tar"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/measured"
	"github.com/opencontainers/go-digest"
)

// TestSizes checks that both sizes of an image come from its layers.
func TestSizes(t *testing.T) {
	b := testBuilder(t, nil)
	layer := []tar.Header{{Name: "big", Typeflag: tar.TypeReg, Size: 100_000}}
	i := testImage(t, b, fakeImage{layers: [][]tar.Header{layer, files("a")}})
	text := tarOf(t, layer)
	if want := int64(len(text) + len(tarOf(t, files("a")))); i.Size != want {
		t.Errorf("on disk %d, want %d", i.Size, want)
	}
	if want := int64(len(compress(t, text)) + len(compress(t, tarOf(t, files("a"))))); i.Compressed != want {
		t.Errorf("compressed %d, want %d", i.Compressed, want)
	}
}

// TestView checks what is left of the files of lower layers.
func TestView(t *testing.T) {
	lower := append(files("app/a", "app/b", "app/deep/c", "keep"), tar.Header{Name: "app", Typeflag: tar.TypeDir}, tar.Header{Name: "app/deep", Typeflag: tar.TypeDir})
	for name, test := range map[string]struct {
		upper []tar.Header
		want  string
	}{
		"a file is removed":                     {files("app/.wh.a"), "/app /app/b /app/deep /app/deep/c /keep"},
		"a folder is removed with its files":    {files(".wh.app"), "/keep"},
		"a folder is emptied":                   {files("app/.wh..wh..opq"), "/app /keep"},
		"a folder is emptied and filled":        {files("app/new", "app/.wh..wh..opq"), "/app /app/new /keep"},
		"a removed file is written again":       {files("app/.wh.a", "app/a"), "/app /app/a /app/b /app/deep /app/deep/c /keep"},
		"a file takes the place of a folder":    {files("app"), "/app /keep"},
		"a name that only begins alike is kept": {files(".wh.kee"), "/app /app/a /app/b /app/deep /app/deep/c /keep"},
	} {
		b := testBuilder(t, nil)
		files := testImage(t, b, fakeImage{layers: [][]tar.Header{lower, test.upper}}).view()
		if got := strings.Join(slices.Sorted(maps.Keys(files)), " "); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, test.want)
		}
	}
}

// TestDifferences checks what counts as a changed file, and that folders are told apart.
func TestDifferences(t *testing.T) {
	b := testBuilder(t, nil)
	before := testImage(t, b, fakeImage{layers: [][]tar.Header{{
		{Name: "usr/lib/x/deep/gone", Typeflag: tar.TypeReg}, {Name: "usr/lib/same", Typeflag: tar.TypeReg}, {Name: "app/mode", Typeflag: tar.TypeReg, Mode: 0o644},
		{Name: "app/owner", Typeflag: tar.TypeReg}, {Name: "app/text", Typeflag: tar.TypeReg, Size: 1}, {Name: "link", Typeflag: tar.TypeSymlink, Linkname: "a"},
	}}})
	after := testImage(t, b, fakeImage{layers: [][]tar.Header{{
		{Name: "usr/lib/same", Typeflag: tar.TypeReg}, {Name: "app/mode", Typeflag: tar.TypeReg, Mode: 0o755}, {Name: "app/owner", Typeflag: tar.TypeReg, Uid: 1},
		{Name: "app/text", Typeflag: tar.TypeReg, Size: 2}, {Name: "app/new", Typeflag: tar.TypeReg}, {Name: "link", Typeflag: tar.TypeSymlink, Linkname: "b"},
	}}})
	got, known := Differences(before, after)
	want := map[string]measured.Difference{"/usr/lib": {Removed: 1}, "/app": {Added: 1, Changed: 3}, "/": {Changed: 1}}
	if !known || !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestTooManyFiles checks that files aren't listed beyond the memory there is, and the size is known all
// the same.
func TestTooManyFiles(t *testing.T) {
	b := testBuilder(t, nil)
	i := &Image{store: b.store}
	blob := writeBlob(t, b.store, "", compress(t, tarOf(t, files("a", "b", "c"))))
	l, err := i.readLayer(t.Context(), blob, 2*entryMemory)
	if err != nil || !l.unlisted || l.files != nil || l.bytes != 0 || l.size != int64(len(tarOf(t, files("a", "b", "c")))) {
		t.Errorf("%+v, %v", l, err)
	}
	if _, known := Differences(&Image{contents: []*layer{l}}, &Image{}); known {
		t.Error("differences are known of files that weren't listed")
	}
}

// TestLayersAreReadOnce checks that images share what was read of their common layers.
func TestLayersAreReadOnce(t *testing.T) {
	b := testBuilder(t, nil)
	one := testImage(t, b, fakeImage{layers: [][]tar.Header{files("a"), files("b")}})
	two := testImage(t, b, fakeImage{layers: [][]tar.Header{files("a"), files("c")}})
	if one.contents[0] != two.contents[0] || one.contents[1] == two.contents[1] {
		t.Error("the first layer is the same, the second isn't")
	}
}

// TestForget checks that an image's blobs leave the disk, but for those of the base images.
func TestForget(t *testing.T) {
	b := testBuilder(t, nil)
	base := testImage(t, b, fakeImage{layers: [][]tar.Header{files("a")}})
	image := testImage(t, b, fakeImage{layers: [][]tar.Header{files("a"), files("b")}})
	if err := b.forget(t.Context(), []*Image{image, image}, map[string]*Image{"base": base}); err != nil {
		t.Fatal(err)
	}
	for _, d := range base.blobs() {
		if _, err := b.store.Info(t.Context(), d); err != nil {
			t.Errorf("the base image lost %s: %v", d, err)
		}
	}
	if _, err := b.store.Info(t.Context(), image.layers[1].Digest); err == nil {
		t.Error("the image's own layer is still there")
	}
}

// TestLayersLimit checks that an image that Docker would refuse is refused.
func TestLayersLimit(t *testing.T) {
	b := testBuilder(t, nil)
	layers := slices.Repeat([][]tar.Header{files("a")}, maxLayers+1)
	if _, err := b.readImage(t.Context(), fakeImage{layers: layers}.write(t, b.store)); err == nil || !strings.Contains(err.Error(), "128 layers") {
		t.Errorf("an image of %d layers: %v", len(layers), err)
	}
}

// TestHugeLayer checks what two images with a layer of 200,000 files each take in memory while they are
// compared.
func TestHugeLayer(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	b := testBuilder(t, nil)
	layer := func(mode int64) (all []tar.Header) {
		for i := range 200_000 {
			all = append(all, tar.Header{Name: fmt.Sprintf("app/node_modules/package-%d/dist/lib/file-%d.js", i/500, i), Typeflag: tar.TypeReg, Mode: mode})
		}
		return all
	}
	one, two := fakeImage{layers: [][]tar.Header{layer(0o644)}}.write(t, b.store), fakeImage{layers: [][]tar.Header{layer(0o755)}}.write(t, b.store)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	images := make([]*Image, 2)
	for i, d := range []digest.Digest{one, two} {
		var err error
		if images[i], err = b.readImage(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	found, known := Differences(images[0], images[1])
	took := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	mebibytes := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) >> 20
	t.Logf("%d MiB kept, %s", mebibytes, took)
	if want := (measured.Difference{Changed: 200_000}); !known || found["/app/node_modules"] != want {
		t.Errorf("%v, known %v", found, known)
	}
	if mebibytes > maxFileMemory>>20 {
		t.Errorf("%d MiB are kept", mebibytes)
	}
	runtime.KeepAlive(images)
}
