# The image that the Action runs in: one static program, shellcheck, CA certificates, and Docker's command line,
# with which suggestions are measured.
FROM golang:1.26.8-alpine AS build

WORKDIR /src

COPY go.mod go.sum ./

RUN --mount=type=cache,target=/go/pkg/mod go mod download

COPY memo memo
COPY syntax syntax
COPY images images
COPY debian debian
COPY effects effects
COPY cache cache
COPY kinds kinds
COPY buildkit buildkit
COPY proof proof
COPY facts facts
COPY needs needs
COPY products products
COPY lint lint
COPY rules rules
COPY fix fix
COPY measured measured
COPY measure measure
COPY shellcheck shellcheck
COPY report report
COPY bot bot
COPY files files
COPY cmd cmd

ARG VERSION=dev

RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.Version=${VERSION}" -o /drydock ./cmd/drydock

FROM debian:13-slim

RUN apt-get update && \
    apt-get install -y --no-install-recommends ca-certificates docker-buildx docker-cli shellcheck && \
    rm -rf /var/lib/apt/lists/*

HEALTHCHECK NONE

LABEL org.opencontainers.image.source="https://github.com/drydock-dev/drydock"
LABEL org.opencontainers.image.licenses="Apache-2.0"

COPY --from=build /drydock /usr/local/bin/drydock

# drydock ignore=user-root GitHub mounts the files that an action writes to, and only root can write to them
ENTRYPOINT ["/usr/local/bin/drydock"]
