// Package githubtest is a GitHub in memory behind real HTTP: one repository with one pull
// request. It enforces documented rules that bots run into: a comment outside a hunk rejects
// the whole review, a review needs a body, a read-only token can't post, pages have at most
// 100 entries. Tests and the demo use it.
package githubtest

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"

	"github.com/aymanbagabas/go-udiff"
)

// The fixed names of the repository and the pull request.
const (
	Owner         = "octo"
	Repo          = "app"
	Number        = 7
	BaseSHA       = "ba5e000000000000000000000000000000000000" // tip of the base branch
	DefaultBranch = "main"                                     // another name of BaseSHA
	MergeBase     = "3e26e00000000000000000000000000000000000" // of head and base, when Diverged is set
	HeadSHA       = "4ead000000000000000000000000000000000000"
	Branch        = "feature"  // the pull request's
	ForkOwner     = "somebody" // has the branch if Fork is set
	Token         = "ghs_a-token-for-tests"
	Login         = "github-actions[bot]" // the token's account
)

// File is a changed file of the pull request.
type File struct {
	Path     string
	Previous string // for a rename
	Before   string // text in the merge base; "" when it is added
	After    string // text in the head; "" when it is removed
	// NoPatch leaves the patch out, as the API does for long diffs.
	NoPatch bool
}

// Server is the fake. Its fields may be set before the first request.
type Server struct {
	*httptest.Server
	Files []File
	// BaseFiles are the files that the pull request doesn't change, such as settings. Base and
	// head have them.
	BaseFiles map[string]string
	// History is the number of commits that changed a path.
	History map[string]int
	// Diverged says that the base branch got commits since the head branched off.
	Diverged bool
	// Truncated says that the tree has more files than the API lists.
	Truncated bool
	// ReadOnly says that the token isn't allowed to write.
	ReadOnly bool
	// MayNotResolve says that the token isn't allowed to resolve threads, like a workflow's
	// without contents: write.
	MayNotResolve bool
	// Fork says that the pull request's branch is in another repository, Closed
	// that the pull request is closed.
	Fork, Closed bool
	// Writers are the accounts that may push.
	Writers []string
	// BeforeCommit, when set, is called before a commit is made.
	BeforeCommit func()
	// Lag makes GraphQL answers leave out what was posted since the last one.
	Lag bool
	// Pending says that the token's account has a pending review.
	Pending bool
	// Refuse says which comments are refused although they are valid.
	Refuse func(path string, line int) bool
	// Schemas, when set, are what requests and answers are checked against. See Problems.
	Schemas *Schemas
	// Fault, when set, returns what goes wrong with a request, nil for nothing. Calls don't
	// overlap.
	Fault   func(r *http.Request) *Fault
	faultMu sync.Mutex

	mu       sync.Mutex
	head     string
	was      map[string][]File // of earlier heads
	reviews  []Review
	comments []Comment
	numbers  int // of comments, including deleted ones
	// lastComment and lastReview are the numbers at the last GraphQL query.
	lastComment, lastReview int
	replies                 []string
	checks                  []Check
	requests, texts         []string
	problems                []string
}

// Fault is what goes wrong with a request.
type Fault struct {
	Status int // of the answer; 0 hangs up
	Header map[string]string
	Text   string // of the answer; "" means the status's text
	// Half carries the request out and hangs up in the middle of the answer. Late answers
	// nothing until the client gives up.
	Half, Late bool
	// Twice carries the request out twice, as if another run had sent the same at the same time,
	// and answers as usual.
	Twice bool
	// Done says that the request is carried out nevertheless.
	Done bool
}

// Check is a posted check run.
type Check struct {
	Head, Conclusion, Title, Summary string
	Annotations                      []string // "path:line level message"
}

// Review is a posted review.
type Review struct {
	ID   int
	Body string
	User string
}

// Comment is a posted review comment. StartLine is 0 for one on a single line.
type Comment struct {
	ID        int
	ReviewID  int
	Path      string
	StartLine int
	Line      int // 0 when it is outdated
	Body      string
	User      string
	// Answered is true when somebody replied.
	Answered bool
	// Resolved is true when its thread is resolved, by the account ResolvedBy.
	Resolved   bool
	ResolvedBy string
}

