"""Sleep passes: what is worth preparing before anybody asks, and preparing it."""
