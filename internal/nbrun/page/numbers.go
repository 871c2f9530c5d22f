package page

import (
	"regexp"
	"strconv"
	"strings"
)

// numbering numbers the formulas that have a label, over the whole notebook.
type numbering struct {
	count   int
	targets map[string]target // by label
}

// target is what a reference leads to.
type target struct{ number, anchor string }

var (
	labelPattern = regexp.MustCompile(`\\label\s*\{([^{}]*)\}`)
	tagPattern   = regexp.MustCompile(`\\tag\*?\s*\{([^{}]*)\}`)
	refPattern   = regexp.MustCompile(`\\(eq)?ref\s*\{([^{}]*)\}`)
)

// add numbers the labels of the formulas of d. A row that has a \tag of its
// own is called by it; other labelled rows are counted.
func (n *numbering) add(d *document) {
	for i := range d.formulas {
		f := &d.formulas[i]
		f.tex = adapt(f.tex)
		if f.display {
			f.tex = n.label(f, f.tex)
		}
	}
}

func (n *numbering) label(f *formula, tex string) string {
	if !strings.Contains(tex, `\label`) {
		return tex
	}
	rows := strings.Split(tex, `\\`)
	for i, row := range rows {
		labels := labelPattern.FindAllStringSubmatch(row, -1)
		if labels == nil {
			continue
		}
		if f.anchor == "" {
			f.anchor = "eq-" + slug(labels[0][1])
		}
		row = labelPattern.ReplaceAllString(row, "")
		number := ""
		if tag := tagPattern.FindStringSubmatch(row); tag != nil {
			number = tag[1]
		} else {
			n.count++
			number = strconv.Itoa(n.count)
			row = insertTag(row, number)
		}
		for _, l := range labels {
			n.targets[l[1]] = target{number, f.anchor}
		}
		rows[i] = row
	}
	return strings.Join(rows, `\\`)
}

// insertTag puts the number at the end of the row, but inside the environment
// that ends there.
func insertTag(row, number string) string {
	tag := `\tag{` + number + `}`
	for _, env := range []string{"equation", "align", "alignat", "gather"} {
		if end := `\end{` + env + `*}`; strings.Contains(row, end) {
			i := strings.LastIndex(row, end)
			return strings.TrimRight(row[:i], "\n ") + tag + "\n" + row[i:]
		}
	}
	return strings.TrimRight(row, "\n ") + tag + " "
}

// refs returns tex with its references replaced by numbers; a label that does
// not exist is shown as ??.
func (n *numbering) refs(tex string) string {
	return refPattern.ReplaceAllStringFunc(tex, func(ref string) string {
		m := refPattern.FindStringSubmatch(ref)
		number := "??"
		if t, ok := n.targets[m[2]]; ok {
			number = t.number
		}
		if m[1] != "" {
			number = "(" + number + ")"
		}
		return `\text{` + number + `}`
	})
}
