package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/drydock-dev/drydock/bot/action"
)

type actionCmd struct{}

// retryWait is how long to wait before retrying a failed request.
const retryWait = time.Second

// Run reviews the pull request, or does what else the current workflow run's event asks for.
func (c *actionCmd) Run() error {
	// The first interrupt ends what is under way, and measuring tells its figures. A second one stops at once.
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(interrupted, stop)
	err := action.Run(interrupted, action.Config{Getenv: os.Getenv, Out: os.Stdout, Wait: retryWait, Measurer: action.Builder{}})
	if errors.Is(err, action.ErrFindings) {
		return exitError{exitFindings, err.Error()}
	}
	return err
}
