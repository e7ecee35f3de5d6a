package github

import (
	"context"
	"errors"
	"io/fs"
	"net/http"

	"github.com/google/go-github/v60/github"

	"github.com/drydock-dev/drydock/bot"
)

// Range is the commits from a base to a head.
type Range struct {
	*Client
	// BaseSHA is the commit or branch that the head will be merged into. "" means that there
	// is none: all files of the head are new.
	BaseSHA string
	HeadSHA string
	// mergeBase is the commit that the diff is against; Changes sets it. The base branch's tip
	// may be newer.
	mergeBase string
	listed    map[string]*github.Tree // by commit
	// head and base are the trees read so far.
	head, base *bot.Tree
	texts      map[string][]byte // prefetched blobs
}

// The most files that a comparison lists, and a pull request.
const (
	maxCompared = 300
	maxListed   = 3000
)

// Changes lists the files that change from the merge base to the head. If there are more than
// a comparison lists, a file that was renamed and changed counts as new.
func (r *Range) Changes(ctx context.Context) ([]bot.Change, error) {
	if r.BaseSHA == "" {
		return r.treeChanges(ctx)
	}
	files, err := r.compare(ctx)
	if err != nil {
		return nil, r.explain("list the changed files", err)
	}
	if len(files) >= maxCompared {
		return r.treeChanges(ctx)
	}
	return changes(files), nil
}

// compare returns the changed files, up to maxCompared, and sets the merge base.
func (r *Range) compare(ctx context.Context) ([]*github.CommitFile, error) {
	comparison, _, err := r.api.Repositories.CompareCommits(ctx, r.owner, r.repo, r.BaseSHA, r.HeadSHA, &github.ListOptions{PerPage: 1})
	if err != nil {
		return nil, err
	}
	r.mergeBase = comparison.GetMergeBaseCommit().GetSHA()
	if r.mergeBase == "" {
		r.mergeBase = r.BaseSHA
	}
	return comparison.Files, nil
}

// changes converts changed files from the API's form.
func changes(files []*github.CommitFile) []bot.Change {
	var all []bot.Change
	for _, f := range files {
		c := bot.Change{Path: f.GetFilename(), Previous: f.GetPreviousFilename(), SHA: f.GetSHA(), Patch: f.GetPatch()}
		switch f.GetStatus() {
		case "added", "copied":
			c.Status, c.Previous = bot.Added, ""
		case "removed":
			c.Status = bot.Removed
		case "renamed":
			c.Status = bot.Renamed
		default:
			c.Status = bot.Modified
		}
		all = append(all, c)
	}
	return all
}

// treeChanges lists the changes by comparing the trees of the merge base, if any, and the head.
func (r *Range) treeChanges(ctx context.Context) ([]bot.Change, error) {
	before := map[string]string{} // blobs by path
	names := map[string]string{}  // paths by blob
	if r.mergeBase != "" {
		tree, err := r.list(ctx, r.mergeBase)
		if err != nil {
			return nil, err
		}
		for _, e := range tree.Entries {
			before[e.GetPath()], names[e.GetSHA()] = e.GetSHA(), e.GetPath()
		}
	}
	tree, err := r.list(ctx, r.HeadSHA)
	if err != nil {
		return nil, err
	}
	var all []bot.Change
	for _, e := range tree.Entries {
		c := bot.Change{Path: e.GetPath(), SHA: e.GetSHA(), Status: bot.Modified}
		sha, known := before[c.Path]
		switch {
		case e.GetType() != "blob" || sha == c.SHA:
			continue
		case !known && names[c.SHA] != "":
			c.Status, c.Previous = bot.Renamed, names[c.SHA]
		case !known:
			c.Status = bot.Added
		}
		all = append(all, c)
	}
	return all, nil
}

// Head implements bot.Sides.
func (r *Range) Head(ctx context.Context, c bot.Change) ([]byte, error) {
	text, err := r.blob(ctx, c.SHA)
	if notFound(err) {
		return nil, bot.ErrLink // a submodule: its commit is not a blob
	}
	if err != nil {
		return nil, r.explain("read "+c.Path, err)
	}
	return text, nil
}

// Base implements bot.Sides. Call Changes before.
func (r *Range) Base(ctx context.Context, c bot.Change) ([]byte, error) {
	path := c.Path
	if c.Previous != "" {
		path = c.Previous
	}
	text, err := r.Read(ctx, path, r.mergeBase)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// Read returns a file of a commit. The error is fs.ErrNotExist if there is no such file.
func (r *Range) Read(ctx context.Context, path, ref string) ([]byte, error) {
	file, _, _, err := r.api.Repositories.GetContents(ctx, r.owner, r.repo, path, &github.RepositoryContentGetOptions{Ref: ref})
	if notFound(err) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, r.explain("read "+path, err)
	}
	if file == nil || file.GetType() != "file" {
		return nil, fs.ErrNotExist // a folder, link or submodule
	}
	if file.GetEncoding() == "none" { // over 1 MB
		text, err := r.blob(ctx, file.GetSHA())
		if err != nil {
			return nil, r.explain("read "+path, err)
		}
		return text, nil
	}
	text, err := file.GetContent()
	return []byte(text), err
}

func notFound(err error) bool {
	var response *github.ErrorResponse
	return errors.As(err, &response) && response.Response.StatusCode == http.StatusNotFound
}
