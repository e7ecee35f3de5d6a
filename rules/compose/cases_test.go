package compose_test

import (
	"testing"

	"github.com/drydock-dev/drydock/internal/ruletest"
	"github.com/drydock-dev/drydock/rules"
)

func TestCases(t *testing.T) { ruletest.Run(t, rules.All) }
