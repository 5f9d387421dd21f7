"""What a chat or a network draws of a link (Open Graph): the microcredential and its institution, never the holder's
name, unless the holder chose it for that link."""

from __future__ import annotations

from dataclasses import dataclass

from registry import addresses
from registry.texts import Text, same
from registry.verification import Report
from registry.web.employer.card import card_of

_NAMED = Text("{title} · {name}", "{title} · {name}")
_ISSUED = Text(
    "Otorgada por {issuer}. Abra el enlace para comprobarla hoy.",
    "Awarded by {issuer}. Open the link to check it today.",
)
_SEVERAL = Text(
    "Microcredenciales de inteligencia artificial: {count}. Abra el enlace para comprobarlas hoy.",
    "Microcredentials in artificial intelligence: {count}. Open the link to check them today.",
)
_UNTITLED = Text("Microcredenciales compartidas", "Shared microcredentials")


@dataclass(frozen=True, slots=True)
class Preview:
    """Title, sentence and, of one microcredential, its badge; ``image`` is an absolute address or None."""

    title: Text
    description: Text
    url: str
    image: str | None = None


def preview_of(report: Report, url: str, *, name: bool) -> Preview | None:
    """Of one. None while no signature covers anything. ``name``: the holder chose to be named."""
    card = card_of(report)
    if card is None:
        return None
    title = card["title"] if isinstance(card["title"], Text) else same(str(card["title"]))
    if name and card["holder"]:
        title = _NAMED.format(title=title, name=card["holder"])
    rosette = card["rosette"]
    image = addresses.path(rosette.replace("rosette.svg", "badge.png")) if rosette else None
    return Preview(title, _ISSUED.format(issuer=card["issuer"]), url, image)


def preview_of_several(count: int, url: str, *, heading: str, name: str | None, image: str | None) -> Preview:
    """Of several. ``heading`` is the holder's own; ``name`` None: the holder is not named."""
    title = same(heading) if heading else _UNTITLED
    if name:
        title = _NAMED.format(title=title, name=name)
    return Preview(title, _SEVERAL.format(count=count), url, image)
