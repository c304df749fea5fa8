"""What runs when the user commits: telling the daemon, checking documents, keeping a map; and its installation."""
