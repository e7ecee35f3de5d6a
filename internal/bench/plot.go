package main

import (
	"bytes"

	"github.com/wcharczuk/go-chart/v2"
)

// plot draws time against size, each as a multiple of the smallest. Proportional growth is a
// straight diagonal.
func (b *bench) plot() ([]byte, error) {
	graph := chart.Chart{
		Width: 800, Height: 480,
		XAxis: chart.XAxis{Name: "size, as a multiple of the smallest", Range: &chart.LogarithmicRange{}},
		YAxis: chart.YAxis{Name: "time, as a multiple of the smallest's", Range: &chart.LogarithmicRange{}},
	}
	graph.Background.Padding = chart.Box{Top: 60, Left: 20, Right: 20, Bottom: 20}
	for _, s := range b.series {
		line := chart.ContinuousSeries{Name: s.name}
		for i := range s.x {
			line.XValues = append(line.XValues, s.x[i]/s.x[0])
			line.YValues = append(line.YValues, float64(s.costs[i].wall)/float64(s.costs[0].wall))
		}
		graph.Series = append(graph.Series, line)
	}
	graph.Series = append(graph.Series, chart.ContinuousSeries{Name: "in proportion", XValues: []float64{1, 16}, YValues: []float64{1, 16}, Style: chart.Style{StrokeDashArray: []float64{4, 4}}})
	graph.Elements = []chart.Renderable{chart.LegendThin(&graph)}
	var svg bytes.Buffer
	err := graph.Render(chart.SVG, &svg)
	return svg.Bytes(), err
}