// New starts a server with a pull request that changes files. Close stops it.
func New(files ...File) *Server {
	s := &Server{Files: files, BaseFiles: map[string]string{}, History: map[string]int{}, head: HeadSHA, was: map[string][]File{}}
	s.Server = httptest.NewServer(s.handler())
	return s
}

// Reviews returns the posted reviews.
func (s *Server) Reviews() []Review {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.reviews)
}

// Comments returns the posted comments.
func (s *Server) Comments() []Comment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.comments)
}

// Replies returns the comments on the pull request as a whole.
func (s *Server) Replies() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.replies)
}

// Checks returns the check runs.
func (s *Server) Checks() []Check {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.checks)
}

// Requests returns the requests so far, as "GET /path".
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Texts returns the texts of the blobs that were read so far, prefetched or one by one.
func (s *Server) Texts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.texts)
}

// Problems returns what is wrong with requests and answers, by GitHub's API descriptions.
func (s *Server) Problems() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.problems)
}

// AddComment adds a comment by any account to the pull request.
func (s *Server) AddComment(c Comment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.ID = s.number()
	s.comments = append(s.comments, c)
}

// number returns the next comment's ID.
func (s *Server) number() int {
	s.numbers++
	return s.numbers
}

// Head returns the commit that is the pull request's head.
func (s *Server) Head() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.head
}

// Push replaces the pull request's files. Comments move with their lines. They become outdated
// if their lines change or leave the diff.
func (s *Server) Push(files ...File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.Files
	s.was[s.head] = before
	s.Files = files
	sum := sha1.Sum(fmt.Append(nil, s.head, files))
	s.head = hex.EncodeToString(sum[:])
	for i := range s.comments {
		c := &s.comments[i]
		if c.Line > 0 {
			c.StartLine, c.Line = s.moved(before, *c)
		}
	}
}

// moved returns a comment's lines after a push.
func (s *Server) moved(before []File, c Comment) (start, line int) {
	text := func(files []File) (lines []string) {
		for _, f := range files {
			if f.Path == c.Path {
				lines = strings.SplitAfter(f.After, "\n")
			}
		}
		return lines
	}
	old, now := text(before), text(s.Files)
	if c.Line > len(old) || len(now) == 0 {
		return 0, 0
	}
	// The nearest lines that are the same as the comment's.
	commented := old[c.First()-1 : c.Line]
	for shift := range len(now) + len(old) {
		for _, at := range []int{c.First() - 1 + shift, c.First() - 1 - shift} {
			if at >= 0 && at+len(commented) <= len(now) && slices.Equal(now[at:at+len(commented)], commented) {
				first, last := at+1, at+len(commented)
				if !s.holds(c.Path, first, last) {
					return 0, 0
				}
				if c.StartLine == 0 {
					first = 0
				}
				return first, last
			}
		}
	}
	return 0, 0
}

// Reply adds a person's reply to a comment.
func (s *Server) Reply(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.comments {
		s.comments[i].Answered = s.comments[i].Answered || s.comments[i].ID == id
	}
}

// Resolve resolves a comment's thread, as an account.
func (s *Server) Resolve(id int, account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.comments {
		if s.comments[i].ID == id {
			s.comments[i].Resolved, s.comments[i].ResolvedBy = true, account
		}
	}
}

// Accept returns a file with the comments' suggestions committed. As on GitHub, the suggested
// lines replace the commented ones. The error says which comment has no suggestion.
func (s *Server) Accept(path string, comments ...Comment) (string, error) {
	text := ""
	for _, f := range s.Files {
		if f.Path == path {
			text = f.After
		}
	}
	lines := strings.SplitAfter(text, "\n")
	last := slices.SortedFunc(slices.Values(comments), func(a, b Comment) int { return b.Line - a.Line })
	for _, c := range last {
		suggested, ok := Suggestion(c.Body)
		if !ok {
			return "", fmt.Errorf("the comment on line %d has no suggestion", c.Line)
		}
		lines = slices.Replace(lines, c.First()-1, c.Line, suggested)
	}
	return strings.Join(lines, ""), nil
}

// First returns the comment's first line.
func (c Comment) First() int {
	if c.StartLine == 0 {
		return c.Line
	}
	return c.StartLine
}

// Suggestion returns the text of a comment's first suggestion block. An empty text deletes the
// lines.
func Suggestion(body string) (text string, ok bool) {
	before, after, ok := strings.Cut("\n"+body, "```suggestion\n")
	if !ok {
		return "", false
	}
	fence := before[strings.LastIndex(before, "\n")+1:] + "```"
	if strings.HasPrefix(after, fence) {
		return "", true
	}
	text, _, ok = strings.Cut(after, "\n"+fence)
	return text + "\n", ok
}

