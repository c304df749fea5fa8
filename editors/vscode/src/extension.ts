// Starts `sleepd lsp` and hands it the settings; everything else is the server's.
import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";

const ASK = "sleepd.ask";
const RESTART = "sleepd.restart";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand(RESTART, restart),
    workspace.onDidChangeConfiguration((changed) => changed.affectsConfiguration("sleepd") && restart()),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  const old = client;
  client = undefined;
  if (old?.state === State.Running) {
    await old.stop();
  }
}

async function restart(): Promise<void> {
  await deactivate();
  await start();
}

async function start(): Promise<void> {
  const { path: command, ...options } = workspace.getConfiguration().get("sleepd", { path: "sleepd" });
  client = new LanguageClient("sleepd", "sleepd", { command, args: ["lsp"] }, {
    documentSelector: [{ scheme: "file" }],
    initializationOptions: options,
    middleware: { executeCommand: ask },
  });
  try {
    await client.start();
  } catch {
    window.showErrorMessage(`sleepd: can't start ${command}; install sleepd, or say in sleepd.path where it is`);
  }
}

/** From the command palette a question comes without words: they are asked for. */
async function ask(command: string, about: unknown[], next: (command: string, about: unknown[]) => unknown): Promise<unknown> {
  if (command !== ASK || about.length > 0) {
    return next(command, about);
  }
  const editor = window.activeTextEditor;
  const question = await window.showInputBox({ prompt: "Ask about the repository", placeHolder: "what breaks if I change this" });
  if (!question) {
    return undefined;
  }
  const place = editor && { uri: editor.document.uri.toString(), line: editor.selection.active.line };
  return next(command, [{ question, ...place }]);
}
