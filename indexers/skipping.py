"""Why a file is not read: every skipped file has a reason one can ask for (`sleepd why PATH`)."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_BYTES = 1_500_000
_MAX_MEAN_LINE = 400
_MAX_LINE = 20_000
_HEAD_BYTES = 8_000
_MARK_BYTES = 1_000

_SECRET_NAME = re.compile(
    r"(?:^|/)(?:\.env(?!\.(?:example|sample|template|dist)$)(?:\.[\w.-]+)?|\.envrc|\.netrc|\.npmrc|\.pypirc|\.pgpass"
    r"|\.htpasswd|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519)"
    r"|(?:credentials|(?:client[-_])?secrets?|service[-_]account)(?:[-_.][\w.-]+)?\.(?:ya?ml|json|toml|ini|cfg|conf|txt)"
    r"|credentials)$"
    r"|(?:^|/)\.(?:ssh|aws|kube|docker|gnupg)/|\.(?:pem|key|p12|pfx|ppk|keystore|jks|tfstate|tfvars)$",
    re.IGNORECASE,
)
_VENDORED = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|jspm_packages|vendor|vendored|_vendor|third[_-]party|3rdparty|Godeps"
    r"|site-packages|Pods|Carthage|\.yarn|\.venv|venv|\.tox|\.nox|__pycache__|\.eggs)/"
)
_BUILT = re.compile(r"(?:^|/)dist/(?:.*/)?[^/]+\.(?:[cm]?js|css)$")
_GENERATED_NAME = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|packages\.lock\.json|go\.sum|gradle\.lockfile"
    r"|(?:yarn|bun|deno|poetry|uv|pdm|pixi|Pipfile|Cargo|composer|Gemfile|Podfile|mix|pubspec|flake|\.terraform)\.lock"
    r"(?:\.hcl)?|zz_generated\.[\w.]+)$"
    r"|_pb2(?:_grpc)?\.pyi?$|\.pb\.(?:go|cc|h|swift)$|\.g\.(?:cs|dart)$|\.designer\.cs$|\.(?:js|css)\.map$"
    r"|\.generated\.\w+$"
)
_GENERATED_MARK = re.compile(
    rb"^[ \t]*(?:#|//|/?\*|--|;|<!--|%|\.\.|\"\"\"|''')[^\n]{0,100}?"
    rb"(?:@generated\b|\bgenerated\b[^\n]{0,100}\bDO NOT (?:EDIT|MODIFY)"
    rb"|\bDO NOT (?:EDIT|MODIFY)[^\n]{0,60}\bgenerated\b"
    rb"|\b(?:file|code|module) (?:is|was|has been) auto(?:matically |-)?generated (?:by|from|using|with)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_CODE = re.compile(
    rb"^(?:(?:import|from|package|using|use|namespace|module|def|class|func|fn|function|const|let|var|export|public"
    rb"|#include)\b|\w+ *=)", re.MULTILINE,
)  # fmt: skip
"""Behind it, a mark is one that a generator writes."""
_MINIFIED_NAME = re.compile(r"[.-]min\.(?:js|css|mjs|cjs)$|\.bundle\.js$")


class Attributes(NamedTuple):
    """What the repository's own `.gitattributes` say of a file; None where they are silent."""

    generated: bool | None = None
    vendored: bool | None = None


SILENT = Attributes()


def skip_by_name(path: str, attributes: Attributes = SILENT) -> str:
    """Why the file at `path` is not even opened; "" when it is."""
    if _SECRET_NAME.search(path):
        return "it may hold secrets, by its name"
    if attributes.vendored:
        return "vendored: .gitattributes says so"
    if attributes.vendored is None and _VENDORED.search(path):
        return "vendored: its folder is for the code of others"
    if attributes.generated:
        return "generated: .gitattributes says so"
    if attributes.generated is None and _BUILT.search(path):
        return "generated: its folder is for what a build makes"
    if attributes.generated is None and _GENERATED_NAME.search(path):
        return "generated: its name says so"
    if attributes.generated is None and _MINIFIED_NAME.search(path):
        return "minified: its name says so"
    return ""


def skip_by_size(size: int) -> str:
    """Why a file of `size` bytes is not read; "" when it is."""
    return f"too large: over {MAX_BYTES:,} bytes" if size > MAX_BYTES else ""


def skip_by_content(source: bytes, is_prose: bool, attributes: Attributes = SILENT) -> str:
    """Why a file with these bytes is not read; "" when it is. Prose and data may have long lines."""
    if b"\0" in source[:_HEAD_BYTES]:
        return "binary: it holds NUL bytes"
    head = _FIRST_CODE.split(source[:_MARK_BYTES], maxsplit=1)[0]
    if attributes.generated is None and _GENERATED_MARK.search(head):
        return "generated: its first lines say so"
    if not is_prose and len(source) > 10_000:
        lines = source.split(b"\n")
        if len(source) / len(lines) > _MAX_MEAN_LINE or max(map(len, lines)) > _MAX_LINE:
            return "minified: its lines are too long to have been written by hand"
    return ""
