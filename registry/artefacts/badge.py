"""The picture of a badge, drawn from its definition: the rosette on paper, a ring in the ink of the track, the title.

One drawing serves both forms. The SVG has its letters as outlines, because a badge travels to places that have none
of our fonts; the PNG is that SVG, rendered. Neither proves anything until a credential is baked into it
(`registry.artefacts.baking`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from registry.artefacts import messages
from registry.artefacts.typesetting import breakable, typeset_png, typeset_svg
from registry.texts import Language, Text

SIDE = 600
# Of the dots for levels: their circle, and in degrees the arc that they may take and the way from one to the next.
PIP_RADIUS, PIP_ARC, PIP_STEP = 126, 84.0, 4.2
PAPER, GUINDA, GREEN, GOLD = "#fffefb", "#611232", "#13322b", "#b38e5d"
# Words that say nothing in initials.
_SMALL_WORDS = frozenset(
    {"a", "al", "con", "da", "das", "de", "del", "do", "dos", "e", "el", "en"}
    | {"for", "in", "la", "las", "los", "of", "para", "por", "the", "y"}
)


class Track(StrEnum):
    """The two tracks of the registry, each with its ink."""

    LITERACY = "literacy"
    ENGINEERING = "engineering"

    @property
    def ink(self) -> str:
        """Guinda for literacy, dark green for engineering."""
        return GUINDA if self is Track.LITERACY else GREEN


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What a badge shows; the same for everyone who holds the microcredential.

    Under the title stands ``level``, the level that the definition attests as a whole, else ``profile``, whom it is
    for; ``initials`` default to those of the institution's name. ``rungs`` are the levels that the definition requires,
    one number for each competency, from 1 to ``scale``.
    """

    track: Track
    title: Text
    institution: str
    level: Text | None = None
    profile: Text | None = None
    initials: str = ""
    rungs: tuple[int, ...] = ()
    scale: int = 0


def badge_svg(facts: BadgeFacts, *, language: Language, rosette_svg: str) -> str:
    """The badge as an SVG of 600 by 600 with a title and a description; the same facts give the same characters.

    Raises:
        TypesettingFailed: the lettering could not be set.
        ValueError: the rosette is no SVG.
    """
    ink = facts.track.ink
    words = {"track": messages.TRACKS[facts.track.value], "missing_signs": messages.MISSING_SIGNS}
    if facts.level:
        words["under"] = messages.BADGE_LEVEL.format(level=facts.level)
    elif facts.profile:
        words["under"] = facts.profile
    lettering = typeset_svg(
        "badge",
        {
            "ink": ink,
            "title": breakable(facts.title.in_(language)),
            "provider": facts.institution,
            "initials": facts.initials or initials_of(facts.institution),
            "words": messages.in_language(words, language),
        },
        language=language,
    )
    title = messages.BADGE_TITLE.format(title=facts.title, institution=facts.institution).in_(language)
    rule = f'<path d="M256 347h88" stroke="{GOLD}" stroke-width="1.5"/>' if "under" in words else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" '
        f'role="img" aria-labelledby="badge-title"><title id="badge-title">{escape(title, quote=False)}</title>'
        f"<desc>{escape(messages.BADGE_ORIGIN.in_(language), quote=False)}</desc>"
        f'<circle cx="300" cy="300" r="297" fill="{ink}"/>'
        f'<circle cx="300" cy="300" r="291" fill="none" stroke="{GOLD}" stroke-width="1.5"/>'
        f'<circle cx="300" cy="300" r="249" fill="{PAPER}" stroke="{GOLD}" stroke-width="3"/>'
        f"{_placed(rosette_svg, x=54, y=54, side=492)}"
        f'<circle cx="300" cy="300" r="148" fill="{PAPER}" stroke="{GOLD}" stroke-width="2"/>'
        f'<circle cx="300" cy="300" r="141" fill="none" stroke="{ink}" stroke-width="1.2"/>'
        f"{rule}{_pips(facts)}"
        f'<circle cx="30" cy="300" r="5" fill="{GOLD}"/><circle cx="570" cy="300" r="5" fill="{GOLD}"/>'
        f'<circle cx="300" cy="448" r="40" fill="{PAPER}"/>'
        f'<circle cx="300" cy="448" r="36" fill="{ink}" stroke="{GOLD}" stroke-width="2"/>'
        f"<g>{_inside(lettering)}</g></svg>"
    )


def badge_png(svg: str, *, pixels: int = SIDE) -> bytes:
    """The badge as a square PNG with a clear ground. Raises TypesettingFailed when the SVG is none."""
    return typeset_png("picture", {"svg": svg, "side": SIDE}, language="es", pixels_per_inch=72 * pixels / SIDE)


def initials_of(institution: str, *, most: int = 6) -> str:
    """The initials that people would write: capitals of the words that mean something, at most ``most``."""
    words = [word for word in re.split(r"[\s\-/,.;:()«»\"“”]+", institution) if word]
    telling = [word for word in words if word.lower() not in _SMALL_WORDS] or words
    if len(telling) == 1 and telling[0].isupper():
        return telling[0][:most]
    return "".join(word[0].upper() for word in telling[:most])


def _pips(facts: BadgeFacts) -> str:
    """On the upper arc of the medallion: a group of dots for each competency, filled as high as its level."""
    if not facts.rungs or facts.scale < 1:
        return ""
    count, drawn = len(facts.rungs), []
    step = min(PIP_STEP, PIP_ARC / (count * facts.scale + count - 1))
    turn = -step * (count * facts.scale + count - 2) / 2
    for rung in facts.rungs:
        for place in range(1, facts.scale + 1):
            x = SIDE / 2 + PIP_RADIUS * math.sin(math.radians(turn))
            y = SIDE / 2 - PIP_RADIUS * math.cos(math.radians(turn))
            fill = facts.track.ink if place <= rung else "none"
            drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{fill}"/>')
            turn += step
        turn += step
    return f'<g stroke="{facts.track.ink}" stroke-width="0.8">{"".join(drawn)}</g>'


def _placed(svg: str, *, x: int, y: int, side: int) -> str:
    """The drawing as a nested SVG, with its own coordinates, at a place and size."""
    tag = re.search(r"<svg\b[^>]*>", svg)
    view = re.search(r'\sviewBox="([^"]*)"', tag[0]) if tag else None
    if not tag or not view or "</svg>" not in svg:
        raise ValueError("the rosette is not an SVG with a viewBox")
    kept = re.sub(r'\s(?:width|height|x|y|role|aria-[a-z]+|xmlns)="[^"]*"', "", tag[0])
    opened = kept[:-1] + f' x="{x}" y="{y}" width="{side}" height="{side}" aria-hidden="true">'
    return opened + svg[tag.end() : svg.rindex("</svg>")] + "</svg>"


def _inside(svg: str) -> str:
    start = svg.index(">", svg.index("<svg")) + 1
    return svg[start : svg.rindex("</svg>")].replace("xlink:href", "href")
