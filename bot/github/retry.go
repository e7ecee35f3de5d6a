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

// requestTimeout bounds one request, limitWait how long rate limits are waited for
// in all, maxAnswer the bytes of an answer: a blob has at most 100 MB. A request
// that may be repeated is repeated up to maxRetries times.
const (
	requestTimeout = 30 * time.Second // unless the configuration has another
	limitWait      = 2 * time.Minute
	maxAnswer      = 128 << 20
	maxRetries     = 3
)

// retrying returns a transport that repeats what can be repeated without doing
// anything twice: any request that a rate limit kept from being carried out, after
// the time that GitHub tells, and a GET that got no answer or one of a broken
// server. Others may have been carried out: whoever sends them has to look first.
//
// A limit that says nothing else is waited for sixty times as long as the
// configuration has it for other requests.
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

// byMethod sends reading requests one way and all others another.
type byMethod struct{ reads, writes http.RoundTripper }

func (t byMethod) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return t.reads.RoundTrip(r)
	}
	return t.writes.RoundTrip(r)
}

// limit is the patience with rate limits that is left.
type limit struct {
	unsaid time.Duration // where an answer does not tell how long to wait
	waited atomic.Int64  // nanoseconds
}

// canWait reports whether an answer is that of a rate limit which ends while there
// is patience left.
func (l *limit) canWait(r *http.Response) bool {
	return isRateLimited(r) && time.Duration(l.waited.Load())+l.waitTime(r, 0) <= limitWait
}

// spend returns how long to wait, and takes it from the patience.
func (l *limit) spend(r *http.Response, attempt int) time.Duration {
	wait := l.waitTime(r, attempt)
	l.waited.Add(int64(wait))
	return wait
}

// waitTime returns how long an answer tells to wait; without a word the time doubles
// with each attempt.
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

// isRateLimited reports whether an answer is that of a rate limit, primary or secondary.
func isRateLimited(r *http.Response) bool {
	switch r.StatusCode {
	case http.StatusTooManyRequests:
		return true
	case http.StatusForbidden:
		return r.Header.Get("Retry-After") != "" || r.Header.Get("X-RateLimit-Remaining") == "0" || bodyContains(r, "secondary rate limit")
	case http.StatusOK: // as the GraphQL API does it
		return r.Header.Get("X-RateLimit-Remaining") == "0" && bodyContains(r, `"RATE_LIMITED"`)
	}
	return false
}

// bodyContains reports whether an answer, which fullBody has read, holds some words.
func bodyContains(r *http.Response, words string) bool {
	if r.Body == nil {
		return false
	}
	text, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(text))
	return err == nil && bytes.Contains(text, []byte(words))
}

// fullBody reads answers to their end before it hands them on: one that breaks off is
// an error of the request, and no connection or timer stays with a reader.
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
		return nil, fmt.Errorf("the answer breaks off: %w", err)
	case len(text) > maxAnswer:
		return nil, fmt.Errorf("the answer is longer than %d bytes", maxAnswer)
	}
	response.Body = io.NopCloser(bytes.NewReader(text))
	return response, nil
}
