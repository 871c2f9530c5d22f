package page

import (
	"encoding/base64"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"
)

// maxImage is the largest image file that is put into a page, in bytes.
const maxImage = 32 << 20

// imageTypes are the images browsers show, by file extension.
var imageTypes = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
	".webp": "image/webp", ".avif": "image/avif", ".svg": "image/svg+xml",
}

// finder returns the function that finds the images of a cell: data URLs as
// they are, attachments of the cell, files beside the notebook.
func finder(files fs.FS, attachments map[string]map[string]any) func(string) (string, bool) {
	return func(src string) (string, bool) {
		if strings.HasPrefix(src, "data:image/") {
			return src, true
		}
		if name, ok := strings.CutPrefix(src, "attachment:"); ok {
			if plain, err := url.PathUnescape(name); err == nil {
				name = plain
			}
			return attachment(attachments[name])
		}
		return fileImage(files, src)
	}
}

func attachment(bundle map[string]any) (string, bool) {
	for _, mime := range []string{"image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"} {
		if s, ok := bundle[mime].(string); ok {
			return dataURL(mime, s)
		}
	}
	return "", false
}

func fileImage(files fs.FS, src string) (string, bool) {
	u, err := url.Parse(src)
	if err != nil || files == nil || u.IsAbs() || u.Host != "" {
		return "", false
	}
	name := path.Clean(u.Path)
	mime, ok := imageTypes[strings.ToLower(path.Ext(name))]
	if !ok || !fs.ValidPath(name) {
		return "", false
	}
	f, err := files.Open(name)
	if err != nil {
		return "", false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxImage+1))
	if err != nil || len(data) > maxImage {
		return "", false
	}
	return "data:" + mime + ";base64," + base64.StdEncoding.EncodeToString(data), true
}

// dataURL returns content as a notebook stores it, SVG as text and others as
// base64, in a URL; false when it is not base64.
func dataURL(mime, content string) (string, bool) {
	if mime == "image/svg+xml" {
		return "data:" + mime + ";base64," + base64.StdEncoding.EncodeToString([]byte(content)), true
	}
	content = strings.Join(strings.Fields(content), "")
	if _, err := base64.StdEncoding.DecodeString(content); err != nil || content == "" {
		return "", false
	}
	return "data:" + mime + ";base64," + content, true
}
