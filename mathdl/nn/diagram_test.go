package nn

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// elements counts the elements of an SVG by name, and fails if it is not well formed.
func elements(t *testing.T, svg string) map[string]int {
	t.Helper()
	count := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return count
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			count[e.Name.Local]++
		}
	}
}

// Every neuron is a circle and every weight that is not zero a line.
func TestDiagramOfNeurons(t *testing.T) {
	Φ := New([]int{3, 5, 2}, ReLU, pcg(1))
	M := mat.NewDense(5, 3, nil)
	M.Set(0, 0, 1)
	M.Set(4, 2, 1)
	Φ.SetMask(1, M)
	e := elements(t, Φ.Diagram().SVG())
	if e["circle"] != 3+5+2 || e["line"] != Φ.C() || e["line"] != 2+10 {
		t.Errorf("got %v", e)
	}
}

// Wide layers are shown in part, networks of wide layers as boxes.
func TestDiagramOfWideLayers(t *testing.T) {
	e := elements(t, New([]int{64, 10}, ReLU, pcg(1)).Diagram().SVG())
	if e["circle"] != (DefaultMaxNeurons-1)+3+10 || e["line"] != (DefaultMaxNeurons-1)*10 {
		t.Errorf("64-10: got %v", e)
	}
	wide := New([]int{64, 32, 20}, ReLU, pcg(1)).Diagram()
	if e := elements(t, wide.SVG()); !wide.Boxes || e["circle"] != 0 || e["rect"] != 1+3 || e["path"] != 2 {
		t.Errorf("64-32-20: got %v", e)
	}
	wide.Boxes, wide.Width = false, 300
	svg := wide.SVG()
	if e := elements(t, svg); e["circle"] != 3*(DefaultMaxNeurons-1)+9 || !strings.Contains(svg, `width="300"`) {
		t.Errorf("as neurons: got %v", e)
	}
}

func TestGraphDiagrams(t *testing.T) {
	for name, g := range graphs() {
		if e := elements(t, g.Diagram().SVG()); e["rect"] < 2 {
			t.Errorf("%s: got %v", name, e)
		}
	}
	g := UNet{In: []int{64, 64, 1}, Channels: []int{4, 8, 16}, Residual: true}.New(nil)
	if e := elements(t, g.Diagram().SVG()); e["path"] != 3 { // two joined levels and the sum
		t.Errorf("U-Net: got %v", e)
	}
}

func TestSummaryHTML(t *testing.T) {
	for _, s := range []Summary{New([]int{3, 5, 2}, Activation{Name: "a<b", F: ReLU.F, DF: ReLU.DF}, pcg(1)).Summary(), graphs()["U-Net"].Summary()} {
		h := s.HTML()
		if e := elements(t, h); e["table"] != 1 || e["tr"] != len(s.Rows)+2 {
			t.Errorf("got %v in\n%s", e, h)
		}
		if !strings.Contains(s.String(), "C(Φ) =") {
			t.Errorf("got\n%v", s)
		}
	}
}
