"""Whether sleeping pays, measured on a repository: questions with exact answers, ways to answer them, their cost."""
