"""What an answer in words is made from, the places that the facts found, and how it is kept."""

from __future__ import annotations

import time

from ..graph.view import View
from ..indexers.words import words
from ..notes.note import kept
from ..store.notes import StoredNote
from ..writing.material import Gathering
from ..writing.telling import told
from ..writing.working import Worked
from .answer import Answer
from .earlier import KIND
from .matching import meaning_of

PLACES = 5
LEAST_ROOM = 80
LEAST_SCORE = 0.5
"""Of an answer of which less stood, the rest is not trusted either."""
_MOST_SURE = 0.4
"""However sure the places are: a claim can be wrong with the right words, which the check does not see. Read by a
person, 6 of 17 answers of small models that had stood held."""
_MARK = "A model wrote this. Its names, numbers and calls were checked, its sense was not."


def gathered(view: View, text: str, found: Answer, room: int = 1 << 20) -> Gathering:
    """The first places, the best with most of the room; of a long one the lines that speak of the question."""
    gathering = Gathering(view, room if room >= LEAST_ROOM else 0)
    asked = set(words(text).split())
    for number, citation in enumerate(found.citations[:PLACES]):
        most = max(LEAST_ROOM, room // (2 if number == 0 else 4))
        gathering.add_span(*citation, most=most, asked=asked)
    return gathering


def note_from(view: View, text: str, found: Answer, worked: Worked, made_from: str) -> StoredNote:
    """The answer as it is kept: the claims that stood, each with its line. When too few did, its confidence is 0."""
    claims = worked.claims if worked.score >= LEAST_SCORE else []
    evidence = kept(item for claim in claims for item in claim.evidence)
    answer = "\n".join([*(told(view, claim) for claim in claims), _MARK] if claims else [])
    return StoredNote(
        found.unit, KIND, text, answer, [list(item) for item in evidence], {}, made_from,
        min(found.confidence, _MOST_SURE) * worked.score if claims else 0.0, int(time.time()), worked.score,
        claims=worked.as_json(), meaning=meaning_of(text, view.workspace.name),
    )  # fmt: skip
