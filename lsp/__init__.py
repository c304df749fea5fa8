"""The editor server: a thin process for each editor, which asks the one daemon and knows nothing itself."""
