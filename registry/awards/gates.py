"""What stands between a link and whoever opens it: the one-time code, and the count of openings.

The code is a second factor for the viewer: the link may be forwarded or read by others, the code is told over another
channel. Each code opens the link once; then the holder finds the next one on the link's page. After `ATTEMPTS` wrong
ones the link opens to nobody until its holder asks for a new code. Nothing is kept of who opened or tried.
"""

from __future__ import annotations

import hmac
import secrets

from sqlalchemy import update

from registry.awards.errors import ShareCodeSpent, ShareCodeWrong
from registry.awards.models import Collection, ShareLink
from registry.custody import vault
from registry.db import db

#: Six digits and five tries: one guess in 200,000 links succeeds, and its holder sees that somebody tried.
DIGITS = 6
ATTEMPTS = 5
#: The links that can be counted and can ask for a code.
Link = ShareLink | Collection


def lock(link: Link) -> None:
    """A fresh code, and all tries again. The caller has checked that the holder asks."""
    link.sealed_code = _sealed(link, _new_code())
    link.code_attempts = 0


def unlock(link: Link) -> None:
    """No code any more: whoever has the link opens it."""
    link.sealed_code = None
    link.code_attempts = 0


def code_of(link: Link) -> str | None:
    """The code to tell somebody; None where there is none, or where it was tried too often."""
    if link.sealed_code is None or shut(link):
        return None
    return vault.unseal(link.sealed_code, context=_context(link)).decode()


def shut(link: Link) -> bool:
    """Whether it opens to nobody, because of too many wrong codes."""
    return link.sealed_code is not None and link.code_attempts >= ATTEMPTS


def enter(link: Link, typed: str) -> None:
    """Use up the code. The caller commits whether or not this raises: a wrong try counts.

    Raises `ShareCodeWrong` and, after too many, `ShareCodeSpent`; nothing for a link without a code.
    """
    if link.sealed_code is None:
        return
    model = type(link)
    # The try is counted before the code is looked at: of a hundred at once, five are compared.
    counted = db.session.execute(
        update(model)
        .where(model.id == link.id, model.code_attempts < ATTEMPTS)
        .values(code_attempts=model.code_attempts + 1)
        .returning(model.sealed_code, model.code_attempts)
        .execution_options(synchronize_session=False)
    ).first()
    db.session.expire(link, ["code_attempts", "sealed_code"])
    if counted is None or counted.sealed_code is None:
        raise ShareCodeSpent()
    right = vault.unseal(counted.sealed_code, context=_context(link))
    if not hmac.compare_digest(right, "".join(one for one in typed if one.isdigit()).encode()):
        left = ATTEMPTS - counted.code_attempts
        raise ShareCodeWrong(left=left) if left > 0 else ShareCodeSpent()
    # Of two who have the same code the faster one uses it up.
    used = db.session.execute(
        update(model)
        .where(model.id == link.id, model.sealed_code == counted.sealed_code)
        .values(sealed_code=_sealed(link, _new_code()), code_attempts=0)
        .returning(model.id)
        .execution_options(synchronize_session=False)
    ).first()
    db.session.expire(link, ["code_attempts", "sealed_code"])
    if used is None:
        raise ShareCodeWrong(left=ATTEMPTS - counted.code_attempts)


def count_view(link: Link) -> None:
    """One more opening: a page that was visible for two seconds said so itself."""
    model = type(link)
    db.session.execute(
        update(model)
        .where(model.id == link.id)
        .values(views=model.views + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(link, ["views"])


def _new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def _sealed(link: Link, code: str) -> bytes:
    return vault.seal(code.encode(), context=_context(link))


def _context(link: Link) -> str:
    return f"{link.__tablename__}:{link.id}:code"
