package line

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxHistory is the number of entries that are kept.
const maxHistory = 5000

// maxEntry bounds one entry; a longer one is used but not remembered.
const maxEntry = 1 << 20

// History is what was entered before, oldest first. The zero value is an empty
// history that is not stored.
type History struct {
	entries []string
	file    string
}

// LoadHistory reads the history stored in file and stores there what is added
// later. A file that does not exist yet is an empty history; lines that are
// not entries are passed over. On another error the history works without the file.
//
// The file holds a JSON string per line, since an entry may have several lines;
// it is only ever appended to, so that two sessions do not overwrite each
// other, and shortened when it has grown to twice what is kept.
func LoadHistory(file string) (*History, error) {
	entries, err := readHistory(file)
	if err != nil {
		return &History{}, fmt.Errorf("line.LoadHistory: %w", err)
	}
	h := &History{entries: entries, file: file}
	if len(entries) > 2*maxHistory {
		h.entries = entries[len(entries)-maxHistory:]
		err = h.rewrite()
	}
	return h, err
}

func readHistory(file string) ([]string, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var entries []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 8*maxEntry) // an entry is longer in JSON, at most six times
	for lines.Scan() {
		var entry string
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry != "" {
			entries = append(entries, entry)
		}
	}
	return entries, lines.Err()
}

// rewrite replaces the file by the entries kept.
func (h *History) rewrite() error {
	var b strings.Builder
	for _, e := range h.entries {
		b.Write(encode(e))
	}
	tmp, err := os.CreateTemp(filepath.Dir(h.file), ".history-*")
	if err != nil {
		return fmt.Errorf("line.History: %w", err)
	}
	_, err = tmp.WriteString(b.String())
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), h.file)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return fmt.Errorf("line.History: %w", err)
	}
	return nil
}

func encode(entry string) []byte {
	b, _ := json.Marshal(entry) // a string can always be encoded
	return append(b, '\n')
}

// Add appends entry, unless it repeats the last one or is blank.
func (h *History) Add(entry string) error {
	entry = strings.TrimRight(entry, " \t\n")
	if entry == "" || len(entry) > maxEntry || (len(h.entries) > 0 && h.entries[len(h.entries)-1] == entry) {
		return nil
	}
	h.entries = append(h.entries, entry)
	if h.file == "" {
		return nil
	}
	if err := h.store(entry); err != nil {
		h.file = "" // said once
		return fmt.Errorf("line.History: not stored from here on: %w", err)
	}
	return nil
}

func (h *History) store(entry string) error {
	if err := os.MkdirAll(filepath.Dir(h.file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(h.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(encode(entry))
	return errors.Join(err, f.Close())
}

// Len is the number of entries.
func (h *History) Len() int { return len(h.entries) }

// older finds the newest entry before index i that match accepts; -1 when none does.
func (h *History) older(i int, match func(string) bool) int {
	for i--; i >= 0; i-- {
		if match(h.entries[i]) {
			return i
		}
	}
	return -1
}

// newer finds the oldest entry behind index i that match accepts; Len when none does.
func (h *History) newer(i int, match func(string) bool) int {
	for i++; i < len(h.entries); i++ {
		if match(h.entries[i]) {
			return i
		}
	}
	return len(h.entries)
}

// walk is a way through the history by the entries that start with what was typed.
type walk struct {
	draft string // what was typed
	at    int    // the entry shown; Len is the draft
}

// step moves the walk to the next entry in the given direction and returns what
// to show; false when there is nothing further.
func (h *History) step(w *walk, back bool) (string, bool) {
	match := func(e string) bool { return strings.HasPrefix(e, w.draft) && e != w.draft }
	if back {
		i := h.older(w.at, match)
		if i < 0 {
			return "", false
		}
		w.at = i
		return h.entries[i], true
	}
	if w.at >= len(h.entries) {
		return "", false
	}
	if w.at = h.newer(w.at, match); w.at == len(h.entries) {
		return w.draft, true
	}
	return h.entries[w.at], true
}
