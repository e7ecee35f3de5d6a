package main

import (
	"bytes"
	"net"
	"net/http"
	"strings"
	"time"
)

// serveAddress is where RUN fetches a project's served files from, as /PROJECT/NAME. Builds have the machine's
// network.
const serveAddress = "127.0.0.1:18642"

// serve serves the projects' files until the function that it returns is called.
func serve(projects []*project) (stop func() error, err error) {
	l, err := net.Listen("tcp", serveAddress)
	if err != nil {
		return nil, err
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: served(projects)}
	go func() { _ = server.Serve(l) }() // ends with Close
	return server.Close, nil
}

func served(projects []*project) http.Handler {
	files := map[string][]byte{}
	for _, p := range projects {
		for _, f := range p.files {
			if name, ok := strings.CutPrefix(f.Name, servedFolder); ok {
				files["/"+p.name+"/"+name] = f.Data
			}
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, r.URL.Path, time.Time{}, bytes.NewReader(data))
	})
}
