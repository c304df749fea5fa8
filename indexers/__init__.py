"""Bytes and commits in, facts out. Nothing here knows SQL, notes or answers."""
