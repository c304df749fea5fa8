"""Who uses a name that the repository does not define, such as that of a dependency? What its own lines say."""

from __future__ import annotations

from ..graph.references import USES, Use, uses_of_name
from ..graph.view import View
from .callers import WAYS
from .note import Note, kept
from .raises import catches
from .users import apart, shown, users
from .wording import counted, listed, section

KINDS = {"heirs": ("inherit",), "raises": USES, "callers": USES, "where": USES, "what": USES}
"""The kinds of questions that uses answer, and which uses."""
_RAISED = "Raised by", "raised by"
_CAUGHT = "Caught by", "caught by"
_SURE = 0.85
_PERHAPS = 0.6
_TELLING = frozenset({"inherit", "raise", "type", "import"})
"""Uses that name one thing; a call or an attribute of the same name may be anything's."""


def write(view: View, kind: str, name: str, qualifier: str = "") -> Note | None:
    """Who uses a name in the way that a kind of question asks for; None when it is defined here, or nobody does.

    `qualifier` is the class or module that it was asked for as a member of, if any.
    """
    if kind not in KINDS or is_defined(view, name):
        return None
    uses, unread = uses_of_name(view, name, KINDS[kind])
    uses = [use for use in uses if not qualifier or _belongs(view, use, qualifier)]
    if kind == "raises":
        uses = [use for use in uses if use.reference.kind == "raise" or catches(view, use)]
    code, tests, _ = apart(view, uses)
    lines, verbs = [], []
    for heading, verb, some in _ways(code or tests, kind):
        told = users(view, some)
        lines += section(heading, [user.told() for user in told])
        verbs.append(f"{verb} {listed(user.place.title for user in told)}")
    if not verbs:
        return None
    where = "" if code else ", in tests only"
    summary = f"{name} is not defined in this repository. It is {verbs[0]}{where}."
    if code:
        lines += section("Tests", [user.told() for user in users(view, tests)])
    if unread:
        lines.append(f"{counted(unread, 'more file')} that use the name {name} were not read.")
    sure = _SURE if not unread and _TELLING.intersection(use.reference.kind for use in uses) else _PERHAPS
    evidence = kept(shown(view, code + tests, name))
    return Note("", kind, f"Who uses {name}?", "\n".join([summary, *lines]), evidence, sure)


def is_defined(view: View, name: str) -> bool:
    """Whether code here defines a name; a key of a configuration file is none."""
    return any(row.kind != "key" for row in view.named(name))


def _ways(uses: list[Use], kind: str) -> list[tuple[str, str, list[Use]]]:
    """(heading, verb, uses) for each way of using it that occurs; what is not raised is caught if that was asked."""
    ways = [(heading, verb, [use for use in uses if use.reference.kind == way]) for way, heading, verb in WAYS]
    if kind == "raises":
        raised = [use for use in uses if use.reference.kind == "raise"]
        ways = [(*_RAISED, raised), (*_CAUGHT, [use for use in uses if use not in raised])]
    return [way for way in ways if way[2]]


def _belongs(view: View, use: Use, qualifier: str) -> bool:
    """Whether a use names the class or module itself, or its file imports the name from there."""
    if use.reference.qualifier.endswith(qualifier):
        return True
    names = (use.reference.name, qualifier)
    return any(qualifier in item.module and (not item.name or item.name in names) for item in view.imports(use.path))