// patch returns a file's diff in the form of the API: hunks only.
func patch(f File) string {
	_, hunks, _ := strings.Cut(udiff.Unified("a", "b", f.Before, f.After), "+++ b\n")
	return strings.TrimSuffix(hunks, "\n")
}

// hunks returns the ranges of new lines that the file's patch shows.
func hunks(f File) [][2]int {
	var found [][2]int
	for line := range strings.Lines(patch(f)) {
		header, ok := strings.CutPrefix(line, "@@ -")
		if !ok {
			continue
		}
		_, header, _ = strings.Cut(header, " +")
		header, _, _ = strings.Cut(header, " @@")
		first, count := 0, 1
		if n, _ := fmt.Sscanf(header, "%d,%d", &first, &count); n > 0 && count > 0 {
			found = append(found, [2]int{first, first + count - 1})
		}
	}
	return found
}

// holds reports whether a single hunk of a file has all lines.
func (s *Server) holds(path string, first, last int) bool {
	for _, f := range s.Files {
		if f.Path == path {
			return slices.ContainsFunc(hunks(f), func(h [2]int) bool { return h[0] <= first && last <= h[1] })
		}
	}
	return false
}

// blobSHA returns git's SHA of a text.
func blobSHA(text string) string {
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(text), text))
	return hex.EncodeToString(sum[:])
}

func (s *Server) blob(sha string) (string, bool) {
	s.mu.Lock()
	commits := append(slices.Collect(maps.Keys(s.was)), s.head, MergeBase)
	s.mu.Unlock()
	for _, commit := range commits {
		for _, text := range s.commit(commit) {
			if blobSHA(text) == sha {
				s.mu.Lock()
				s.texts = append(s.texts, text)
				s.mu.Unlock()
				return text, true
			}
		}
	}
	return "", false
}

// changed returns the files that a head changes; false if the commit was never the head.
func (s *Server) changed(commit string) ([]File, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if commit == s.head {
		return s.Files, true
	}
	files, ok := s.was[commit]
	return files, ok
}

// commit returns the files of a commit by path.
func (s *Server) commit(ref string) map[string]string {
	files := maps.Clone(s.BaseFiles)
	changed, isHead := s.changed(ref)
	if !isHead {
		changed = s.Files
	}
	for _, f := range changed {
		path, text := f.Path, f.After
		if !isHead {
			text = f.Before
			if f.Previous != "" {
				path = f.Previous
			}
		}
		delete(files, f.Path)
		if text != "" {
			files[path] = text
		}
	}
	return files
}

// at returns a file of a commit.
func (s *Server) at(ref, path string) (string, bool) {
	text, ok := s.commit(ref)[path]
	return text, ok
}

// Event returns the payload of the pull request's event.
func (s *Server) Event() string {
	return fmt.Sprintf(`{"action":"opened","number":%d,"pull_request":{"number":%d,"base":{"sha":%q},"head":{"sha":%q}}}`, Number, Number, BaseSHA, s.Head())
}

// Env returns the environment of a runner that runs the Action for the pull request. inputs are
// by name.
func (s *Server) Env(eventFile string, inputs map[string]string) []string {
	env := []string{
		"GITHUB_ACTIONS=true", "GITHUB_EVENT_NAME=pull_request", "GITHUB_EVENT_PATH=" + eventFile,
		"GITHUB_REPOSITORY=" + Owner + "/" + Repo, "GITHUB_API_URL=" + s.URL, "GITHUB_GRAPHQL_URL=" + s.URL + "/graphql", "GITHUB_SHA=" + s.Head(),
	}
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		env = append(env, "INPUT_"+strings.ToUpper(strings.ReplaceAll(name, " ", "_"))+"="+inputs[name])
	}
	return env
}

// note records a request and returns its body, which can be read again.
func (s *Server) note(r *http.Request) []byte {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil // the client hung up
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
	s.mu.Unlock()
	if s.Schemas != nil {
		s.report(s.Schemas.check(r, body))
	}
	return body
}

// report records a problem, "" for none.
func (s *Server) report(problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if problem != "" {
		s.problems = append(s.problems, problem)
	}
}
