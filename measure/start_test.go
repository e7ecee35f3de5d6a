package measure

import (
	"context"
	"errors"
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"github.com/drydock-dev/drydock/measured"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// imageCalled returns an image that exposes ports. The fake starter knows it by its name.
func imageCalled(name string, ports ...string) *Image {
	i := &Image{Config: ocispec.ImageConfig{Labels: map[string]string{"text": name}, ExposedPorts: map[string]struct{}{}}}
	for _, port := range ports {
		i.Config.ExposedPorts[port] = struct{}{}
	}
	return i
}

// TestWatch checks what is told of a program, on a clock that costs no time.
func TestWatch(t *testing.T) {
	for name, test := range map[string]struct {
		does program
		want Outcome
	}{
		"it ends":                 {program{endsIn: time.Second, code: 3}, Outcome{ExitCode: 3}},
		"it ends just in time":    {program{endsIn: watchFor - time.Millisecond}, Outcome{}},
		"it stays and stops":      {program{stopsIn: 2 * time.Second}, Outcome{Stays: true, StopIn: 2 * time.Second}},
		"it has to be killed":     {program{}, Outcome{Stays: true, StopIn: stopLimit, Killed: true}},
		"it answers":              {program{stopsIn: 1, answers: map[string]string{"80/tcp": "200", "90/tcp": ""}}, Outcome{Stays: true, StopIn: 1, Answers: map[string]string{"80/tcp": "200"}}},
		"nobody asks other ports": {program{stopsIn: 1, answers: map[string]string{"70/tcp": "200"}}, Outcome{Stays: true, StopIn: 1}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeStarter{start: func(*Image, map[string]string) (program, error) {
				return test.does, nil
			}}
			got, err := Watch(t.Context(), s, imageCalled("", "80/tcp", "90/tcp"), nil)
			same := got.Stays == test.want.Stays && got.ExitCode == test.want.ExitCode && got.StopIn == test.want.StopIn && got.Killed == test.want.Killed && maps.Equal(got.Answers, test.want.Answers)
			if err != nil || !same || s.running != 0 {
				t.Errorf("%s: %+v, %v, %d still running", name, got, err, s.running)
			}
		})
	}
}

// TestWatchIsInterrupted checks that a program doesn't outlive an interrupt, whenever that comes.
func TestWatchIsInterrupted(t *testing.T) {
	for name, when := range map[string]time.Duration{"while it's watched": time.Second, "while it stops": watchFor + time.Second} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeStarter{start: func(*Image, map[string]string) (program, error) { return program{}, nil }}
			ctx, cancel := context.WithTimeoutCause(t.Context(), when, errors.New("the cause"))
			defer cancel()
			if _, err := Watch(ctx, s, imageCalled(""), nil); err == nil || err.Error() != "the cause" || s.running != 0 {
				t.Errorf("%s: %v, %d still running", name, err, s.running)
			}
		})
	}
}

// TestWorse checks what counts as worse. A program may do better, and stop otherwise.
func TestWorse(t *testing.T) {
	answers := func(port, answer string) Outcome {
		return Outcome{Stays: true, Answers: map[string]string{port: answer}}
	}
	for name, test := range map[string]struct {
		before, after Outcome
		want          measured.Worse
	}{
		"the same":                    {answers("80/tcp", "200"), answers("80/tcp", "200"), measured.NotWorse},
		"it ends":                     {Outcome{Stays: true}, Outcome{}, measured.EndsOtherwise},
		"it ended before as well":     {Outcome{ExitCode: 1}, Outcome{ExitCode: 1}, measured.NotWorse},
		"it ends with another code":   {Outcome{ExitCode: 1}, Outcome{ExitCode: 2}, measured.EndsOtherwise},
		"it stays now":                {Outcome{ExitCode: 1}, Outcome{Stays: true}, measured.NotWorse},
		"it answers with an error":    {answers("80/tcp", "200"), answers("80/tcp", "500"), measured.DoesNotAnswer},
		"a port is closed":            {answers("80/tcp", "open"), Outcome{Stays: true}, measured.DoesNotAnswer},
		"a port is new":               {Outcome{Stays: true}, answers("80/tcp", "200"), measured.NotWorse},
		"it has to be killed now":     {Outcome{Stays: true, StopIn: time.Second}, Outcome{Stays: true, Killed: true, StopIn: stopLimit}, measured.NotWorse},
		"it answers, and ends either": {Outcome{ExitCode: 1, Answers: map[string]string{"80/tcp": "200"}}, Outcome{ExitCode: 1}, measured.NotWorse},
	} {
		if why, got := test.after.Worse(test.before); got != test.want || (why == "") != (test.want == measured.NotWorse) {
			t.Errorf("%s: %v %q, want %v", name, got, why, test.want)
		}
	}
}

// TestLimits checks that each limit ends the measuring, and says so.
func TestLimits(t *testing.T) {
	for name, test := range map[string]struct {
		free    func(seconds int) int64
		unknown bool
		after   time.Duration
		cause   string
	}{
		"time":                 {free: func(int) int64 { return 10e9 }, after: time.Minute, cause: "the time limit of 1m0s is over"},
		"a full disk":          {free: func(int) int64 { return 1e9 }, after: 0, cause: "less than 5.0 GB of the disk are free"},
		"a disk that fills up": {free: func(s int) int64 { return int64(10-s) * 1e9 }, after: 6 * time.Second, cause: "less than 5.0 GB of the disk are free"},
		"an unknown disk":      {free: func(int) int64 { return 0 }, unknown: true, after: time.Minute, cause: "the time limit of 1m0s is over"},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			ctx, stop := Limits{Time: time.Minute, KeepFree: 5e9}.with(t.Context(), func() (int64, bool) {
				return test.free(int(time.Since(began).Seconds())), !test.unknown
			})
			defer stop()
			<-ctx.Done()
			if cause := context.Cause(ctx); time.Since(began) != test.after || cause.Error() != test.cause {
				t.Errorf("%s: after %s: %v", name, time.Since(began), cause)
			}
		})
	}
}
