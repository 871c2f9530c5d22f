package nbformat_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/nbrun/nbformat"
)

// The files in testdata were written by Python's nbformat 5.
func TestRoundTripOfJupyterFiles(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.ipynb")
	if len(files) < 3 {
		t.Fatalf("got %d files, want 3", len(files))
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := encode(t, decode(t, string(want))); got != string(want) {
			t.Errorf("%s changed:\n%s", file, firstDifference(got, string(want)))
		}
	}
}

func TestDecodedFields(t *testing.T) {
	data, err := os.ReadFile("testdata/jupyter45.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	nb := decode(t, string(data))
	code := nb.Cells[1]
	if nb.Minor != 5 || code.Count != 3 || code.Source != "x := 1\nx\n" || code.ID != "bb_2" {
		t.Errorf("got minor %d, count %d, source %q, id %q", nb.Minor, code.Count, code.Source, code.ID)
	}
	if !slices.Equal(code.Tags(), []string{"parameters", "t2"}) || !code.HasTag("t2") || code.HasTag("t") {
		t.Errorf("got tags %q", code.Tags())
	}
	shown := code.Outputs[2].Data
	if shown["text/plain"] != "<fig>\nsecond" || shown["application/vnd.x.v1+json"] != "str\ning" {
		t.Errorf("got bundle %v", shown)
	}
	if got := code.Outputs[4].Traceback; len(got) != 2 || got[1] != "b\nc" {
		t.Errorf("got traceback %q", got)
	}
	if got := nb.Cells[0].Attachments["im.png"]["text/plain"]; got != "a\nb" {
		t.Errorf("got attachment %q", got)
	}
}

func TestUnknownFieldsAreKept(t *testing.T) {
	file := `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "a",
   "later": {
    "x": 1.50
   },
   "metadata": {},
   "outputs": [
    {
     "hint": [
      1e400
     ],
     "output_type": "hologram"
    }
   ],
   "source": []
  },
  {
   "cell_type": "canvas",
   "id": "b",
   "metadata": {},
   "source": [
    "x"
   ]
  }
 ],
 "future": true,
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 6
}
`
	if got := encode(t, decode(t, file)); got != file {
		t.Errorf("changed:\n%s", firstDifference(got, file))
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"empty", "", "byte 0: unexpected end"},
		{"cut", `{"cells": [`, "byte 11: unexpected end"},
		{"trailing", `{"nbformat":4} x`, "byte 16: invalid character 'x'"},
		{"list", `[]`, "got a list, want an object"},
		{"number", `3`, "got a number"},
		{"utf8", "{\"a\": \"\xff\"}", "byte 7: invalid UTF-8"},
		{"NaN", `{"nbformat":4,"metadata":{"x":NaN}}`, "byte 31: invalid character 'N'"},
		{"deep", `{"x":` + strings.Repeat("[", 20000), "exceeded max depth"},
		{"no format", `{"cells":[]}`, "not a notebook"},
		{"format 3", `{"nbformat":3,"worksheets":[]}`, "open the notebook in Jupyter and save it"},
		{"format 5", `{"nbformat":5}`, "newer than this program"},
		{"format word", `{"nbformat":"4"}`, "nbformat: got none"},
		{"cells object", `{"nbformat":4,"cells":{}}`, "cells: got an object, want a list"},
		{"cell number", `{"nbformat":4,"cells":[1]}`, "cells[0]: got a number, want an object"},
		{"no type", `{"nbformat":4,"cells":[{}]}`, "cells[0].cell_type: got none"},
		{"source", `{"nbformat":4,"cells":[{"cell_type":"raw","source":[1]}]}`, "cells[0].source: got a list, want a string or a list of strings"},
		{"metadata", `{"nbformat":4,"metadata":[]}`, "metadata: got a list, want an object"},
		{"count", `{"nbformat":4,"cells":[{"cell_type":"code","execution_count":-1}]}`, "cells[0].execution_count: got -1"},
		{"outputs", `{"nbformat":4,"cells":[{"cell_type":"code","outputs":[{"output_type":"stream","text":{}}]}]}`, "cells[0].outputs[0].text: got an object"},
		{"traceback", `{"nbformat":4,"cells":[{"cell_type":"code","outputs":[{"output_type":"error","traceback":[{}]}]}]}`, "traceback: got a list holding an object"},
		{"attachments", `{"nbformat":4,"cells":[{"cell_type":"raw","attachments":{"a":1}}]}`, "cells[0].attachments.a: got a number"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := nbformat.Decode(strings.NewReader(test.file))
			var format *nbformat.FormatError
			if !errors.As(err, &format) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want a *FormatError with %q", err, test.want)
			}
		})
	}
}

