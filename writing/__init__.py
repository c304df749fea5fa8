"""What a model is shown, what it writes, and the check that decides what of it is kept."""
