"""Notes that a model wrote, from one machine to another, by a file or the git remote. None is taken on trust."""
