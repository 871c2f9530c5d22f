package line

import "strings"

// search is the dialogue of ctrl-r: what is typed is looked for in the history,
// ctrl-r goes on to the next older entry, ctrl-g and ctrl-c come back to the text as
// it was. Any other key takes the entry found and then does what it always does.
func (t *edit) search() error {
	s := finder{edit: t, old: t.String(), oldPos: t.pos, at: t.history().Len(), own: t.prompts}
	defer func() { t.prompts = s.own }()
	for {
		t.prompts.first = "search ‘" + s.query + "’: "
		if err := t.draw(); err != nil {
			return err
		}
		k, err := readKey(t.In)
		if err != nil {
			return err
		}
		if on := s.handle(k); on {
			continue
		}
		t.prompts = s.own
		return s.end(k)
	}
}

// finder is the state of one search.
type finder struct {
	*edit
	query  string
	at     int // the entry shown; Len is none
	old    string
	oldPos int
	own    prompts
}

// handle reports whether k belongs to the search.
func (s *finder) handle(k key) bool {
	switch {
	case k.name == "rune":
		s.query += k.text
		s.find(s.at + 1)
	case k.name == "backspace" && s.query != "":
		runes := []rune(s.query)
		s.query = string(runes[:len(runes)-1])
		s.find(s.history().Len())
	case k.name == "ctrl-r":
		s.find(s.at)
	default:
		return false
	}
	return true
}

// find shows the newest entry before i that contains the query.
func (s *finder) find(i int) {
	h := s.history()
	i = h.older(min(i, h.Len()), func(e string) bool { return strings.Contains(e, s.query) })
	if i < 0 || s.query == "" {
		s.bell()
		return
	}
	s.at = i
	s.set(h.entries[i])
	s.pos = len([]rune(s.String()[:strings.Index(s.String(), s.query)]))
}

// end leaves the search by the key k.
func (s *finder) end(k key) error {
	switch k.name {
	case "ctrl-g", "ctrl-c":
		s.set(s.old)
		s.pos = s.oldPos
		return nil
	case "enter", "backspace", "":
		s.pos = len(s.text) // to look at it first
		return nil
	}
	_, err := s.edit.handle(k)
	return err
}
