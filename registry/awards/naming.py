"""The names that an award's documents say. A corrected name changes one award at a time, so they may differ."""

from __future__ import annotations

from sqlalchemy import select

from registry.awards import documents
from registry.awards.models import Award
from registry.db import db
from registry.people.service import surname_key
from registry.records import storage
from registry.records.models import Document
from registry.verification import names


def name_on(award: Award) -> str:
    """The holder's name on the award's current document, which may not be the one on the person's record."""
    return _name_in(award.document)


def names_on(award: Award) -> set[str]:
    """Every name that a document of the award has said: whoever holds an old certificate reads the old one."""
    found = db.session.scalars(select(Document).where(documents.of_awards([award.id])))
    return {_name_in(one) for one in found if one.body}


def has_surname(award: Award, surname: str) -> bool:
    """Whether a surname stands in one of these names, after the first word: the printed certificate asks for it."""
    asked = surname_key(surname).split()
    own = [surname_key(name).split()[1:] for name in names_on(award)]
    size = len(asked)
    return bool(asked) and any(
        asked == words[start : start + size] for words in own for start in range(len(words) - size + 1)
    )


def has_name(award: Award, name: str) -> bool:
    """Whether a whole name is one of these."""
    return any(names.compare_names(name, one) is names.Likeness.SAME for one in names_on(award))


def _name_in(document: Document) -> str:
    return str(storage.claims_of(document)["credentialSubject"]["identifier"][0]["identityHash"])
