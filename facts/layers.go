package facts

import (
	"strconv"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Layers returns the cache model of a stage of the file. It is built once for each stage.
func (known *Facts) Layers(file *dockerfile.File, stage *dockerfile.Stage) *cache.Model {
	return file.Derive("layers "+strconv.Itoa(stage.Index), func() any {
		return cache.New(stage, known.CacheFacts(file))
	}).(*cache.Model)
}

// CacheFacts returns the facts that the cache model needs.
func (known *Facts) CacheFacts(file *dockerfile.File) cache.Facts {
	facts := cache.Facts{}
	facts.Context, facts.Root = known.BuildContext(file)
	if known.History != nil {
		facts.History = known.History
	}
	return facts
}
