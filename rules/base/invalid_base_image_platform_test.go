package base_test

import (
	"testing"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/rules/base"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestInvalidBaseImagePlatform shows the rule's words. BuildKit warns only where it asks a registry,
// which Drydock never does, so the warning is put in its place.
func TestInvalidBaseImagePlatform(t *testing.T) {
	file := dockerfile.Parse("Dockerfile", []byte("FROM --platform=linux/arm64 alpine:3.22\n"))
	file.Derive("buildkit", func() any {
		return &buildkit.Result{Warnings: []buildkit.Warning{{Check: "InvalidBaseImagePlatform", Line: 1, EndLine: 1, Message: "Base image alpine:3.22 was pulled with platform \"linux/amd64\", expected \"linux/arm64\""}}}
	})
	findings := lint.Run(file, &facts.Facts{}, []*lint.Rule{base.InvalidBaseImagePlatform}, &lint.Options{}).Findings
	if len(findings) != 1 {
		t.Fatalf("%d findings", len(findings))
	}
	want := "Base image alpine:3.22 was pulled with platform \"linux/amd64\", expected \"linux/arm64\". " + base.InvalidBaseImagePlatform.Summary
	if findings[0].Message != want {
		t.Errorf("%q, want %q", findings[0].Message, want)
	}
}
