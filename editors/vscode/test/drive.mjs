// Drives `sleepd lsp` by VS Code's own protocol library, in the repository that is the current folder; tells what came.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import protocol from "vscode-languageserver-protocol/node";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const root = pathToFileURL(process.cwd()).href;
const uri = `${root}/shop.py`;
const lines = readFileSync("shop.py", "utf8").split("\n");
lines.splice(5, 0, "    #? who calls this");

const server = spawn("sleepd", ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
const ended = new Promise((resolve) => server.once("exit", resolve));
const reader = new protocol.StreamMessageReader(server.stdout);
const connection = protocol.createProtocolConnection(reader, new protocol.StreamMessageWriter(server.stdin));
const told = new Promise((resolve) =>
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, ({ diagnostics }) => resolve(diagnostics)),
);
const shown = [];
connection.onRequest(protocol.ShowDocumentRequest.type, (asked) => {
  shown.push(readFileSync(new URL(asked.uri), "utf8"));
  return { success: true };
});
connection.listen();

const defaults = Object.entries(manifest.contributes.configuration.properties)
  .map(([name, { default: value }]) => [name.replace("sleepd.", ""), value])
  .filter(([name]) => name !== "path");
await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid,
  clientInfo: { name: "Visual Studio Code" },
  rootUri: root,
  workspaceFolders: [{ uri: root, name: "shop" }],
  initializationOptions: Object.fromEntries(defaults),
  capabilities: {
    general: { positionEncodings: ["utf-16"] },
    window: { showDocument: { support: true } },
    textDocument: {
      hover: { contentFormat: ["markdown", "plaintext"] },
      publishDiagnostics: {},
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["", "quickfix"] } } },
      completion: { completionItem: { documentationFormat: ["markdown"] } },
    },
  },
});
await connection.sendNotification(protocol.InitializedNotification.type, {});
await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
  textDocument: { uri, languageId: "python", version: 1, text: lines.join("\n") },
});
const at = (line, character) => ({ textDocument: { uri }, position: { line, character } });

const hover = await connection.sendRequest(protocol.HoverRequest.type, at(3, 5));
const [diagnostic] = await told;
const actions = await connection.sendRequest(protocol.CodeActionRequest.type, {
  textDocument: { uri },
  range: diagnostic.range,
  context: { diagnostics: [diagnostic] },
});
const open = actions.find((action) => action.command)?.command;
await connection.sendRequest(protocol.ExecuteCommandRequest.type, open);

await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
  textDocument: { uri, version: 2 },
  contentChanges: [{ range: { start: { line: 5, character: 7 }, end: { line: 5, character: 21 } }, text: "" }],
});
const offered = await connection.sendRequest(protocol.CompletionRequest.type, at(5, 7));

// An answer may be quicker than the cancellation, so there are several.
const endings = Array.from({ length: 20 }, () => {
  const source = new protocol.CancellationTokenSource();
  const ending = connection.sendRequest(protocol.HoverRequest.type, at(3, 5), source.token).catch(({ code }) => code);
  source.cancel();
  return ending;
});
const cancelled = (await Promise.all(endings)).includes(protocol.LSPErrorCodes.RequestCancelled);

console.log(
  JSON.stringify({
    hover: hover.contents.value,
    diagnostic: diagnostic.message,
    actions: actions.map(({ title }) => title),
    shown,
    offered: offered.map(({ label, detail }) => ({ label, detail })),
    cancelled,
  }),
);
await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);
process.exitCode = await ended;
