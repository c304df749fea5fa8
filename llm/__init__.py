"""The only room that talks to a language model, and the only one that uses the network."""
