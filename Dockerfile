# The image that the Action runs in: one static program and the certificates
# that it trusts. GitHub mounts the files that an action writes its outputs to,
# and only root may write them, so there is no USER.
FROM golang:1.26.8-alpine AS build

WORKDIR /src

COPY go.mod go.sum ./

RUN --mount=type=cache,target=/go/pkg/mod go mod download

COPY syntax syntax
COPY images images
COPY buildkit buildkit
COPY rules rules
COPY fix fix
COPY report report
COPY bot bot
COPY cmd cmd

ARG VERSION=dev

RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.Version=${VERSION}" -o /drydock ./cmd/drydock

FROM scratch

LABEL org.opencontainers.image.source="https://github.com/drydock-dev/drydock"
LABEL org.opencontainers.image.licenses="Apache-2.0"

COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /drydock /drydock

ENTRYPOINT ["/drydock"]
