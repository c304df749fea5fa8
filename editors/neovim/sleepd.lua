-- For Neovim 0.11 and later: put this into lsp/sleepd.lua of your configuration and say vim.lsp.enable("sleepd").
return {
  cmd = { "sleepd", "lsp" },
  filetypes = {
    "bash", "c", "cpp", "cs", "css", "dockerfile", "elixir", "go", "html", "java", "javascript", "javascriptreact",
    "kotlin", "lua", "make", "markdown", "php", "python", "rst", "ruby", "rust", "scala", "sh", "sql", "swift",
    "terraform", "toml", "typescript", "typescriptreact", "yaml",
  },
  root_markers = { ".git" },
}
