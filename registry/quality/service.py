"""What doors and the worker call of this room: announce, draw, answer, decide, close."""

from registry.quality.answering import answer, read_file
from registry.quality.deciding import decide
from registry.quality.drawing import announce, call_off, draw
from registry.quality.keeping import due
from registry.quality.waiting import remind

__all__ = ["announce", "answer", "call_off", "decide", "draw", "due", "read_file", "remind"]
