package githubtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// graphql answers Drydock's GraphQL queries: it returns the pull request's threads and reviews,
// resolves a thread, or makes a commit.
func (s *Server) graphql(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Query     string
		Variables map[string]any
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		refuse(w, http.StatusBadRequest, "Problems parsing JSON")
		return
	}
	document, err := parser.ParseQuery(&ast.Source{Input: request.Query})
	if err != nil || len(document.Operations) != 1 {
		graphErrors(w, "", fmt.Sprint(err))
		return
	}
	operation := document.Operations[0]
	if operation.Operation == ast.Mutation {
		s.mutate(w, operation, request.Variables)
		return
	}
	data := selected(operation.SelectionSet, map[string]any{
		"viewer":     map[string]any{"login": strings.TrimSuffix(Login, "[bot]")},
		"repository": map[string]any{"pullRequest": s.pullRequest(), "object": byArguments(s.object)},
	}, request.Variables)
	answer(w, http.StatusOK, map[string]any{"data": data})
}

// graphErrors answers like GraphQL: with status 200 and the errors in the body.
func graphErrors(w http.ResponseWriter, kind, message string) {
	answer(w, http.StatusOK, map[string]any{"data": nil, "errors": []map[string]any{{"type": kind, "message": message}}})
}

// pullRequest returns the pull request as the GraphQL API has it.
func (s *Server) pullRequest() map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	orNull := func(n int) any {
		if n == 0 {
			return nil
		}
		return n
	}
	var threads, reviews []any
	shown, shownReviews := s.comments, s.reviews
	if s.Lag {
		shown = slices.DeleteFunc(slices.Clone(shown), func(c Comment) bool { return c.ID > s.lastComment })
		shownReviews = shownReviews[:s.lastReview]
		s.lastComment, s.lastReview = s.numbers, len(s.reviews)
	}
	for _, c := range shown {
		var by any
		if c.Resolved && c.ResolvedBy != "" {
			by = map[string]any{"login": strings.TrimSuffix(c.ResolvedBy, "[bot]")}
		}
		var review any
		if c.ReviewID != 0 {
			review = map[string]any{"databaseId": c.ReviewID}
		}
		comments := list{map[string]any{"databaseId": c.ID, "viewerDidAuthor": c.User == Login, "body": c.Body, "pullRequestReview": review}}
		if c.Answered {
			comments = append(comments, map[string]any{"viewerDidAuthor": false, "body": "Is that so?"})
		}
		threads = append(threads, map[string]any{
			"id": "PRRT_" + strconv.Itoa(c.ID), "isResolved": c.Resolved, "resolvedBy": by, "path": c.Path, "isOutdated": c.Line == 0,
			"startLine": orNull(c.StartLine), "line": orNull(c.Line),
			"comments": comments,
		})
	}
	for _, v := range shownReviews {
		reviews = append(reviews, map[string]any{"databaseId": v.ID, "viewerDidAuthor": v.User == Login, "body": v.Body})
	}
	return map[string]any{"headRefOid": s.head, "reviewThreads": list(threads), "reviews": list(reviews)}
}

// object returns the blob with the SHA in an argument, nil for none. Long texts are truncated,
// and bytes that aren't UTF-8 are lost.
func (s *Server) object(argument func(name string) any) any {
	sha, _ := argument("oid").(string)
	text, ok := s.blob(sha)
	switch {
	case !ok:
		return nil
	case len(text) > maxText:
		return map[string]any{"text": strings.ToValidUTF8(text[:maxText], ""), "isTruncated": true}
	}
	return map[string]any{"text": strings.ToValidUTF8(text, "\uFFFD"), "isTruncated": false}
}

// maxText is the most of a blob's text that is returned, in bytes.
const maxText = 512_000

// byArguments is a field whose value depends on its arguments.
type byArguments func(argument func(name string) any) any

// list is a connection: nodes in pages.
type list []any

// selected returns the fields of an object that a query selects.
func selected(set ast.SelectionSet, object map[string]any, variables map[string]any) map[string]any {
	out := map[string]any{}
	for _, selection := range set {
		if fragment, ok := selection.(*ast.InlineFragment); ok {
			maps.Copy(out, selected(fragment.SelectionSet, object, variables))
			continue
		}
		field, ok := selection.(*ast.Field)
		if !ok {
			continue
		}
		argument := func(name string) any {
			if a := field.Arguments.ForName(name); a != nil {
				if value, err := a.Value.Value(variables); err == nil {
					return value
				}
			}
			return nil
		}
		value := object[field.Name]
		switch v := value.(type) {
		case list:
			value = v.page(argument)
		case byArguments:
			value = v(argument)
		}
		out[field.Alias] = values(field.SelectionSet, value, variables)
	}
	return out
}

