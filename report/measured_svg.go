package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/mattn/go-runewidth"

	"github.com/drydock-dev/drydock/measured"
)

// MeasuredSVG writes what was measured of a Dockerfile as a picture, for light and dark pages. It has the bars
// of [Measured].
func MeasuredSVG(w io.Writer, f measured.FileDetails) error {
	rows, y := []pictureRow{{Title: inLine(f.Path), Y: 30}}, 30
	if f.Before != nil {
		for _, g := range measuredGroups(f) {
			y += svgLine + 10
			rows = append(rows, pictureRow{Title: g.title, Y: y})
			for _, bar := range g.bars {
				y += svgLine
				class := "after"
				if bar.before {
					class = "before"
				}
				rows = append(rows, pictureRow{
					Text: inLine(runewidth.Truncate(bar.name, 48, "…")), Class: class, X: svgText, Y: y, Top: y - 12,
					Bar: int(svgLonger*bar.share + 0.5), Longest: svgLonger, Value: bar.value, After: svgText + svgLonger + 12,
				})
			}
		}
	}
	y += svgLine + 10
	var b bytes.Buffer
	err := layersPicture.Execute(&b, map[string]any{
		"Width": svgWidth, "Height": y + 14, "Rows": rows, "Foot": y, "Basis": "Measured by real builds. Times are sums over the steps that ran.",
		"Label": fmt.Sprintf("What was measured of %s, as it is and with the suggestions", inLine(f.Path)),
	})
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}
