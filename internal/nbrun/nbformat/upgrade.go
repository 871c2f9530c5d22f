package nbformat

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// minorWithIDs is the minor from which on each cell has an id.
const minorWithIDs = 5

// Upgrade brings nb to format 4.5: cells without an id, or with one that is
// taken by an earlier cell, get one. It is made from type and source of the
// cell, so that a run twice gives the same file and a cell put in elsewhere
// changes no other id.
func (nb *Notebook) Upgrade() {
	nb.Minor = max(nb.Minor, minorWithIDs)
	taken := map[string]bool{}
	var missing []*Cell
	for _, c := range nb.Cells {
		if !validID(c.ID) || taken[c.ID] {
			missing = append(missing, c)
			continue
		}
		taken[c.ID] = true
	}
	last := map[string]int{}
	for _, c := range missing {
		sum := sha256.Sum256([]byte(c.Type + "\x00" + c.Source))
		c.ID = free(hex.EncodeToString(sum[:4]), taken, last)
	}
}

// free returns id, with a number appended when it is taken. last remembers the
// number reached for each id, since thousands of empty cells share one.
func free(id string, taken map[string]bool, last map[string]int) string {
	name := id
	for taken[name] {
		last[id]++
		name = fmt.Sprintf("%s-%d", id, last[id]+1)
	}
	taken[name] = true
	return name
}

// validID reports whether id has the form the format asks for:
// 1 to 64 letters, digits, - and _.
func validID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
