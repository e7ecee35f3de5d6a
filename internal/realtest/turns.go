package main

import (
	"context"

	"github.com/drydock-dev/drydock/measure"
)

// turns are taken by those who build: builds that share the processors can't be compared. While a worker
// only watches a program, another has the turn.
type turns chan struct{}

func (t turns) take() { t <- struct{}{} }
func (t turns) give() { <-t }

// watchedStarter gives the turn away between a container's start and its removal.
type watchedStarter struct {
	measure.Starter
	turns
}

func (w watchedStarter) Start(ctx context.Context, image *measure.Image, volumes map[string]string) (measure.Container, error) {
	c, err := w.Starter.Start(ctx, image, volumes)
	if err != nil {
		return nil, err
	}
	w.give()
	return watchedContainer{c, w.turns}, nil
}

type watchedContainer struct {
	measure.Container
	turns
}

func (w watchedContainer) Remove() error {
	w.take()
	return w.Container.Remove()
}
