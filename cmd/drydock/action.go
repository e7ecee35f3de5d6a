package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/drydock-dev/drydock/bot/action"
)

type actionCmd struct{}

// retryWait is the time before a request that failed is repeated.
const retryWait = time.Second

// Run does what the workflow run that it is called in asks for.
func (c *actionCmd) Run() error {
	err := action.Run(context.Background(), action.Config{Getenv: os.Getenv, Out: os.Stdout, Wait: retryWait})
	if errors.Is(err, action.ErrFindings) {
		return exitError{exitFindings, err.Error()}
	}
	return err
}
