"""The only writer of chambers' referral codes."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select

from registry import clock
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.db import db
from registry.floor import queries, rules
from registry.floor.errors import CodeWithdrawn, LabelUnfit, NoSuchChamberCode, TooManyCodes
from registry.floor.models import ChamberCode
from registry.ids import CROCKFORD

PERMISSION = "chamber:invite"
MOST_CODES = 200


def make_code(chamber_id: str, label: str, *, actor: Actor) -> ChamberCode:
    """A fresh code of a chamber. Raises `NoSuchChamber`, `NotAllowed`, `LabelUnfit`, `TooManyCodes`."""
    actor.require(PERMISSION, at=f"chamber:{chamber_id}")
    queries.chamber(chamber_id)
    label = " ".join(label.split())
    if not 3 <= len(label) <= 80:
        raise LabelUnfit()
    used = select(func.count()).where(ChamberCode.chamber_id == chamber_id, ChamberCode.withdrawn_at.is_(None))
    if (db.session.scalar(used) or 0) >= MOST_CODES:
        raise TooManyCodes(most=MOST_CODES)
    made = ChamberCode(
        code=_new_code(),
        chamber_id=chamber_id,
        label=label,
        created_at=clock.now(),
        created_by=actor.account_id,
    )
    db.session.add(made)
    db.session.flush()
    record("chamber_code.made", "chamber_code", made.code, actor=actor, chamber=chamber_id)
    return made


def withdraw_code(chamber_id: str, code: str, *, actor: Actor) -> ChamberCode:
    """Give it out no more; who came by it stays counted. Raises `NotAllowed`, `NoSuchChamberCode`, `CodeWithdrawn`."""
    actor.require(PERMISSION, at=f"chamber:{chamber_id}")
    found = queries.code(code)
    if found is None or found.chamber_id != chamber_id:
        raise NoSuchChamberCode()
    if found.withdrawn_at is not None:
        raise CodeWithdrawn()
    found.withdrawn_at, found.withdrawn_by = clock.now(), actor.account_id
    db.session.flush()
    record("chamber_code.withdrawn", "chamber_code", found.code, actor=actor, chamber=chamber_id)
    return found


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(CROCKFORD) for _ in range(rules.CODE_LENGTH))
        if db.session.get(ChamberCode, code) is None:
            return code
