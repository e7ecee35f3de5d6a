package github

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// repeatReads returns a transport that repeats GET requests which get no answer or
// one of a broken server. Others may have been carried out: whoever sends them has
// to look first.
func repeatReads(transport http.RoundTripper, wait time.Duration) http.RoundTripper {
	repeating := retryablehttp.NewClient()
	repeating.HTTPClient = &http.Client{Transport: transport}
	repeating.Logger = nil
	repeating.RetryMax, repeating.RetryWaitMin, repeating.RetryWaitMax = readRetries, wait, 4*wait
	repeating.ErrorHandler = retryablehttp.PassthroughErrorHandler
	repeating.CheckRetry = func(ctx context.Context, r *http.Response, err error) (bool, error) {
		return ctx.Err() == nil && (err != nil || r.StatusCode >= http.StatusInternalServerError), ctx.Err()
	}
	return byMethod{reads: &retryablehttp.RoundTripper{Client: repeating}, writes: transport}
}

// byMethod sends reading requests one way and all others another.
type byMethod struct{ reads, writes http.RoundTripper }

func (t byMethod) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return t.reads.RoundTrip(r)
	}
	return t.writes.RoundTrip(r)
}
