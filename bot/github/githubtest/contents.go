package githubtest

import (
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"strings"
)

// commitFile is a changed file as the API describes it.
type commitFile struct {
	SHA      string `json:"sha"`
	Filename string `json:"filename"`
	Status   string `json:"status"`
	Previous string `json:"previous_filename,omitempty"`
	Patch    string `json:"patch,omitempty"`
}

func commitFiles(changed []File) []commitFile {
	files := []commitFile{}
	for _, f := range changed {
		entry := commitFile{SHA: blobSHA(f.After), Filename: f.Path, Status: "modified", Previous: f.Previous}
		switch {
		case f.Previous != "":
			entry.Status = "renamed"
		case f.Before == "":
			entry.Status = "added"
		case f.After == "":
			entry.Status, entry.SHA = "removed", blobSHA(f.Before)
		}
		if !f.NoPatch {
			entry.Patch = patch(f)
		}
		files = append(files, entry)
	}
	return files
}

func (s *Server) listFiles(w http.ResponseWriter, r *http.Request) { page(w, r, commitFiles(s.Files)) }

func (s *Server) getBlob(w http.ResponseWriter, r *http.Request) {
	text, ok := s.blob(r.PathValue("sha"))
	if !ok {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	if strings.Contains(r.Header.Get("Accept"), "raw") {
		_, _ = io.WriteString(w, text)
		return
	}
	answer(w, http.StatusOK, map[string]any{"sha": r.PathValue("sha"), "size": len(text), "encoding": "base64", "content": base64.StdEncoding.EncodeToString([]byte(text))})
}

func (s *Server) getTree(w http.ResponseWriter, r *http.Request) {
	type entry struct {
		Path string `json:"path"`
		Mode string `json:"mode"`
		Type string `json:"type"`
		SHA  string `json:"sha"`
		Size int    `json:"size"`
	}
	sha := r.PathValue("sha")
	if _, ok := s.changed(sha); !ok && sha != BaseSHA && sha != DefaultBranch && sha != MergeBase || r.URL.Query().Get("recursive") == "" {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	entries := []entry{}
	for path, text := range s.commit(sha) {
		entries = append(entries, entry{path, "100644", "blob", blobSHA(text), len(text)})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.Path, b.Path) })
	answer(w, http.StatusOK, map[string]any{"sha": sha, "truncated": s.Truncated, "tree": entries})
}

func (s *Server) getContents(w http.ResponseWriter, r *http.Request) {
	path := r.PathValue("path")
	text, ok := s.at(r.URL.Query().Get("ref"), path)
	if !ok {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"type": "file", "path": path, "name": path[strings.LastIndex(path, "/")+1:], "sha": blobSHA(text), "size": len(text),
		"encoding": "base64", "content": base64.StdEncoding.EncodeToString([]byte(text)),
	})
}

func (s *Server) compare(w http.ResponseWriter, r *http.Request) {
	base, head, _ := strings.Cut(r.PathValue("range"), "...")
	changed, ok := s.changed(head)
	if base != BaseSHA && base != DefaultBranch || !ok {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	mergeBase := BaseSHA
	if s.Diverged {
		mergeBase = MergeBase
	}
	files := commitFiles(changed)
	files = files[:min(len(files), 300)]
	answer(w, http.StatusOK, map[string]any{"merge_base_commit": map[string]string{"sha": mergeBase}, "files": files})
}

func (s *Server) listCommits(w http.ResponseWriter, r *http.Request) {
	type commit struct {
		SHA string `json:"sha"`
	}
	n := s.History[r.URL.Query().Get("path")]
	if r.URL.Query().Get("path") == "" { // all commits
		for _, some := range s.History {
			n = max(n, some)
		}
	}
	page(w, r, make([]commit, n))
}
