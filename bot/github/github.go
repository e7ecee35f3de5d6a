// Package github reads pull requests from GitHub and posts reviews, through go-github. It
// decides nothing: bot/review plans what to post.
//
// It may import bot and bot/review, and is the only package that touches the network. The
// token must not get into errors or logs.
package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/drydock-dev/drydock/bot"
)

// Client talks to one repository.
type Client struct {
	api         *github.Client
	owner, repo string
	// url is the REST API's address, for messages; graphURL is the GraphQL API's.
	url, graphURL string
}

// Config is the configuration of a client.
type Config struct {
	API, GraphQL string // the addresses of the two APIs
	Repository   string // "owner/name"
	Token        string
	// Wait is the time before a GET is repeated; it doubles each time.
	Wait time.Duration
	// Timeout bounds one request; 0 means 30 seconds.
	Timeout time.Duration
}

// NewClient returns a client for a repository. It uses the environment's proxies.
func NewClient(c Config) (*Client, error) {
	owner, repo, ok := strings.Cut(c.Repository, "/")
	if !ok || owner == "" || repo == "" {
		return nil, fmt.Errorf("%q is not a repository of the form owner/name", c.Repository)
	}
	base, err := url.Parse(strings.TrimSuffix(c.API, "/") + "/")
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("%q is not an address of GitHub's API", c.API)
	}
	api := github.NewClient(&http.Client{Transport: retrying(http.DefaultTransport, c)}).WithAuthToken(c.Token)
	api.BaseURL = base
	return &Client{api: api, owner: owner, repo: repo, url: c.API, graphURL: c.GraphQL}, nil
}

// PullRequest is a pull request with the head that it had when the event was sent.
type PullRequest struct {
	*Range
	Number int
}

// perPage is the API's largest page size.
const perPage = 100

// allPages returns the items of all pages of a list.
func allPages[T any](list func(page github.ListOptions) ([]T, *github.Response, error)) ([]T, error) {
	var all []T
	page := github.ListOptions{PerPage: perPage}
	for {
		some, response, err := list(page)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if response.NextPage == 0 {
			return all, nil
		}
		page.Page = response.NextPage
	}
}

// Changes lists the files that the pull request changes.
func (p *PullRequest) Changes(ctx context.Context) ([]bot.Change, error) {
	files, err := p.compare(ctx)
	if err == nil && len(files) >= maxCompared {
		files, err = allPages(func(page github.ListOptions) ([]*github.CommitFile, *github.Response, error) {
			return p.api.PullRequests.ListFiles(ctx, p.owner, p.repo, p.Number, &page)
		})
	}
	if err != nil {
		return nil, p.explain("list the pull request's files", err)
	}
	return changes(files), nil
}

// explain turns an API error into one line that says what failed and what to do.
func (c *Client) explain(what string, err error) error {
	var response *github.ErrorResponse
	var network *url.Error
	switch {
	case isRateLimit(err):
		return fmt.Errorf("cannot %s: GitHub's rate limit is reached", what)
	case errors.As(err, &response) && response.Response.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("cannot %s: GitHub does not accept the token (401): pass one as github-token", what)
	case errors.As(err, &response) && response.Response.StatusCode == http.StatusForbidden:
		return fmt.Errorf("cannot %s: the token isn't allowed to (403, %s): grant the job contents: read and pull-requests: write", what, response.Message)
	case errors.As(err, &response) && response.Response.StatusCode == http.StatusNotFound:
		return fmt.Errorf("cannot %s: not found (404): can the token read %s/%s?", what, c.owner, c.repo)
	case errors.As(err, &response):
		return fmt.Errorf("cannot %s: GitHub answered %d, %s", what, response.Response.StatusCode, apiMessage(response))
	case errors.As(err, &network):
		return fmt.Errorf("cannot %s: no connection to GitHub's API at %s: %w", what, c.url, network.Err)
	}
	return fmt.Errorf("cannot %s: %w", what, err)
}

// apiMessage returns the message and the details of an API error.
func apiMessage(r *github.ErrorResponse) string {
	text := r.Message
	for _, e := range r.Errors {
		text += "; " + e.Message
	}
	return text
}
