package products

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// of returns the product of a Dockerfile's last stage, in a tree with some files.
func of(text string, files ...string) (Product, bool) {
	tree := fstest.MapFS{"Dockerfile": &fstest.MapFile{Data: []byte(text)}}
	for i := 0; i+1 < len(files); i += 2 {
		tree[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	file := dockerfile.Parse("Dockerfile", []byte(text))
	known := facts.Gather(tree, nil, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), nil)
	return Of(known, file, file.FinalStage())
}

// TestBase shows which image runs what another one builds.
func TestBase(t *testing.T) {
	for image, want := range map[string]string{
		"golang:1.26":                          "debian:13-slim",
		"golang:1.26-bookworm":                 "debian:bookworm-slim",
		"golang:1.14-buster":                   "debian:13-slim", // buster gets no fixes
		"golang:1.26-alpine3.22":               "alpine:3.22",
		"golang:1.26-alpine":                   "alpine:3.22",
		"mcr.microsoft.com/dotnet/sdk:8.0":     "mcr.microsoft.com/dotnet/aspnet:8.0",
		"mcr.microsoft.com/dotnet/sdk:8.0.100": "mcr.microsoft.com/dotnet/aspnet:8.0",
		"maven:3.9-eclipse-temurin-21-alpine":  "eclipse-temurin:21-jre-alpine",
		"gradle:8-jdk17":                       "eclipse-temurin:17-jre",
		"maven:3.9":                            "",
	} {
		start := map[string]string{"go": `["/a/b"]`, "mc": `["dotnet", "/a/b.dll"]`, "ma": `["java", "-jar", "/a/b.jar"]`, "gr": `["java", "-jar", "/a/b.jar"]`}[image[:2]]
		product, _ := of("FROM " + image + "\nWORKDIR /a\nRUN true\nCMD " + start + "\n")
		if product.Base != want {
			t.Errorf("%s is run on %q, want %q", image, product.Base, want)
		}
	}
}

// TestProgram shows where the build puts what starts.
func TestProgram(t *testing.T) {
	for _, tt := range []struct{ run, start, from, to string }{
		{"go build -o app .", `["./app"]`, "/src/app", "/src/app"},
		{"go build -o bin/ ./cmd/app", `["bin/app"]`, "/src/bin/app", "/src/bin/app"},
		{"go build", `["./anything"]`, "/src/anything", "/src/anything"},
		{"go build example.org/app/v2", `["./app"]`, "/src/app", "/src/app"},
		{"go install ./cmd/app", `["app"]`, "/go/bin/app", "/usr/local/bin/app"},
		{"cd cmd && go build -o /srv/app && mv /srv/app /app", `["/app"]`, "/app", "/app"},
		{"go build -o app .", "./app --flag", "/src/app", "/src/app"},
	} {
		product, ok := of("FROM golang:1.26\nWORKDIR /src\nRUN "+tt.run+"\nCMD "+tt.start+"\n", "main.go", "package main")
		if !ok || product.Copies[0] != (Copy{tt.from, tt.to}) || len(product.Doubts) > 0 {
			t.Errorf("%s: %v %v", tt.run, product.Copies, product.Doubts)
		}
	}
}

// TestDoubts shows what is left to the author.
func TestDoubts(t *testing.T) {
	for run, want := range map[string]string{
		"go build -o other .":                                    "is what the build makes",
		"go build -o app . && ./setup.sh":                        "`setup.sh` on line 3 leaves",
		"go build -o app . && echo a > /etc/a":                   "the RUN on line 3 leaves",
		"apt-get install -y imagemagick && go build -o app .":    "`imagemagick`",
		"git clone https://example.org/a . && go build -o app .": "`git` gets",
		"go build -o app . && mkdir /data":                       "the folder `/data`",
	} {
		product, ok := of("FROM golang:1.26\nWORKDIR /src\nRUN "+run+"\nCMD [\"./app\"]\n", "main.go", "package main")
		if !ok || !strings.Contains(strings.Join(product.Doubts, "; "), want) {
			t.Errorf("%s: doubts %q, want %q", run, product.Doubts, want)
		}
	}
}
