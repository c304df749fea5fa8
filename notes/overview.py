from __future__ import annotations
from ..graph.view import View
from .note import Note
def write_folder(view: View, unit: str) -> Note | None: return None
def write_repository(view: View) -> Note | None: return None
