package nbrun

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/mathdl/kernel/internal/nbrun/claim"
	"github.com/mathdl/kernel/internal/nbrun/nbformat"
	"github.com/mathdl/kernel/internal/nbrun/page"
)

// File runs the notebook at path in a session that open makes, and writes what
// o.Out, o.HTML and o.Claims name, also when a cell failed or ctx was
// cancelled. The session is closed. The error says what could not be read,
// started or written; the report is nil when nothing ran.
func File(ctx context.Context, path string, open func() (Session, error), o Options) (*Report, error) {
	nb, err := Read(path)
	if err != nil {
		return nil, err
	}
	o.Name = cmp.Or(o.Name, filepath.Base(path))
	s, err := open()
	if err != nil {
		return nil, fmt.Errorf("nbrun.File: %s: %w", path, err)
	}
	defer s.Close()
	report, err := Run(ctx, nb, s, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return report, errors.Join(
		write(o.Out, func(w io.Writer) error { return nbformat.Encode(w, nb) }),
		write(o.HTML, func(w io.Writer) error { return writePage(w, nb, path, report.Claims) }),
		write(o.Claims, func(w io.Writer) error { return claim.WriteJSON(w, report.Claims) }),
	)
}

// Export writes the page of the notebook at path to the file html, with the
// outputs the notebook holds; nothing is run.
func Export(path, html string) error {
	nb, err := Read(path)
	if err != nil {
		return err
	}
	return WriteFile(html, func(w io.Writer) error { return writePage(w, nb, path, nil) })
}

func writePage(w io.Writer, nb *nbformat.Notebook, path string, claims []claim.Claim) error {
	return page.Write(w, nb, page.Options{
		Title: trimExt(filepath.Base(path)), Files: os.DirFS(filepath.Dir(path)), Claims: claims,
	})
}

func trimExt(name string) string { return name[:len(name)-len(filepath.Ext(name))] }

// Read reads the notebook at path.
func Read(path string) (*nbformat.Notebook, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("nbrun.Read: %w", err)
	}
	defer f.Close()
	nb, err := nbformat.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return nb, nil
}

func write(path string, content func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	return WriteFile(path, content)
}

// WriteFile writes the file at path in one step: content goes to a file beside
// it, which takes its place once it is on disk, so that a reader finds the old
// file or the new one, never half of one. Permissions of the old file are
// kept, a symbolic link is followed, missing directories are made. When
// content fails the old file stays.
func WriteFile(path string, content func(io.Writer) error) error {
	if err := replace(path, content); err != nil {
		return fmt.Errorf("nbrun.WriteFile: %s: %w", path, err)
	}
	return nil
}

func replace(path string, content func(io.Writer) error) (err error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	old, statErr := os.Stat(path)
	if statErr == nil && !old.Mode().IsRegular() {
		return writeInto(path, content)
	}
	f, err := createBeside(path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close() // again, when Close was what failed
			os.Remove(f.Name())
		}
	}()
	if statErr == nil {
		if err := f.Chmod(old.Mode().Perm()); err != nil {
			return err
		}
	}
	if err := content(f); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	syncDir(filepath.Dir(path))
	return nil
}

// writeInto writes to what is not a regular file, such as /dev/stdout, which
// must not be replaced.
func writeInto(path string, content func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(content(f), f.Close())
}

// createBeside opens a new file in the directory of path, with the permissions
// the umask gives; os.CreateTemp would make it private for good.
func createBeside(path string) (*os.File, error) {
	dir, base := filepath.Split(path)
	for range 100 {
		name := fmt.Sprintf("%s.%s.%08x", dir, base, rand.Uint32())
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fs.ErrExist
}

// syncDir makes the rename last. Where directories cannot be synced, as on
// Windows, there is nothing to do about it.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}
