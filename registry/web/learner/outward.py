"""Addresses of other services to which a holder takes a share link: nothing is loaded from them and nothing sent.

The holder presses, and her own browser opens WhatsApp, the mail program or LinkedIn with the words filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlencode

from registry.awards.reading import Reading
from registry.ids import spell_folio
from registry.texts import CENTRAL_MEXICO, Language, Text

MESSAGE = Text(
    "Le comparto mi microcredencial «{title}», emitida por {issuer}. Aquí puede comprobar que es auténtica: {url}",
    "I am sharing my microcredential “{title}”, issued by {issuer}. You can check here that it is genuine: {url}",
)
BADGE = Text("Estado de mi microcredencial", "State of my microcredential")
SEVERAL = Text(
    "Le comparto mis microcredenciales de inteligencia artificial. Aquí puede comprobar que son auténticas: {url}",
    "I am sharing my microcredentials in artificial intelligence. You can check here that they are genuine: {url}",
)
SEVERAL_SUBJECT = Text("Mis microcredenciales de inteligencia artificial", "My microcredentials in AI")
SUBJECT = Text("Mi microcredencial: {title}", "My microcredential: {title}")


def whatsapp(read: Reading, url: str, language: Language) -> str:
    """Opens WhatsApp with a message to send to whoever is chosen there."""
    return f"https://wa.me/?{urlencode({'text': _message(read, url, language)})}"


def mail(read: Reading, url: str, language: Language) -> str:
    """Opens the mail program with a message (RFC 6068: spaces are %20, never +)."""
    subject = SUBJECT.format(title=read.title).in_(language)
    return f"mailto:?subject={quote(subject)}&body={quote(_message(read, url, language))}"


def whatsapp_several(url: str, language: Language) -> str:
    """Opens WhatsApp with a message about several."""
    return f"https://wa.me/?{urlencode({'text': SEVERAL.format(url=url).in_(language)})}"


def mail_several(url: str, language: Language) -> str:
    """Opens the mail program with a message about several."""
    subject, body = SEVERAL_SUBJECT.in_(language), SEVERAL.format(url=url).in_(language)
    return f"mailto:?subject={quote(subject)}&body={quote(body)}"


def linkedin(read: Reading, url: str, language: Language) -> str:
    """Opens LinkedIn's form for licences and certifications with its fields filled in."""
    facts = read.facts
    fields: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": read.title.in_(language),
        "organizationName": facts.issuer_name or "",
        "certUrl": url,
        "certId": spell_folio(read.award.folio),
    }
    issued = facts.awarded_on or read.award.awarded_on
    fields |= {"issueYear": issued.year, "issueMonth": issued.month}
    if facts.valid_until is not None:
        until = facts.valid_until.astimezone(CENTRAL_MEXICO)
        fields |= {"expirationYear": until.year, "expirationMonth": until.month}
    return f"https://www.linkedin.com/profile/add?{urlencode(fields)}"


@dataclass(frozen=True, slots=True)
class Embed:
    """A badge for somebody's web page: the picture's address, and what to paste."""

    picture: str
    alt: str
    markdown: str
    html: str


def embed(url: str, language: Language) -> Embed:
    """The badge of a link and the two texts that put it into a page, linked to the answer."""
    picture = f"{url}/badge.svg" + ("?lang=en" if language == "en" else "")
    alt = BADGE.in_(language)
    return Embed(
        picture=picture,
        alt=alt,
        markdown=f"[![{alt}]({picture})]({url})",
        html=f'<a href="{escape(url)}"><img src="{escape(picture)}" alt="{escape(alt)}" height="24"></a>',
    )


def _message(read: Reading, url: str, language: Language) -> str:
    return MESSAGE.format(title=read.title, issuer=read.facts.issuer_name or "", url=url).in_(language)
