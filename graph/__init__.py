"""Facts joined across files: what a name refers to, who uses a symbol, which tests cover it. Reads the store only."""
