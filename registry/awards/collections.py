"""Several microcredentials behind one address: a secret link to send, or a page that anybody may find.

A page exists only when its holder publishes it, shows what its holder chose, never what came later, and ends the moment
it is withdrawn. What is no longer the holder's (rejected, or a union of records that was undone) is not shown, whatever
was chosen once.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import uuid
from collections.abc import Collection as Chosen
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards import gates, queries, sharing
from registry.awards.errors import (
    HandleMalformed,
    HandleTaken,
    NothingChosen,
    ShareCodeNeeded,
    ShareNotFound,
    TooManyChosen,
)
from registry.awards.models import Award, Collection, CollectionItem
from registry.custody import vault
from registry.db import db
from registry.errors import NotAllowed
from registry.people import guardians
from registry.people.models import Person

#: Each is verified when the page is opened; a transcript holds no more either.
MOST_SHOWN = 40
LINK, PAGE = "link", "page"
_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]")
#: Letters of a random address: no vowels, so that it spells nothing.
_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
_RANDOM_LENGTH = 12
#: Names under which a page would pass for an office's.
_RESERVED = frozenset({"admin", "autoridad", "conocer", "gobierno", "mexico", "registro", "registry", "sep", "stps"})


def held_by(person_id: uuid.UUID | None) -> list[Award]:
    """What a person may show: what she or he has accepted, newest first."""
    if person_id is None:
        return []
    return [one for one in queries.of_person(person_id) if one.accepted_at is not None]


def chosen(award_ids: Chosen[uuid.UUID], *, actor: Actor, most: int | None = MOST_SHOWN) -> list[Award]:
    """Those of the actor's own, in the order of the record. Raises `NothingChosen`, `TooManyChosen`."""
    wanted = [one for one in held_by(actor.person_id) if one.id in set(award_ids)]
    if not wanted:
        raise NothingChosen()
    if most is not None and len(wanted) > most:
        raise TooManyChosen(count=len(wanted), limit=most)
    return wanted


def make_link(
    awards: Sequence[Award],
    *,
    actor: Actor,
    heading: str = "",
    label: str = "",
    with_results: bool = False,
    show_name: bool = False,
    with_code: bool = False,
    expires_at: dt.datetime | None = None,
    submission: str | None = None,
) -> Collection:
    """A secret link to several. ``submission`` names one filling-in of a form: a second press makes no second link.

    Raises `NotAllowed`, `NothingChosen`.
    """
    _require_own(awards, actor)
    person_id = _person_of(actor)
    key = uuid.uuid5(person_id, submission) if submission else ids.new_key()
    made = db.session.get(Collection, key)
    if made is not None:
        return made
    token = ids.new_token()
    link = Collection(
        id=key,
        person_id=person_id,
        kind=LINK,
        token_digest=ids.token_digest(token),
        sealed_token=vault.seal(token.encode(), context=f"collection:{key}"),
        heading=heading.strip(),
        label=label.strip(),
        with_results=with_results,
        show_name=show_name,
        created_at=clock.now(),
        expires_at=expires_at,
        items=_items(awards),
    )
    if with_code:
        gates.lock(link)
    try:
        with db.session.begin_nested():
            db.session.add(link)
    except IntegrityError:  # of two presses at once the other was faster
        return db.session.get_one(Collection, key)
    audit.record("record.collected", "collection", str(link.id), actor=actor, count=len(awards))
    return link


def publish(
    awards: Sequence[Award],
    *,
    actor: Actor,
    handle: str = "",
    heading: str = "",
    with_results: bool = False,
    show_name: bool = False,
) -> Collection:
    """The actor's public page as it is to be from now on; an earlier one at another address ends.

    ``handle`` empty: the address that the page has, or one at random. ``show_name``: the page and its previews name the
    holder; without it neither does, and each credential opened from it still does, because its issuer signed it so.
    Raises `NotAllowed`, `NothingChosen`, `HandleMalformed`, `HandleTaken`.
    """
    _require_own(awards, actor)
    person_id = _person_of(actor)
    now, before = clock.now(), page_of(person_id)
    wanted = handle.strip().lower() or (before.handle if before else None) or _random_handle()
    if not _HANDLE.fullmatch(wanted):
        raise HandleMalformed()
    page = db.session.scalars(select(Collection).where(Collection.handle == wanted)).one_or_none()
    if wanted in _RESERVED or (page is not None and not _is_of(page, person_id)):
        raise HandleTaken()
    if before is not None and before is not page:
        before.withdrawn_at = now
    if page is None:
        page = Collection(id=ids.new_key(), person_id=person_id, kind=PAGE, handle=wanted, created_at=now)
    elif page.withdrawn_at is not None:
        page.created_at, page.withdrawn_at, page.views = now, None, 0
    page.heading, page.with_results, page.show_name = heading.strip(), with_results, show_name
    page.items.clear()
    try:
        with db.session.begin_nested():
            db.session.add(page)
            db.session.flush()  # what was shown goes before the same is added again
            page.items.extend(_items(awards))
            db.session.flush()
    except IntegrityError:  # somebody took the address meanwhile
        raise HandleTaken() from None
    audit.record("record.published", "collection", str(page.id), actor=actor, count=len(awards))
    return page


