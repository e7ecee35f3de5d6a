package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/drydock-dev/drydock/bot/action"
)

type actionCmd struct{}

// Run reviews the pull request of the workflow run that it is called in. With the
// input fail-open an error of Drydock's own is a warning; findings are none.
func (c *actionCmd) Run() error {
	err := action.Run(context.Background(), action.Config{Getenv: os.Getenv, Out: os.Stdout, Wait: time.Second / 2})
	if errors.Is(err, action.ErrFindings) {
		return exitError{exitFindings, err.Error()}
	}
	if err != nil && os.Getenv("INPUT_FAIL-OPEN") == "true" {
		action.Warn(os.Stdout, err)
		return nil
	}
	return err
}
