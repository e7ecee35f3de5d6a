package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/cache"
)

// hostile is a change with texts that would break a picture, a chart, a table or a comment if they
// weren't escaped.
func hostile() cache.Change {
	layer := cache.Layer{Line: 2, Text: "RUN x<script>alert(1)</script> & \x1b[31m\x01 :0, 9\n    section <b> ``` @you; %%{init}%%", Cost: 10, Runs: 1, Expected: 10, Cause: "</text>\x1b[2J"}
	after := layer
	after.Runs, after.Expected = 0.1, 1
	return cache.Change{Before: &cache.Rebuild{Layers: []cache.Layer{layer}, Expected: 10}, After: &cache.Rebuild{Layers: []cache.Layer{after}, Expected: 1}}
}

func TestLayersOfHostileText(t *testing.T) {
	var picture, table bytes.Buffer
	if err := LayersSVG(&picture, "a<b>\x01", hostile()); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(bytes.NewReader(picture.Bytes())); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("no XML: %v\n%s", err, picture.String())
		}
		if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "script" || e.Name.Local == "b") {
			t.Errorf("an element <%s> of the text", e.Name.Local)
		}
	}
	if err := Layers(&table, "a\x1b[31m", hostile()); err != nil || strings.ContainsAny(table.String(), "\x1b\x01") {
		t.Errorf("%v %q", err, table.String())
	}
	chart := Mermaid(hostile())
	if strings.Count(chart, "\n    section") != 2 || strings.Count(chart, "```") != 2 || strings.Count(chart, "\n") != 9 || strings.ContainsAny(strings.Replace(chart, "%s", "", 1), "<@;%&{") {
		t.Errorf("chart\n%s", chart)
	}
	if note := RebuildNote("a<b>@you", hostile()); strings.Contains(note, "<b>") || strings.Contains(note, "@you") || !strings.Contains(note, "90 % less") {
		t.Errorf("note\n%s", note)
	}
}
