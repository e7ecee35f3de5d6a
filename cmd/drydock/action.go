package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/drydock-dev/drydock/bot/action"
)

type actionCmd struct{}

// retryWait is how long to wait before retrying a failed request.
const retryWait = time.Second

// Run reviews the pull request, or does what else the current workflow run's event asks for.
func (c *actionCmd) Run() error {
	err := action.Run(context.Background(), action.Config{Getenv: os.Getenv, Out: os.Stdout, Wait: retryWait})
	if errors.Is(err, action.ErrFindings) {
		return exitError{exitFindings, err.Error()}
	}
	return err
}
