package run

import (
	"testing"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestOnlyLargeSavingsAreToldToEveryone shows for whom a finding is by what it would save.
func TestOnlyLargeSavingsAreToldToEveryone(t *testing.T) {
	const final, other = "FROM debian:13-slim\n", "FROM debian:13-slim AS build\n"
	tests := map[string]struct {
		rule *lint.Rule
		text string
		want lint.Profile
	}{
		"a mail server":                     {AptNoRecommends, final + "RUN apt-get install -y cron\n", lint.Recommended},
		"a mail server that is called":      {AptNoRecommends, final + "RUN apt-get install -y cron && sendmail -bv root\n", lint.Strict},
		"a little documentation":            {AptNoRecommends, final + "RUN apt-get install -y nodejs\n", lint.Strict},
		"what a program may use":            {AptNoRecommends, final + "RUN apt-get install -y graphviz\n", lint.Strict},
		"a compiler that no step uses":      {AptNoRecommends, final + "RUN apt-get install -y python3-pip\nRUN pip install flask\n", lint.Recommended},
		"a compiler that a step may use":    {AptNoRecommends, final + "RUN apt-get install -y libtool\nRUN ./configure\n", lint.Strict},
		"a stage that doesn't ship":         {AptNoRecommends, other + "RUN apt-get install -y cron\nFROM scratch\n", lint.Strict},
		"a release that isn't known":        {AptNoRecommends, "FROM debian:11\nRUN apt-get install -y cron\n", lint.Strict},
		"a removed compiler":                {RemoveLater, final + "RUN apt-get install -y gcc\nRUN apt-get purge -y gcc\n", lint.Recommended},
		"a removed tool":                    {RemoveLater, final + "RUN apt-get install -y wget\nRUN apt-get purge -y wget\n", lint.Strict},
		"a removed compiler of Alpine's":    {RemoveLater, "FROM alpine\nRUN apk add gcc\nRUN apk del gcc\n", lint.Recommended},
		"a removed tool that may be a tiny": {RemoveLater, "FROM alpine\nRUN apk add jq\nRUN apk del jq\n", lint.Strict},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			file := dockerfile.Parse("Dockerfile", []byte(tt.text))
			findings := lint.Run(file, facts.Gather(nil, nil, time.Time{}, nil), []*lint.Rule{tt.rule}, &lint.Options{}).Findings
			if len(findings) != 1 || findings[0].Profile != tt.want {
				t.Errorf("%v, want one for the profile %s", findings, tt.want)
			}
		})
	}
}
