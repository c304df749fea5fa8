//! Starts `sleepd lsp`, found on the path of the work tree's shell.

use zed_extension_api::{self as zed, settings::LspSettings, serde_json, Command, LanguageServerId, Result, Worktree};

struct Sleepd;

impl zed::Extension for Sleepd {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree.which("sleepd").ok_or("sleepd is not on the path: install it")?;
        Ok(Command { command, args: vec!["lsp".into()], env: worktree.shell_env() })
    }

    fn language_server_initialization_options(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.initialization_options)
    }
}

zed::register_extension!(Sleepd);
