package effects

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/moby/patternmatcher"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

func TestCopiedSize(t *testing.T) {
	tree := fstest.MapFS{}
	for name, size := range map[string]int{"a.bin": 100, "src/b.js": 20, "src/deep/c.js": 3, "logs/d.log": 5000} {
		tree[name] = &fstest.MapFile{Data: []byte(strings.Repeat("x", size))}
	}
	for i := range 3 * maxSized {
		tree[fmt.Sprintf("many/%d", i)] = &fstest.MapFile{Data: []byte("x")}
	}
	ignored, err := patternmatcher.New([]string{"logs"})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, copy string
		enough     int64
		size       int64
	}{
		{"a file", "COPY a.bin /", 1000, 100},
		{"a folder", "COPY src /srv/", 1000, 23},
		{"several sources", "COPY a.bin src /srv/", 1000, 123},
		{"an absolute source", "COPY /src/deep /srv/", 1000, 3},
		{"excluded files", "COPY logs /logs", 1000, 0},
		{"enough is enough", "COPY a.bin src /srv/", 50, 100},
		{"a folder of too many files", "COPY many /many", 1 << 40, maxSized - 1},
		{"another stage's files", "COPY --from=x src /src", 1000, 0},
		{"a missing file", "COPY gone /", 1000, 0},
		{"a file above the context", "COPY ../../src /", 1000, 23},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := dockerfile.Parse("Dockerfile", []byte("FROM scratch AS x\nFROM scratch\n"+tt.copy+"\n"))
			if got := NewContext(tree, ignored).CopiedSize(file.Instructions[2], tt.enough); got != tt.size {
				t.Errorf("%d bytes, want %d", got, tt.size)
			}
		})
	}
	var unknown *Context
	file := dockerfile.Parse("Dockerfile", []byte("FROM scratch\nCOPY a.bin /\n"))
	if got := unknown.CopiedSize(file.Instructions[1], 1000); got != 0 {
		t.Errorf("without a context %d bytes", got)
	}
}
