package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mathdl/kernel/internal/golden"
)

// ignoreTag marks cells whose outputs differ from run to run; nbval knows it as well.
const ignoreTag = "nbval-ignore-output"

// nbconvert runs the notebook that people open first through the protocol and without it. What the others
// compute is checked by lectures; that the way does not matter shows in one.
func (c *checker) nbconvert() outcome {
	file, err := c.first()
	if err != nil {
		return c.missing("%v", err)
	}
	python, k, o := c.jupyter()
	if o != nil {
		return *o
	}
	return c.sameOutputs(python, k, file)
}

// sameOutputs compares what nbconvert and kernel run make of one notebook.
func (c *checker) sameOutputs(python string, k *kernel, file string) outcome {
	name := filepath.Base(file)
	theirs, ours := filepath.Join(c.tmp, "nbconvert", name), filepath.Join(c.tmp, "run", name)
	convert := c.command(python, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute",
		"--ExecutePreprocessor.kernel_name=mathdl", "--output-dir", filepath.Dir(theirs), "--output", name, file)
	convert.Env = append(convert.Env, k.env...)
	convert.Dir = filepath.Dir(file) // where nbconvert starts the kernel
	if o := c.quiet(convert); o.failed > 0 {
		return o
	}
	direct := c.command(k.exe, "run", "-o", ours, "-html", "", file)
	direct.Dir = convert.Dir
	if o := c.quiet(direct); o.failed > 0 {
		return o
	}
	want, err := outputs(theirs)
	if err != nil {
		return fail("%v", err)
	}
	got, err := outputs(ours)
	if err != nil {
		return fail("%v", err)
	}
	if d := golden.Diff(want, got); d != "" {
		return fail("%s: the outputs differ (- nbconvert, + kernel run):\n%s", name, tail(d, 80))
	}
	return pass("")
}

// outputs writes what the cells of a notebook show as text that can be compared line by line.
func outputs(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var nb struct {
		Cells []struct {
			Type     string `json:"cell_type"`
			Count    *int   `json:"execution_count"`
			Outputs  []map[string]any
			Metadata struct{ Tags []string }
		}
	}
	if err := json.Unmarshal(b, &nb); err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	var text strings.Builder
	for i, c := range nb.Cells {
		if c.Type != "code" || slices.Contains(c.Metadata.Tags, ignoreTag) {
			continue
		}
		n := "not run"
		if c.Count != nil {
			n = fmt.Sprint(*c.Count)
		}
		fmt.Fprintf(&text, "cell %d: In[%s]\n", i+1, n)
		for _, o := range merge(c.Outputs) {
			write(&text, "  ", o)
		}
	}
	return text.String(), nil
}

// merge joins texts that follow each other on one stream: where they part depends on timing.
func merge(outputs []map[string]any) []map[string]any {
	var merged []map[string]any
	for _, o := range outputs {
		o["text"] = joined(o["text"])
		if n := len(merged); n > 0 && o["output_type"] == "stream" && merged[n-1]["output_type"] == "stream" && merged[n-1]["name"] == o["name"] {
			merged[n-1]["text"] = merged[n-1]["text"].(string) + o["text"].(string)
			continue
		}
		merged = append(merged, o)
	}
	return merged
}

// joined is a text the notebook format may store as a list of lines.
func joined(v any) string {
	if lines, ok := v.([]any); ok {
		var b strings.Builder
		for _, l := range lines {
			s, _ := l.(string)
			b.WriteString(s)
		}
		return b.String()
	}
	s, _ := v.(string)
	return s
}

// longLine is where a line of an output is replaced by its hash: images, mostly.
const longLine = 300

// write prints a JSON value with a line for each member and each line of text.
func write(b *strings.Builder, prefix string, v any) {
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			write(b, prefix+k+": ", v[k])
		}
	case []any:
		if all := joined(v); all != "" {
			write(b, prefix, all)
			return
		}
		for i, e := range v {
			write(b, fmt.Sprintf("%s[%d] ", prefix, i), e)
		}
	case string:
		for l := range strings.SplitSeq(strings.TrimRight(v, "\n"), "\n") {
			if len(l) > longLine {
				l = fmt.Sprintf("%.40s… %d bytes, hash %.8x", l, len(l), sha256.Sum256([]byte(l)))
			}
			b.WriteString(prefix + l + "\n")
		}
	default:
		fmt.Fprintf(b, "%s%v\n", prefix, v)
	}
}
