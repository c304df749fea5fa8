"""Text of a repository that speaks to language models instead of people: never quoted, neither in a note nor a prompt.

Whoever reads an answer may be an agent, which would take such text for orders. No list of patterns is complete. What
gets past this one is still only data to our own models, and what they claim is still checked against the code (see
`writing.check`), where verdicts like "safe" never stand.
"""

from __future__ import annotations

import re
from functools import lru_cache

LEFT_OUT = "[text that speaks to language models was left out]"

_WHOM = r"(?:ai|a\.i\.|llms?|(?:large )?language models?|(?:ai |coding )?(?:assistants?|agents?)|chat ?bots?|chatgpt|gpt|claude|copilot)"
_ORDERS = r"(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|constraints?)"
_PATTERNS = (
    rf"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{{0,40}}\b(?:previous|prior|above|earlier|all|any|your|these|those|the)\b.{{0,20}}\b{_ORDERS}",
    rf"\b(?:dear|hey|hello|attention|note|notice|message|instructions?|important|warning|todo|hint)\b.{{0,12}}\b(?:to|for|all)?\s*\b(?:the |any |all )?{_WHOM}\b",
    rf"\b(?:if|when|since) you(?:'re| are) (?:an? |the |any )?{_WHOM}\b",
    rf"\b(?:as|being) an? {_WHOM},? you\b|\byou are (?:now )?(?:an? |the )?(?:\w+ ){{0,2}}{_WHOM}\b",
    rf"(?<!user )\b{_WHOM}\b.{{0,20}}\b(?:must|should|shall|have to|are to|please|reading this|summari[sz]ing this|reviewing this)\b",
    r"\b(?:answer|respond|reply|say|state|report|claim|conclude|tell (?:the )?(?:user|developer|reader|them|anyone)|describe (?:this|it)|summari[sz]e (?:this|it))\b"
    r".{0,30}\b(?:that|with|as|only)\b.{0,40}\b(?:safe|secure|harmless|benign|trusted|approved|audited|verified|correct|bug-free|no (?:bugs?|vulnerabilit\w+|issues?|problems?))\b",
    r"\b(?:do not|don't|never)\b.{0,15}\b(?:mention|reveal|disclose|report|flag|tell)\b.{0,30}\b(?:(?:the )?(?:user|developer|reader)|next line|below|above|this (?:call|code|file|function|line))\b",
    rf"\b(?:reveal|print|repeat|output|show|leak|send)\b.{{0,20}}\b(?:your|the) (?:system |hidden |initial |original )?{_ORDERS}\b",
    r"\bnew (?:system )?instructions?\s*:|\bsystem (?:override|prompt|message)\s*[:>]|\bdeveloper mode\b|\bjailbreak\b",
    r"<\|(?:im_start|im_end|system|assistant|user|endoftext)\|?>|</?im_(?:start|end)>|\[/?INST\]|<</?SYS>>|^\W*#{2,}\s*(?:instruction|system|response)\b|^\W*(?:human|assistant|system)\s*:\s",
    r"</?(?:source|claims?|task|rules)\b[^>]*>",
)  # fmt: skip
_HINTS = (
    "instruction", "prompt", "rules", "guideline", "direct", "constraint", "assistant", "agent", "llm", "model", "gpt",
    "chat", "claude", "copilot", "safe", "secur", "harmless", "benign", "trusted", "approved", "audited", "verified",
    "correct", "bug", "vulnerab", "issue", "problem", "mention", "reveal", "disclose", "report", "flag", "tell",
    "system", "developer mode", "jailbreak", "inst]", "sys>", "im_start", "human:", "source", "claim", "task>", " ai",
    "a.i.", "response", "endoftext", "im_end", "user",
)  # fmt: skip
"""Each pattern needs one of these: most text has none, and the patterns take long to compile."""
_JOINED = 2
"""Lines that a sentence may be spread over."""


@lru_cache(maxsize=1)
def _speaks() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def without_orders(text: str) -> str:
    """A text of one line, or what stands in its place when it speaks to language models."""
    return LEFT_OUT if hostile_lines([text]) else text


def hostile_lines(lines: list[str]) -> set[int]:
    """Which lines, counted from 0, speak to language models; sentences may be broken over lines."""
    whole = "\n".join(lines).lower()
    if not any(hint in whole for hint in _HINTS):
        return set()
    plain = [re.sub(r"^[\s#/*;%\"'!<>-]+|[\s*\"']+$", "", line) for line in lines]
    found = {number for number, line in enumerate(lines) if _speaks().search(line)}
    for start in range(len(plain) - 1):
        spread = range(start, min(start + _JOINED, len(plain)))
        if not found & set(spread) and _speaks().search(" ".join(plain[number] for number in spread)):
            found |= set(spread)
    return found
