"""How many tokens a text has at most, without the model's own tokenizer.

Budgets are hard, so this errs upwards. Measured against the tokenizers of Qwen 2.5 and SmolLM2 over source files in
benchmarks/token_estimate.py.
"""

from __future__ import annotations

import re

_PIECE = re.compile(r"[A-Za-z]+|\d|[ \t]*\n[ \t]*|[ \t]+|[\x21-\x7e]|[^\x00-\x7f]+|[\x00-\x1f\x7f]")
_LETTERS = 4
"""Letters of a word that make a token, at the least."""
MESSAGE = 12
"""Tokens that a chat template puts around each message, at the most."""


def tokens_in(text: str) -> int:
    """An upper bound for ordinary source and prose."""
    return 1 + sum(map(_tokens, _PIECE.findall(text)))


def _tokens(piece: str) -> int:
    if piece[0].isascii():
        return -(-len(piece) // _LETTERS) if piece[0].isalpha() else piece not in (" ",)
    return len(piece.encode("utf-8", "replace"))