func values(set ast.SelectionSet, value any, variables map[string]any) any {
	switch v := value.(type) {
	case map[string]any:
		return selected(set, v, variables)
	case []any:
		all := []any{}
		for _, item := range v {
			all = append(all, values(set, item, variables))
		}
		return all
	}
	return value
}

// page returns the nodes of a connection that its arguments ask for: at most 100, as on GitHub.
func (l list) page(argument func(name string) any) map[string]any {
	size, from := 0, 0
	if n, ok := argument("first").(int64); ok {
		size = int(min(n, 100))
	}
	if after, ok := argument("after").(string); ok {
		from, _ = strconv.Atoi(after)
	}
	from = min(from, len(l))
	to := min(from+size, len(l))
	return map[string]any{
		"nodes": append([]any{}, l[from:to]...), "totalCount": len(l),
		"pageInfo": map[string]any{"hasNextPage": to < len(l), "endCursor": strconv.Itoa(to)},
	}
}

// mutate resolves a thread or makes a commit.
func (s *Server) mutate(w http.ResponseWriter, operation *ast.OperationDefinition, variables map[string]any) {
	input, _ := variables["input"].(map[string]any)
	if thread, ok := variables["thread"]; ok {
		input = map[string]any{"threadId": thread}
	}
	field, ok := operation.SelectionSet[0].(*ast.Field)
	switch {
	case ok && field.Name == "resolveReviewThread":
		s.resolve(w, input)
	case ok && field.Name == "createCommitOnBranch":
		s.commitOnBranch(w, input)
	default:
		graphErrors(w, "NOT_FOUND", "no such mutation")
	}
}

func (s *Server) resolve(w http.ResponseWriter, input map[string]any) {
	id, _ := input["threadId"].(string)
	number, err := strconv.Atoi(strings.TrimPrefix(id, "PRRT_"))
	switch {
	case err != nil:
		graphErrors(w, "NOT_FOUND", "Could not resolve to a node with the global id of '"+id+"'")
	case s.ReadOnly || s.MayNotResolve:
		graphErrors(w, "FORBIDDEN", "Resource not accessible by integration")
	default:
		s.Resolve(number, Login)
		answer(w, http.StatusOK, map[string]any{"data": map[string]any{"resolveReviewThread": map[string]any{"thread": map[string]any{"isResolved": true}}}})
	}
}

// commitOnBranch pushes new texts of files, if the head is the expected one.
func (s *Server) commitOnBranch(w http.ResponseWriter, input map[string]any) {
	if s.BeforeCommit != nil {
		s.BeforeCommit()
	}
	var commit struct {
		ExpectedHeadOid string
		FileChanges     struct {
			Additions []struct {
				Path     string
				Contents []byte // base64
			}
		}
	}
	text, err := json.Marshal(input)
	if err == nil {
		err = json.Unmarshal(text, &commit)
	}
	switch {
	case err != nil:
		graphErrors(w, "UNPROCESSABLE", err.Error())
		return
	case s.ReadOnly || s.MayNotResolve:
		graphErrors(w, "FORBIDDEN", "Resource not accessible by integration")
		return
	case commit.ExpectedHeadOid != s.Head():
		graphErrors(w, "STALE_DATA", fmt.Sprintf("Expected branch to point to %q but it did not. Pull and try again.", commit.ExpectedHeadOid))
		return
	}
	for _, a := range commit.FileChanges.Additions {
		if strings.HasPrefix(a.Path, ".github/workflows/") {
			graphErrors(w, "FORBIDDEN", fmt.Sprintf("refusing to allow a GitHub App to create or update workflow `%s` without `workflows` permission", a.Path))
			return
		}
	}
	files := slices.Clone(s.Files)
	for _, a := range commit.FileChanges.Additions {
		for i := range files {
			if files[i].Path == a.Path {
				files[i].After = string(a.Contents)
			}
		}
	}
	s.Push(files...)
	answer(w, http.StatusOK, map[string]any{"data": map[string]any{"createCommitOnBranch": map[string]any{"commit": map[string]any{"oid": s.Head()}}}})
}
