package github

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// The limits of requests: the timeout of one, the total time to wait for rate limits, the
// bytes of an answer (a blob has at most 100 MB), and the number of retries.
const (
	requestTimeout = 30 * time.Second // unless Config sets another
	limitWait      = 2 * time.Minute
	maxAnswer      = 128 << 20
	maxRetries     = 3
)

// retrying returns a transport that repeats requests if that can't do anything twice. It
// repeats any request that hit a rate limit, after the time that GitHub states, and a GET that
// timed out, was cut off, or got a 5xx. Other requests may have succeeded: their sender has to
// check first.
//
// If GitHub states no time for a rate limit, the wait is 60 times config.Wait.
func retrying(transport http.RoundTripper, config Config) http.RoundTripper {
	limit := &limit{unsaid: 60 * config.Wait}
	repeating := func(broken bool) http.RoundTripper {
		c := retryablehttp.NewClient()
		c.HTTPClient = &http.Client{Transport: fullBody{transport}, Timeout: cmp.Or(config.Timeout, requestTimeout)}
		c.Logger = nil
		c.RetryMax, c.RetryWaitMin, c.RetryWaitMax = maxRetries, config.Wait, 4*config.Wait
		c.ErrorHandler = retryablehttp.PassthroughErrorHandler
		c.CheckRetry = func(ctx context.Context, r *http.Response, err error) (bool, error) {
			switch {
			case ctx.Err() != nil:
				return false, ctx.Err()
			case err != nil || r.StatusCode >= http.StatusInternalServerError:
				return broken, nil
			}
			return limit.canWait(r), nil
		}
		c.Backoff = func(least, most time.Duration, attempt int, r *http.Response) time.Duration {
			if r != nil && isRateLimited(r) {
				return limit.spend(r, attempt)
			}
			return retryablehttp.DefaultBackoff(least, most, attempt, nil)
		}
		return &retryablehttp.RoundTripper{Client: c}
	}
	return byMethod{reads: repeating(true), writes: repeating(false)}
}

// byMethod sends GET requests through one transport and all others through another.
type byMethod struct{ reads, writes http.RoundTripper }

func (t byMethod) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return t.reads.RoundTrip(r)
	}
	return t.writes.RoundTrip(r)
}

// limit keeps track of the time spent waiting for rate limits.
type limit struct {
	unsaid time.Duration // the wait if an answer states none
	waited atomic.Int64  // nanoseconds
}

// canWait reports whether an answer says that a rate limit is reached, and the wait for it
// fits into limitWait.
func (l *limit) canWait(r *http.Response) bool {
	return isRateLimited(r) && time.Duration(l.waited.Load())+l.waitTime(r, 0) <= limitWait
}

// spend returns how long to wait, and counts it.
func (l *limit) spend(r *http.Response, attempt int) time.Duration {
	wait := l.waitTime(r, attempt)
	l.waited.Add(int64(wait))
	return wait
}

// waitTime returns how long to wait by an answer. If the answer states no time, the wait
// doubles with each attempt.
//
// Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
func (l *limit) waitTime(r *http.Response, attempt int) time.Duration {
	if seconds, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	if reset, err := strconv.ParseInt(r.Header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
		return max(0, time.Until(time.Unix(reset, 0)))
	}
	return l.unsaid << attempt
}

// isRateLimited reports whether an answer says that a rate limit, primary or secondary, is
// reached.
func isRateLimited(r *http.Response) bool {
	switch r.StatusCode {
	case http.StatusTooManyRequests:
		return true
	case http.StatusForbidden:
		return r.Header.Get("Retry-After") != "" || r.Header.Get("X-RateLimit-Remaining") == "0" || bodyContains(r, "secondary rate limit")
	case http.StatusOK: // from the GraphQL API
		return r.Header.Get("X-RateLimit-Remaining") == "0" && bodyContains(r, `"RATE_LIMITED"`)
	}
	return false
}

// bodyContains reports whether an answer contains some words. fullBody has read the answer.
func bodyContains(r *http.Response, words string) bool {
	if r.Body == nil {
		return false
	}
	text, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(text))
	return err == nil && bytes.Contains(text, []byte(words))
}

// fullBody reads answers to the end before it returns them. So an answer that is cut off is a
// request error, and callers hold no connection or timer.
type fullBody struct{ http.RoundTripper }

func (t fullBody) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := t.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	_ = response.Body.Close() // it was read
	switch {
	case err != nil:
		return nil, fmt.Errorf("the answer was cut off: %w", err)
	case len(text) > maxAnswer:
		return nil, fmt.Errorf("the answer is longer than %d bytes", maxAnswer)
	}
	response.Body = io.NopCloser(bytes.NewReader(text))
	return response, nil
}
