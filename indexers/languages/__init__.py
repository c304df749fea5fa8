"""The languages sleepd reads: one small module each, found by file name, imported when first met."""

from __future__ import annotations

import importlib
import posixpath
from functools import cache, lru_cache
from typing import Protocol

from ...errors import SleepdError
from ...facts import FileFacts


class Language(Protocol):
    """What a language module provides as its `LANGUAGE`."""

    package_file: str
    """A folder with this file is not one that imports start from, such as `__init__.py`; "" for none."""

    def read(self, source: bytes) -> FileFacts:
        """The facts of one file. Never raises on any input: what can't be parsed is left out."""
        ...

    def module_paths(self, module: str, importer: str) -> list[str]:
        """Path endings, likeliest first, that an import of `module` in the file `importer` may mean.

        "a/b.py" stands for any file whose path is or ends with it; "./a/b.py" for exactly that path from the root;
        "a/b/", with a slash at its end, for any file directly in a folder whose path is or ends with it.
        """
        ...


FILES: dict[str, tuple[str, ...]] = {
    "python": (".py", ".pyi", ".pyw"),
    "javascript": (".js", ".jsx", ".mjs", ".cjs"),
    "typescript": (".ts", ".mts", ".cts"),
    "tsx": (".tsx",),
    "go": (".go",),
    "rust": (".rs",),
    "java": (".java",),
    "c": (".c", ".h"),
    "cpp": (".cc", ".cpp", ".cxx", ".hpp", ".hh", ".hxx", ".ipp"),
    "csharp": (".cs",),
    "ruby": (".rb", ".rake", ".gemspec", "Rakefile", "Gemfile"),
    "php": (".php",),
    "kotlin": (".kt", ".kts"),
    "swift": (".swift",),
    "scala": (".scala", ".sc"),
    "lua": (".lua",),
    "bash": (".sh", ".bash", ".bats"),
    "elixir": (".ex", ".exs"),
    "html": (".html", ".htm"),
    "css": (".css",),
    "json": (".json", ".jsonc"),
    "yaml": (".yaml", ".yml"),
    "toml": (".toml",),
    "markdown": (".md", ".markdown", ".mdx"),
    "rst": (".rst",),
    "text": (".txt", ".adoc", "README", "CHANGELOG", "CHANGES", "AUTHORS", "CONTRIBUTING", "NEWS", "HISTORY"),
    "sql": (".sql",),
    "hcl": (".tf", ".hcl", ".tfvars"),
    "dockerfile": (".dockerfile", "Dockerfile", "Containerfile"),
    "make": (".mk", "Makefile", "GNUmakefile", "makefile"),
    "ini": (".ini", ".cfg", ".conf", ".properties"),
}
"""Language -> file name endings (with a dot) and whole file names."""

_BY_NAME = {name: language for language, names in FILES.items() for name in names}


@lru_cache(maxsize=4096)
def language_of(path: str) -> str | None:
    """The language of the file at `path` by its name alone, or None."""
    name = posixpath.basename(path)
    return _BY_NAME.get(name) or _BY_NAME.get(posixpath.splitext(name)[1].lower())


@cache
def load(language: str) -> Language:
    """The language's module.

    Raises SleepdError when its grammar is not installed.
    """
    try:
        module = importlib.import_module(f".{language}", __name__)
    except ModuleNotFoundError as error:
        raise SleepdError(f"no grammar for {language}: {error.name} is not installed",
                          "pip install 'sleepd[languages]'") from None
    found: Language = module.LANGUAGE
    return found
