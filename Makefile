# New here? Start with `make demo` and `make test`.

# A folder of real Dockerfiles to measure with, if there is one.
CORPUS ?= $(wildcard ../shared/corpus/dockerfiles)
GO ?= go

.PHONY: all demo test lint docs rule build clean corpus cover noise bench fuzz soak schemas test-build test-real cache-study replay profile

all: build

build:
	$(GO) build -trimpath -o bin/drydock ./cmd/drydock

# Reviews pull requests with the real Action, on a GitHub in memory. The second one has recorded figures of
# real builds.
demo: build
	$(GO) run ./internal/demo -drydock bin/drydock -page demo.html -measured demo-measured.html

# Every change has to pass this.
test: lint
	DRYDOCK_CORPUS="$(abspath $(CORPUS))" $(GO) test ./...
	$(GO) test -race -short ./syntax/... ./fix ./bot/... ./cmd/...

# The coverage of each package. What the program does as a process of its own counts too.
PACKAGES ?= ./...
COVER = $(abspath bin/cover)
cover:
	rm -rf $(COVER) && mkdir -p $(COVER)
	DRYDOCK_COVERDIR=$(COVER) $(GO) test -cover -coverpkg=./... $(PACKAGES) -args -test.gocoverdir=$(COVER) >$(COVER)/log || { cat $(COVER)/log; exit 1; }
	$(GO) tool covdata percent -i=$(COVER)

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt these files: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff
	$(GO) run ./internal/rulepages -check

# Tries every suggestion for every Dockerfile in a folder, in every combination. Does the same
# for the Compose files in the folder compose next to it. DOCS=1 writes the figures into
# docs/performance.md.
corpus: build
	$(GO) run ./internal/prove -drydock bin/drydock $(if $(DOCS),-docs docs/performance.md) "$(CORPUS)"
	DRYDOCK_CORPUS="$(abspath $(CORPUS))" $(GO) test ./fix -run '^TestComposeCorpus$$' -count=1 -v

# Counts how often each rule reports on a folder of files, and how often it's right.
noise:
	$(GO) run ./internal/noise -corpus "$(CORPUS)" -docs docs/precision.md

# Compares Drydock's speed with BuildKit's own, and with an earlier build if BEFORE names one. PEER, a
# program, is compared as well:
# npm install @wharflab/tally-linux-x64@0.45.0
PEER ?= $(firstword $(wildcard node_modules/@wharflab/tally-linux-x64/bin/tally) $(shell command -v tally))
bench: build
	$(GO) run ./internal/bench -drydock bin/drydock -corpus "$(CORPUS)" -peer "$(PEER)" -before "$(BEFORE)" -docs docs/performance.md

# Writes the profile that the compiler optimises the program by.
profile:
	$(GO) run -trimpath ./internal/profile -corpus "$(CORPUS)"

# Runs each fuzz target for FUZZTIME, one after the other.
FUZZTIME ?= 6m
fuzz:
	@for target in $(FUZZ); do \
	  echo "== $$target for $(FUZZTIME)"; \
	  $(GO) test "$${target%:*}" -run '^$$' -fuzz "^$${target#*:}\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s || exit 1; \
	done
FUZZ = ./syntax/dockerfile:FuzzSpans ./syntax/dockerfile:FuzzMask ./syntax/dockerfile:FuzzReparse ./proof/rehearsal:FuzzCompare ./fix:FuzzPlan ./fix:FuzzSubsets ./fix:FuzzKinds ./cmd/drydock:FuzzCheck

# Builds small projects with a real BuildKit, before and after Drydock reorders their layers.
# Needs root, runc and busybox-static. BuildKit is built from a copy of its module: go install
# refuses the module because of its exclude lines.
BUILDKIT = bin/buildkit
test-build: $(BUILDKIT)/buildkitd
	$(GO) run ./internal/buildtest -programs $(BUILDKIT)

# Builds and starts small projects with the real package managers: as they are, with the safe suggestions,
# with all. Needs root, runc, mmdebstrap and npm. SUBSET=ci builds a third of them, two at once, as their
# times don't matter; ONLY="chat-bot" builds single ones; DOCS=1 writes the figures into docs/measured.md.
# WORK keeps base images, caches and results.
SUBSET ?=
ONLY ?=
WORK ?= bin/realtest
test-real: $(BUILDKIT)/buildkitd
	PATH="$(abspath $(BUILDKIT)):$$PATH" $(GO) run ./internal/realtest -dir "$(WORK)" $(if $(SUBSET),-subset "$(SUBSET)" -parallel 4 -builds 2) $(if $(DOCS),-docs docs/measured.md) $(ONLY)

$(BUILDKIT)/buildkitd: go.mod
	rm -rf $(BUILDKIT) && mkdir -p $(BUILDKIT)
	cp -r "$$($(GO) list -m -f '{{.Dir}}' github.com/moby/buildkit)" $(BUILDKIT)/module && chmod -R u+w $(BUILDKIT)/module
	cd $(BUILDKIT)/module && $(GO) build -trimpath -o ../buildkitd ./cmd/buildkitd && $(GO) build -trimpath -o ../buildctl ./cmd/buildctl
	rm -rf $(BUILDKIT)/module && touch $@

# Models what building each commit of a repository costs, as is and with suggestions.
REPO ?= .
cache-study:
	$(GO) run ./internal/cachestudy -repo "$(REPO)"

# Reviews the newest COMMITS of a repository, each against its parent, or the changes in the folder
# CHANGES, and counts what the reviews say. DOCS=1 writes the figures of a folder into docs/precision.md,
# SHOW="-sample 50" prints comments to read.
COMMITS ?= 200
replay:
	$(GO) run ./internal/replay $(if $(CHANGES),-changes "$(CHANGES)",-repo "$(REPO)" -commits $(COMMITS)) $(if $(DOCS),-docs docs/precision.md) $(SHOW)

# Reviews many pull requests while some requests to GitHub fail.
SOAK ?= 500
soak:
	$(GO) test ./bot/action -run '^TestSoak$$' -count=1 -timeout 30m -v -soak $(SOAK)

# Fetches GitHub's API descriptions. Tests check requests against them.
OPENAPI = @octokit/openapi@23.0.2
GRAPHQL = @octokit/graphql-schema@15.26.1
schemas: bin/schemas/api.github.com.json bin/schemas/schema.graphql
bin/schemas/api.github.com.json:
	mkdir -p bin/schemas
	cd bin/schemas && tar -xzf "$$(npm pack --silent $(OPENAPI))" --strip-components=2 package/generated/api.github.com.json && rm -f *.tgz
bin/schemas/schema.graphql:
	mkdir -p bin/schemas
	cd bin/schemas && tar -xzf "$$(npm pack --silent $(GRAPHQL))" --strip-components=1 package/schema.graphql && rm -f *.tgz

# Start a rule: its file, its cases and its line in rules/all.go, as docs/adding-a-rule.md says.
# KIND is dockerfile, compose, script or unit.
KIND ?= dockerfile
rule:
	$(GO) run ./internal/newrule -id "$(ID)" -kind "$(KIND)" -trade "$(TRADE)"

# Writes the pages that are generated from the code.
docs: build
	$(GO) run ./internal/rulepages
	bin/drydock cache --commits 0 --svg docs/cache.svg internal/seed/bad.Dockerfile >/dev/null

clean:
	rm -rf bin demo.html demo-measured.html
