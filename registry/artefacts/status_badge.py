"""The small picture that says how a shared microcredential stands, for web pages and profiles.

Two cells: what it is about, and its state as sign and word. It names nobody, and it proves nothing: it links to the
page that does. Text is drawn with the reader's own fonts, so ``textLength`` fixes its width and not a font of ours.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal
from xml.sax.saxutils import escape

from registry.texts import Language, Text

BadgeState = Literal["valid", "not_current", "invalid", "revoked", "not_checked", "no_link"]

LABEL = Text("microcredencial", "microcredential")
WORDS: dict[BadgeState, Text] = {
    "valid": Text("válida", "valid"),
    "not_current": Text("no vigente", "not current"),
    "invalid": Text("no válida", "not valid"),
    "revoked": Text("revocada", "revoked"),
    "not_checked": Text("no se pudo comprobar", "could not be checked"),
    "no_link": Text("enlace no disponible", "link not available"),
}
CHECKED = Text("{label}: {word}. Comprobado el {day}.", "{label}: {word}. Checked on {day}.")
UNKNOWN = Text("{label}: {word}. No dice nada sobre la persona.", "{label}: {word}. It says nothing about the person.")

_HEIGHT = 24
_PADDING = 8
_SIGN = 14
_GREEN, _WHITE = "#13322b", "#ffffff"
#: Ink and ground of each state, as on the pages (docs/look.md).
_COLOURS: dict[BadgeState, tuple[str, str]] = {
    "valid": ("#14532d", "#e9f4ec"),
    "not_current": ("#7a4b00", "#fdf3dc"),
    "invalid": ("#8f1420", "#fbe9ea"),
    "revoked": ("#8f1420", "#fbe9ea"),
    "not_checked": ("#374151", "#eef0f3"),
    "no_link": ("#374151", "#eef0f3"),
}
#: A sign of its own shape for each state, in a box of 24: colour alone says nothing.
_CROSS = (
    '<path d="M8 1.5h8L22.5 8v8L16 22.5H8L1.5 16V8z" fill="{ink}"/>'
    '<path d="m8.3 8.3 7.4 7.4m0-7.4-7.4 7.4" stroke="#fff" stroke-width="2.6"/>'
)
_SIGNS: dict[BadgeState, str] = {
    "valid": '<circle cx="12" cy="12" r="10.5" fill="{ink}"/>'
    '<path d="m7 12.4 3.4 3.4L17.2 9" fill="none" stroke="#fff" stroke-width="2.6"/>',
    "not_current": '<path d="M5 2.5h14v2.2c0 3.2-1.7 5-4.6 7.3 2.9 2.3 4.6 4.1 4.6 7.3v2.2H5v-2.2c0-3.2 1.7-5 4.6-7.3'
    'C6.7 9.7 5 7.9 5 4.7z" fill="{ink}"/><path d="M8.6 5.3h6.8M9 18.8h6l-3-3.3z" fill="#fff" stroke="#fff"/>',
    "invalid": _CROSS,
    "revoked": _CROSS,
    "not_checked": '<circle cx="12" cy="12" r="9.8" fill="none" stroke="{ink}" stroke-width="2.2" '
    'stroke-dasharray="3.85 3.85"/><path d="M8 12h8" stroke="{ink}" stroke-width="2.4"/>',
    "no_link": '<circle cx="12" cy="12" r="9.8" fill="none" stroke="{ink}" stroke-width="2.2"/>'
    '<path d="m5 19 14-14" stroke="{ink}" stroke-width="2.2"/>',
}
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|"), frozenset("mwMW")


def status_badge(state: BadgeState, *, day: dt.date, language: Language) -> str:
    """The picture as SVG; ``day`` is when the state was found."""
    word = WORDS[state]
    label, said = LABEL.in_(language), word.in_(language)
    sentence = (UNKNOWN if state == "no_link" else CHECKED).format(label=LABEL, word=word, day=day).in_(language)
    ink, ground = _COLOURS[state]
    label_width, said_width = _width(label), _width(said)
    left = label_width + 2 * _PADDING
    right = said_width + _SIGN + 5 + 2 * _PADDING
    whole = left + right
    sign = _SIGNS[state].format(ink=ink)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{_HEIGHT}" viewBox="0 0 {whole} {_HEIGHT}" '
        f'role="img" aria-labelledby="t"><title id="t">{escape(sentence)}</title>'
        f'<rect x=".5" y=".5" width="{whole - 1}" height="{_HEIGHT - 1}" rx="4" fill="{ground}" stroke="{_GREEN}"/>'
        f'<path d="M4.5 .5H{left}v{_HEIGHT - 1}H4.5a4 4 0 0 1-4-4v-{_HEIGHT - 9}a4 4 0 0 1 4-4z" fill="{_GREEN}"/>'
        f'<g font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11.5">'
        f'<text x="{_PADDING}" y="16" fill="{_WHITE}" textLength="{label_width}">{escape(label)}</text>'
        f'<text x="{left + _PADDING + _SIGN + 5}" y="16" fill="{ink}" font-weight="bold" '
        f'textLength="{said_width}">{escape(said)}</text></g>'
        f'<svg x="{left + _PADDING}" y="5" width="{_SIGN}" height="{_SIGN}" viewBox="0 0 24 24">{sign}</svg></svg>'
    )


def _width(text: str) -> int:
    """About how wide a word is in such a font; the reader's browser spreads the letters over exactly this."""
    return round(sum(4.2 if one in _NARROW else 10.6 if one in _WIDE else 7.3 for one in text))