func TestDecodePassesReadErrors(t *testing.T) {
	broken := errors.New("broken")
	if _, err := nbformat.Decode(errReader{broken}); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

func TestByteOrderMarkIsAccepted(t *testing.T) {
	if nb := decode(t, "\ufeff{\"nbformat\":4,\"nbformat_minor\":2}"); nb.Minor != 2 {
		t.Errorf("got minor %d, want 2", nb.Minor)
	}
}

func TestUpgradeGivesIDs(t *testing.T) {
	make := func(sources ...string) *nbformat.Notebook {
		nb := &nbformat.Notebook{Minor: 2}
		for _, s := range sources {
			nb.Cells = append(nb.Cells, &nbformat.Cell{Type: nbformat.Code, Source: s})
		}
		return nb
	}
	a, b := make("x", "y", "x"), make("x", "new", "y", "x")
	b.Cells[1].ID = "kept"
	a.Upgrade()
	b.Upgrade()
	if a.Minor != 5 || a.Cells[0].ID == a.Cells[2].ID {
		t.Errorf("got minor %d and ids %q, %q", a.Minor, a.Cells[0].ID, a.Cells[2].ID)
	}
	if a.Cells[1].ID != b.Cells[2].ID || a.Cells[0].ID != b.Cells[0].ID || b.Cells[1].ID != "kept" {
		t.Error("a new cell changed the ids of others")
	}
	bad := &nbformat.Notebook{Minor: 6, Cells: []*nbformat.Cell{{ID: "é"}, {ID: "a"}, {ID: "a"}, {ID: strings.Repeat("x", 65)}}}
	bad.Upgrade()
	seen := map[string]bool{}
	for _, c := range bad.Cells {
		seen[c.ID] = true
	}
	if bad.Minor != 6 || len(seen) != 4 || bad.Cells[1].ID != "a" || seen["é"] {
		t.Errorf("got minor %d, ids %v", bad.Minor, seen)
	}
}

func TestEncodeRefusesWhatIsNotJSON(t *testing.T) {
	nb := nbformat.New()
	nb.Metadata["f"] = func() {}
	if err := nbformat.Encode(&bytes.Buffer{}, nb); err == nil {
		t.Error("got no error for a function in the metadata")
	}
	nb.Metadata["f"] = json.Number("1;")
	if err := nbformat.Encode(&bytes.Buffer{}, nb); err == nil {
		t.Error("got no error for a number that is none")
	}
}

func TestEncodeAcceptsGoValues(t *testing.T) {
	nb := nbformat.New()
	nb.Metadata["size"] = map[string]float64{"h": 0.5, "w": 480}
	if got := encode(t, nb); !strings.Contains(got, "\"size\": {\n   \"h\": 0.5,\n   \"w\": 480\n  }") {
		t.Errorf("got %s", got)
	}
}

func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.ipynb")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add(`{"nbformat":4,"cells":[{"cell_type":"code","outputs":[{"output_type":"x"}]}]}`)
	f.Fuzz(func(t *testing.T, file string) {
		nb, err := nbformat.Decode(strings.NewReader(file))
		if err != nil {
			return
		}
		once := encode(t, nb)
		if twice := encode(t, decode(t, once)); twice != once {
			t.Errorf("not stable:\n%s", firstDifference(twice, once))
		}
	})
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

func decode(t *testing.T, file string) *nbformat.Notebook {
	t.Helper()
	nb, err := nbformat.Decode(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func encode(t *testing.T, nb *nbformat.Notebook) string {
	t.Helper()
	var b strings.Builder
	if err := nbformat.Encode(&b, nb); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is a prefix of the other"
}
