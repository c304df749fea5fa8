"""Secrets that stand in text, taken out of it before it leaves.

The detectors are those of detect-secrets, called one by one: its own scan would also ask the services that issued a
key whether it is valid, over the network. What they find stands for the whole word around it. Added to them are
what they leave in place: the body of a private key, assignments without quotes, and long random words without quotes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

REMOVED = "[secret removed]"

_KEY_BLOCK = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\Z)",
    re.DOTALL,
)
_ASSIGNED = re.compile(
    r"""\b(?P<name>[\w.-]*(?:password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key|credentials?)[\w.-]*)
    ["']?\]?\s*(?:=|:|=>|\bis\b)\s*(?:[bru]?["'])?(?P<value>[^\s"'(){}\[\],;<>]{6,})""", re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_ISSUED = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:sk|pk|rk|pypi|npm)[-_]|gh[a-z]_|github_pat_|glpat-|hf_|xox[a-z]-|AIza|ya29\.|AKIA|ASIA"
    r"|dop_v1_|shp[a-z]{2}_)"
    r"(?=[\w.-]*\d|[\w.-]*[a-z][A-Z])[\w.-]{14,}"
)
"""Prefixes by which the great issuers mark their keys."""
_WORD = re.compile(r"[^\s\"'`<>(){}\[\],;]+")
_RANDOM = re.compile(r"(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{20,}")
_PLAIN = re.compile(
    r"@?[A-Za-z_]+(?:[./-][A-Za-z_]+)*(?:_\d+)?[.:]?$|[\d.,_]+$|(?:[A-Za-z_]{3,}\d{0,4})+[.:,(]*$"
)
"""A name, a dotted name, a path or a number: too orderly to be a secret that somebody generated."""
_QUOTED_ONLY = frozenset({"Base64 High Entropy String", "Hex High Entropy String"})
_SETTINGS = {"Base64 High Entropy String": {"limit": 4.0}}
"""Bits for each character: lower than the library's own 4.5, which needs 23 different ones. Names stay (`_PLAIN`)."""
_KEYWORD = "Secret Keyword"
_IGNORED = frozenset({"Public IP (ipv4)"})
"""Not a secret."""
_SHORTEST = 4


def redacted(text: str) -> tuple[str, int]:
    """The text without what looks like a secret, and how many were removed."""
    text, found = _KEY_BLOCK.subn(REMOVED, text)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        secrets = {secret for secret in _secrets(line) if len(secret) >= _SHORTEST and secret not in REMOVED}
        found += len(secrets)
        for secret in sorted(secrets, key=len, reverse=True):
            lines[number] = lines[number].replace(secret, REMOVED)
    return "\n".join(lines), found


def _secrets(line: str) -> Iterator[str]:
    """What is secret in a line: the whole word around what an entropy or a prefix gives away."""
    yield from _ISSUED.findall(line)
    for match in _ASSIGNED.finditer(line):
        value = match["value"]
        if not _PLAIN.match(value) or (match["name"].isupper() and "=" in match[0]):
            yield value
    for detector in _detectors():
        entropy = detector.secret_type in _QUOTED_ONLY
        for text in (line, *(f'"{word}"' for word in _RANDOM.findall(line))) if entropy else (line,):
            for secret in detector.analyze_line(filename="prompt.py", line=text, line_number=1):
                value = secret.secret_value or ""
                if detector.secret_type == _KEYWORD or not entropy:
                    yield value
                elif not _PLAIN.match(value):
                    yield next((word for word in _WORD.findall(line) if value in word), value)


@lru_cache(maxsize=1)
def _detectors() -> tuple[Any, ...]:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    kinds: dict[str, Any] = get_mapping_from_secret_type_to_class()
    return tuple(kinds[name](**_SETTINGS.get(name, {})) for name in sorted(kinds) if name not in _IGNORED)
