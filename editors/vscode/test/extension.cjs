// Runs the extension as it is packaged, with the real client library and the real server. Only the module `vscode`, which
// is not to be had without VS Code, is made up: whatever is asked of it is there and does nothing, but for what is
// written here. Tells what came.
const Module = require("node:module");
const { pathToFileURL, fileURLToPath } = require("node:url");
const { readFileSync } = require("node:fs");

const manifest = JSON.parse(readFileSync(`${__dirname}/../package.json`, "utf8"));
const commands = {};
const providers = {};
const told = {};

class Disposable {
  static from = () => new Disposable();
  dispose() {}
}
class EventEmitter {
  listeners = new Set();
  event = (listener) => (this.listeners.add(listener), new Disposable());
  fire = (what) => this.listeners.forEach((listener) => listener(what));
  dispose() {}
}
class Uri {
  constructor(href) {
    this.href = href;
    this.scheme = href.split(":")[0];
    this.fsPath = this.scheme === "file" ? fileURLToPath(href) : href;
  }
  static parse = (href) => new Uri(href);
  static file = (path) => new Uri(pathToFileURL(path).href);
  toString = () => this.href;
}
class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}
class Range {
  constructor(start, end) {
    Object.assign(this, { start, end });
  }
}
class MarkdownString {
  constructor(value = "") {
    this.value = value;
  }
  appendMarkdown(text) {
    this.value += text;
    return this;
  }
}
class Hover {
  constructor(contents, range) {
    Object.assign(this, { contents, range });
  }
}
class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
  dispose() {}
}
class CancellationError extends Error {}

const root = Uri.file(process.cwd());
const shop = Uri.file(`${process.cwd()}/shop.py`);
const document = {
  uri: shop,
  languageId: "python",
  version: 1,
  fileName: shop.fsPath,
  isClosed: false,
  getText: () => readFileSync("shop.py", "utf8"),
};
const changed = new EventEmitter();
const settings = Object.fromEntries(
  Object.entries(manifest.contributes.configuration.properties).map(([name, { default: value }]) => [name.split(".")[1], value]),
);
const written = {
  Disposable, EventEmitter, Uri, Position, Range, MarkdownString, Hover, CancellationTokenSource, CancellationError,
  version: "1.91.0",
  env: { language: "en", appName: "Visual Studio Code" },
  workspace: {
    workspaceFolders: [{ uri: root, name: "shop", index: 0 }],
    textDocuments: [document],
    notebookDocuments: [],
    isTrusted: true,
    getConfiguration: () => ({ get: (name, fallback) => (name === "sleepd" ? settings : fallback) }),
    onDidChangeConfiguration: changed.event,
    getWorkspaceFolder: () => ({ uri: root, name: "shop", index: 0 }),
  },
  window: {
    activeTextEditor: { document, selection: { active: new Position(3, 5), start: new Position(3, 4), end: new Position(3, 9) } },
    visibleTextEditors: [],
    tabGroups: { all: [] },
    showInputBox: async () => "who calls this",
    showErrorMessage: async (text) => void (told.error = text),
    createOutputChannel: () => anything({ error: console.error }),
    showInformationMessage: async (text) => void (told.message = text),
    showTextDocument: async (uri) => void (told.opened = uri.toString()),
  },
  commands: {
    registerCommand: (name, run) => {
      if (name in commands) {
        throw new Error(`there is a command ${name} already`);
      }
      commands[name] = run;
      return { dispose: () => delete commands[name] };
    },
  },
  languages: {
    match: () => 1,
    createDiagnosticCollection: () => anything({ set() {} }),
    registerHoverProvider: (_, provider) => ((providers.hover = provider), new Disposable()),
  },
};

function anything(target) {
  return new Proxy(target, {
    get: (known, name) => {
      if (!(name in known) && typeof name === "string" && name !== "then") {
        known[name] = anything(function () {
          return new Disposable();
        });
      }
      const value = known[name];
      return value && Object.getPrototypeOf(value) === Object.prototype && typeof value === "object" ? anything(value) : value;
    },
  });
}

const load = Module._load;
const vscode = anything(written);
Module._load = (name, ...more) => (name === "vscode" ? vscode : load(name, ...more));
const extension = require("../dist/extension.js");

async function run() {
  await extension.activate({ subscriptions: [] });
  const hover = await providers.hover.provideHover(document, new Position(3, 5), new CancellationTokenSource().token);
  told.hover = hover.contents.value;
  told.commands = Object.keys(commands);
  told.asked = (await commands["sleepd.ask"]()).answer;
  told.explained = (await commands["sleepd.explain"]()).answer;
  changed.fire({ affectsConfiguration: (name) => name === "sleepd" });
  await commands["sleepd.restart"]();
  await extension.deactivate();
  console.log(JSON.stringify(told));
}

run().catch((error) => {
  console.error(error);
  process.exit(1);
});
