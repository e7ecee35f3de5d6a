package report

import (
	"bytes"
	"fmt"
	"html/template"
	"io"

	"github.com/mattn/go-runewidth"

	"github.com/drydock-dev/drydock/cache"
)

// The dimensions of the picture, in pixels.
const (
	svgWidth  = 900
	svgText   = 380 // x where bars start
	svgLine   = 26  // height of a row
	svgLonger = 300 // width of the longest bar
)

// The colours are from Okabe and Ito's palette, which colour-blind people can tell apart. Both
// stand out on white and on black.
var layersPicture = template.Must(template.New("layers").Parse(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{.Width}} {{.Height}}" width="{{.Width}}" height="{{.Height}}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="{{.Label}}">
<style>
text { fill: #1f2328 } .faint { fill: #59636e } .code { font-family: ui-monospace, monospace; font-size: 12px } .before { fill: #d55e00 } .after { fill: #0072b2 } .track { fill: #8c959f; opacity: .18 }
@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .faint { fill: #9198a1 } .before { fill: #e69f00 } .after { fill: #56b4e9 } }
</style>
{{range .Rows}}{{if .Title}}<text x="12" y="{{.Y}}" font-weight="600" font-size="15">{{.Title}}</text>
{{else}}<text x="12" y="{{.Y}}" class="code">{{.Text}}</text><rect x="{{.X}}" y="{{.Top}}" width="{{.Longest}}" height="14" rx="2" class="track"/><rect x="{{.X}}" y="{{.Top}}" width="{{.Bar}}" height="14" rx="2" class="{{.Class}}"/><text x="{{.After}}" y="{{.Y}}">{{.Value}}</text><text x="{{.Note}}" y="{{.Y}}" class="faint">{{.Share}}</text>
{{end}}{{end}}<text x="12" y="{{.Foot}}" class="faint">{{.Basis}}</text>
</svg>
`))

type pictureRow struct {
	Title              string
	Text, Class        string
	Value, Share       string
	X, Y, Top          int
	Bar, Longest       int
	After, Note, Index int
}

// LayersSVG writes what builds of a file cost as a picture, for light and dark pages.
func LayersSVG(w io.Writer, path string, change cache.Change) error {
	maxSeconds := max(longest(change), 1e-9)
	var rows []pictureRow
	y := 30
	side := func(title, class string, rebuild *cache.Rebuild) {
		rows = append(rows, pictureRow{Title: title, Y: y})
		for _, l := range rebuild.Shown() {
			y += svgLine
			rows = append(rows, pictureRow{
				Text: printable(runewidth.Truncate(l.Text, 48, "…")), Class: class, X: svgText, Y: y, Top: y - 12,
				Bar: int(svgLonger*l.Expected/maxSeconds + 0.5), Longest: svgLonger,
				Value: seconds(l.Expected), After: svgText + svgLonger + 12,
				Share: fmt.Sprintf("in %.0f %% of builds", 100*l.Runs), Note: svgText + svgLonger + 70,
			})
		}
		y += svgLine + 18
	}
	side(fmt.Sprintf("%s now: %s per average build", printable(path), seconds(change.Before.Expected)), "before", change.Before)
	label := "What an average build costs, layer by layer"
	if change.After != nil {
		side(fmt.Sprintf("With the suggestions: %s, %.0f %% less", seconds(change.After.Expected), 100*change.Saved()), "after", change.After)
		label = saving(change)
	}
	var b bytes.Buffer
	err := layersPicture.Execute(&b, map[string]any{"Width": svgWidth, "Height": y + 14, "Rows": rows, "Foot": y, "Basis": basis(change), "Label": label})
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}
