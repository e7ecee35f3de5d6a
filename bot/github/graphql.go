package github

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v60/github"
)

// ask sends a GraphQL query and decodes the answer's data. An error in the answer is returned
// as the REST API would have returned it.
func (c *Client) ask(ctx context.Context, query string, variables map[string]any, data any) error {
	request, err := c.api.NewRequest(http.MethodPost, c.graphURL, map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	var answer struct {
		Data   json.RawMessage
		Errors []graphError
	}
	if _, err := c.api.Do(ctx, request, &answer); err != nil {
		return err
	}
	if len(answer.Errors) > 0 {
		return answer.Errors[0].asREST()
	}
	if err := json.Unmarshal(answer.Data, data); err != nil {
		return fmt.Errorf("GraphQL: %w", err)
	}
	return nil
}

// graphError is an error in an answer with status 200.
type graphError struct{ Type, Message string }

// graphStatuses are the REST API's statuses by type of error.
var graphStatuses = map[string]int{
	"FORBIDDEN":           http.StatusForbidden,
	"INSUFFICIENT_SCOPES": http.StatusForbidden,
	"NOT_FOUND":           http.StatusNotFound,
	"RATE_LIMITED":        http.StatusTooManyRequests,
	"STALE_DATA":          http.StatusConflict,
	"":                    http.StatusBadGateway, // "Something went wrong while executing your query."
}

func (e graphError) asREST() error {
	status, known := graphStatuses[e.Type]
	switch {
	case strings.Contains(e.Message, "rate limit"):
		status = http.StatusTooManyRequests
	case strings.Contains(e.Message, "Resource not accessible"):
		status = http.StatusForbidden
	case !known:
		status = http.StatusUnprocessableEntity
	}
	return &github.ErrorResponse{Response: &http.Response{StatusCode: status}, Message: "GraphQL: " + e.Message}
}