def withdraw(one: Collection, *, actor: Actor) -> None:
    """End a link or a page now. The credentials stay what they are. Raises `NotAllowed`."""
    _require_holder(one, actor)
    if one.withdrawn_at is None:
        one.withdrawn_at = clock.now()
        audit.record("record.collection_withdrawn", "collection", str(one.id), actor=actor)
        db.session.flush()


def new_code(one: Collection, *, actor: Actor) -> None:
    """Another one-time code, for a link that asks for one or is to ask for one. Raises `NotAllowed`."""
    _require_holder(one, actor)
    gates.lock(one)
    db.session.flush()


def no_code(one: Collection, *, actor: Actor) -> None:
    """Let it open without a code. Raises `NotAllowed`."""
    _require_holder(one, actor)
    gates.unlock(one)
    db.session.flush()


def open_link(token: str) -> Collection:
    """The live link of a token, which may ask for a code. Raises `ShareNotFound`, `ShareClosed`."""
    return _opened(Collection.token_digest == ids.token_digest(token))


def open_page(handle: str) -> Collection:
    """The live page at an address. One that was withdrawn reads like one that never was. Raises `ShareNotFound`."""
    page = _opened(Collection.handle == handle.lower(), Collection.withdrawn_at.is_(None))
    if page.sealed_code is not None:
        raise ShareCodeNeeded()
    return page


def shown(one: Collection) -> list[Award]:
    """What visitors see of it: in its order, what is still the holder's."""
    wanted = [item.award_id for item in one.items]
    rows = db.session.scalars(select(Award).where(Award.id.in_(wanted)).options(*queries.with_relations())).all()  # type: ignore[arg-type]
    by_id = {award.id: award for award in rows}
    kept = [by_id[key] for key in wanted if key in by_id]
    return [one_ for one_ in kept if one_.declined_at is None and sharing.holds(one_, _root_of(one.person))]


def token_of(one: Collection) -> str:
    """The token of a link, for its holder to copy again."""
    return vault.unseal(one.sealed_token or b"", context=f"collection:{one.id}").decode()


def of_person(person_id: uuid.UUID | None) -> Sequence[Collection]:
    """The links to several that a person made, newest first."""
    return db.session.scalars(
        _of(person_id).where(Collection.kind == LINK).order_by(Collection.created_at.desc(), Collection.id.desc())
    ).all()


def page_of(person_id: uuid.UUID | None) -> Collection | None:
    """The page that is public now."""
    return db.session.scalars(
        _of(person_id).where(Collection.kind == PAGE, Collection.withdrawn_at.is_(None)).order_by(Collection.id.desc())
    ).first()


def own(collection_id: uuid.UUID, person_id: uuid.UUID | None) -> Collection | None:
    """One of this person's, or None."""
    return db.session.scalars(_of(person_id).where(Collection.id == collection_id)).one_or_none()


def _of(person_id: uuid.UUID | None):  # type: ignore[no-untyped-def]
    return (
        select(Collection)
        .join(Person, Person.id == Collection.person_id)
        .where(or_(Person.id == person_id, Person.merged_into == person_id))
        .options(joinedload(Collection.person), selectinload(Collection.items))
    )


def _opened(*conditions: object) -> Collection:
    found = db.session.scalars(
        select(Collection)
        .where(*conditions)  # type: ignore[arg-type]
        .options(joinedload(Collection.person), selectinload(Collection.items))
    ).one_or_none()
    if found is None:
        raise ShareNotFound()
    sharing.require_open(found)
    return found


def _items(awards: Sequence[Award]) -> list[CollectionItem]:
    return [CollectionItem(award_id=award.id, place=place) for place, award in enumerate(awards, start=1)]


def _root_of(person: Person) -> uuid.UUID:
    return person.merged_into or person.id


def _is_of(one: Collection, person_id: uuid.UUID) -> bool:
    return person_id in (one.person_id, one.person.merged_into)


def _person_of(actor: Actor) -> uuid.UUID:
    if actor.person_id is None:
        raise NotAllowed(permission="record:share")
    return actor.person_id


def _require_own(awards: Sequence[Award], actor: Actor) -> None:
    if not awards:
        raise NothingChosen()
    for award in awards:
        sharing.require_holder(award, actor, "record:share")
        guardians.require_consent(award.person)


def _require_holder(one: Collection, actor: Actor) -> None:
    actor.require("record:share")
    if actor.person_id is None or not _is_of(one, actor.person_id):
        raise NotAllowed(permission="record:share")


def _random_handle() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_RANDOM_LENGTH))
