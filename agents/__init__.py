"""The server for coding agents: MCP on standard input and output, asking the daemon for everything."""
