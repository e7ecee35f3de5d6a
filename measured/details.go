package measured

// Details is a report with what isn't a number, for people who have the machine that measured. It's never
// read back: a review takes the Report in it.
type Details struct {
	Version    int           `json:"version"` // 1
	Files      []FileDetails `json:"files"`
	Incomplete bool          `json:"incomplete"`
	Why        string        `json:"why,omitempty"` // why it's incomplete
	Builder    string        `json:"builder"`       // what built
	Starter    string        `json:"starter"`       // what started, or why nothing did
}

// FileDetails is what was measured of one Dockerfile.
type FileDetails struct {
	Path string `json:"path"`
	Hash string `json:"hash"`
	// Problem says why nothing was measured or compared, "" if something was.
	Problem string `json:"problem,omitempty"`
	// Context is the folder that was built from, and Target the stage, both as the repository says.
	Context string `json:"context"`
	Target  string `json:"target,omitempty"`
	// Edited is the file after whose edit the image was rebuilt, "" if none is known; Guessed says that
	// it's not the history that names it.
	Edited      string `json:"edited"`
	Guessed     bool   `json:"guessed,omitempty"`
	Before      *Text  `json:"before"`
	Suggestions []Text `json:"suggestions"`
	All         *Text  `json:"all"`
}

// Text is what was measured of one text of a Dockerfile.
type Text struct {
	Name string `json:"name"` // for people
	Hash string `json:"hash,omitempty"`
	Figures
	Why     string   `json:"why,omitempty"` // why it does worse, or wasn't built
	Folders []Folder `json:"folders"`       // that differ from the unchanged image, those with most files first
}

// Folder is a folder of an image whose files differ from the unchanged image's.
type Folder struct {
	Path string `json:"path"`
	Difference
}

// Difference is how many files differ.
type Difference struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Removed int `json:"removed"`
}

// Report returns the figures alone, of those files of which something was measured.
func (d Details) Report() Report {
	r := Report{Version: d.Version, Files: []File{}, Incomplete: d.Incomplete}
	for _, f := range d.Files {
		if f.Before == nil {
			continue
		}
		file := File{Hash: f.Hash, Before: f.Before.Figures, Suggestions: []Variant{}}
		for _, s := range f.Suggestions {
			file.Suggestions = append(file.Suggestions, Variant{Hash: s.Hash, Figures: s.Figures})
		}
		if f.All != nil {
			file.All = &f.All.Figures
		}
		r.Files = append(r.Files, file)
	}
	return r
}
