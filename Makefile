# The two commands that a newcomer needs are `make demo` and `make test`.

# Real Dockerfiles to measure with, if there are any: a folder.
CORPUS ?= $(wildcard ../shared/corpus/dockerfiles)
GO ?= go

.PHONY: all demo test lint docs build clean

all: build

build:
	$(GO) build -trimpath -o bin/drydock ./cmd/drydock

# A pull request on a GitHub in memory, reviewed by the real Action.
demo: build
	$(GO) run ./internal/demo -drydock bin/drydock -page demo.html

# What a change has to pass.
test: lint
	DRYDOCK_CORPUS="$(abspath $(CORPUS))" $(GO) test ./...
	$(GO) test -race -short ./syntax ./fix ./bot/... ./cmd/...

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt these files: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff
	$(GO) run ./internal/rulepages -check

# Write what is made from the code.
docs:
	$(GO) run ./internal/rulepages

clean:
	rm -rf bin demo.html
