// Starts `sleepd lsp` and hands it the settings; everything else is the server's.
import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";

const RESTART = "sleepd.restart";
/** Command -> what it is about, null where there is nothing. */
const NEEDED: Record<string, () => object | null | Promise<object | null>> = {
  "sleepd.ask": asked,
  "sleepd.askSelection": selected,
  "sleepd.explain": selected,
};

let client: LanguageClient | undefined;
/** Ends when the last start or stop has: one at a time, for two clients would both register the server's commands. */
let turn = Promise.resolve();

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand(RESTART, restart),
    workspace.onDidChangeConfiguration((changed) => changed.affectsConfiguration("sleepd") && restart()),
  );
  await restart();
}

export function deactivate(): Promise<void> {
  return (turn = turn.then(stop));
}

function restart(): Promise<void> {
  return (turn = turn.then(stop).then(start));
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  if (old?.state === State.Running) {
    await old.stop().catch(() => undefined); // It may have died by itself.
  }
}

async function start(): Promise<void> {
  const { path: command, ...options } = workspace.getConfiguration().get("sleepd", { path: "sleepd" });
  client = new LanguageClient("sleepd", "sleepd", { command, args: ["lsp"] }, {
    documentSelector: [{ scheme: "file" }],
    initializationOptions: options,
    middleware: { executeCommand: complete },
  });
  try {
    await client.start();
  } catch {
    window.showErrorMessage(`sleepd: can't start ${command}; install sleepd, or say in sleepd.path where it is`);
  }
}

/** From the command palette a command comes without its argument: the editor has it. */
async function complete(command: string, args: unknown[], next: (command: string, args: unknown[]) => unknown): Promise<unknown> {
  const about = args.length > 0 ? undefined : await NEEDED[command]?.();
  return about === null ? undefined : next(command, about ? [about] : args);
}

async function asked(): Promise<object | null> {
  const question = await window.showInputBox({ prompt: "Ask about the repository", placeHolder: "what breaks if I change this" });
  const editor = window.activeTextEditor;
  const place = editor && { uri: editor.document.uri.toString(), line: editor.selection.active.line };
  return question ? { question, ...place } : null;
}

function selected(): object | null {
  const editor = window.activeTextEditor;
  if (!editor) {
    return null;
  }
  const { start, end } = editor.selection;
  return { uri: editor.document.uri.toString(), range: { start, end } };
}
