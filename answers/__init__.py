"""The ladder at test time: understand the question, find its subject, answer with proof, or say that we can't."""
