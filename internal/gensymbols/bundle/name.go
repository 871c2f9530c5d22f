package bundle

// Name returns the name of the package with the given import path without
// decoding the package, "" when the bundle does not hold it.
func (im *Importer) Name(path string) string { return im.records[path].name }
