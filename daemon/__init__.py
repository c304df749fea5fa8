"""The daemon: one process for each user, which keeps what it knows in step, sleeps and answers."""
