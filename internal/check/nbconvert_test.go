package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOutputs(t *testing.T) {
	notebook := func(cells string) string {
		file := filepath.Join(t.TempDir(), "n.ipynb")
		if err := os.WriteFile(file, []byte(`{"cells": [`+cells+`]}`), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	read := func(cells string) string {
		t.Helper()
		text, err := outputs(notebook(cells))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	code := func(outputs string) string {
		return `{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [` + outputs + `]}`
	}
	whole := code(`{"output_type": "stream", "name": "stdout", "text": "a\nb\n"}`)
	parts := code(`{"output_type": "stream", "name": "stdout", "text": ["a\n"]}, {"output_type": "stream", "name": "stdout", "text": "b\n"}`)
	if read(whole) != read(parts) {
		t.Errorf("text in one and in two outputs: got\n%s%s", read(whole), read(parts))
	}
	different := []string{
		whole,
		code(`{"output_type": "stream", "name": "stderr", "text": "a\nb\n"}`),
		code(`{"output_type": "display_data", "data": {"text/plain": "a\nb\n"}, "metadata": {}}`),
		code(`{"output_type": "display_data", "data": {"text/plain": "a\nb\n"}, "metadata": {"image/png": {"width": 3}}}`),
		code(`{"output_type": "execute_result", "execution_count": 1, "data": {"image/png": "` + strings.Repeat("A", 999) + `"}}`),
		code(`{"output_type": "execute_result", "execution_count": 1, "data": {"image/png": "` + strings.Repeat("A", 998) + `B"}}`),
		code(`{"output_type": "execute_result", "execution_count": 2, "data": {"text/plain": ["1"]}}`),
		code(`{"output_type": "error", "ename": "TypeError", "evalue": "x", "traceback": ["x"]}`),
		strings.Replace(code(""), `"execution_count": 1`, `"execution_count": null`, 1),
	}
	for i, a := range different {
		for _, b := range different[:i] {
			if read(a) == read(b) {
				t.Errorf("no difference between\n%s\n%s", a, b)
			}
		}
	}
	for _, blank := range []string{`{"cell_type": "markdown", "source": "x"}`, strings.Replace(whole, `"metadata": {}`, `"metadata": {"tags": ["nbval-ignore-output"]}`, 1)} {
		if got := read(blank); got != "" {
			t.Errorf("%s: got %q, want nothing to compare", blank, got)
		}
	}
	if _, err := outputs(notebook("{")); err == nil {
		t.Error("a broken notebook is no error")
	}
}
