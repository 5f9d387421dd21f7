"""What a holder does: offer an award to a wallet, cancel, withdraw what a wallet holds."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from registry import clock, config, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards import holding, sharing
from registry.awards.models import Award
from registry.custody import vault
from registry.db import db
from registry.documents.status_event import WITHDRAWN_BY_HOLDER, EventKind
from registry.records import service as records
from registry.wallet import nonces, queries, rules
from registry.wallet.errors import CannotOffer
from registry.wallet.messages import OBSTACLES
from registry.wallet.models import WalletCopy, WalletOffer
from registry.wallet.rules import Ending, Obstacle, Stage

#: What was offered and never received is forgotten after this.
KEPT = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Codes:
    """What the holder's page shows while an offer is open: the code inside link and QR, and the one to type."""

    code: str
    tx_code: str


def obstacle_of(award: Award) -> Obstacle | None:
    """What keeps the award out of wallets now."""
    return rules.obstacle(
        award_state=award.state,
        accepted=award.accepted_at is not None,
        valid_until=award.valid_until,
        covered=holding.covered_now(award),
        copies=queries.live_copies(award.id),
        at=clock.now(),
    )


def offer(award: Award, *, label: str = "", actor: Actor) -> WalletOffer:
    """A new offer of the holder's; one that was open ends. Raises `NotAllowed`, `CannotOffer`."""
    sharing.require_holder(award, actor, "record:download")
    holding.hold(award)
    found = obstacle_of(award)
    if found is not None:
        raise CannotOffer(why=OBSTACLES[found], obstacle=found)
    now = clock.now()
    before = queries.live_offer(award.id, at=now)
    if before is not None:
        end(before, Ending.REPLACED)
    codes = Codes(ids.new_token(), f"{secrets.randbelow(10**rules.TX_CODE_DIGITS):0{rules.TX_CODE_DIGITS}d}")
    made = WalletOffer(
        id=ids.new_key(),
        award_id=award.id,
        label=label.strip(),
        code_digest=ids.token_digest(codes.code),
        created_at=now,
        expires_at=now + dt.timedelta(minutes=config.current().wallet_offer_minutes),
    )
    made.tx_digest = tx_digest(made, codes.tx_code)
    made.sealed = vault.seal(json.dumps([codes.code, codes.tx_code]).encode(), context=f"wallet_offer:{made.id}")
    db.session.add(made)
    audit.record("award.wallet_offered", "award", str(award.id), actor=actor, offer=str(made.id))
    db.session.flush()
    return made


def tx_digest(offered: WalletOffer, tx_code: str) -> bytes:
    """What is kept of a transaction code: useless without the vault's key, however few digits it has."""
    return vault.current().keyed_digest(tx_code, purpose=f"wallet_offer:{offered.id}")


def codes_of(offered: WalletOffer) -> Codes | None:
    """The codes of an open offer, for its holder's page; None once it is used or over."""
    if offered.sealed is None or rules.stage(offered, at=clock.now()) is not Stage.OPEN:
        return None
    code, tx_code = json.loads(vault.unseal(offered.sealed, context=f"wallet_offer:{offered.id}"))
    return Codes(code, tx_code)


def end(offered: WalletOffer, why: Ending) -> None:
    """Close an offer for good; nothing of its codes stays but digests."""
    offered.ended_because = why.value
    offered.sealed = None
    offered.transaction_id = None
    db.session.flush()


def cancel(award: Award, *, actor: Actor) -> bool:
    """End the award's live offer, also when a wallet is about to collect. False: there was none."""
    sharing.require_holder(award, actor, "record:download")
    found = queries.live_offer(award.id, at=clock.now())
    if found is None:
        return False
    db.session.execute(select(WalletOffer.id).where(WalletOffer.id == found.id).with_for_update())
    db.session.refresh(found)
    if rules.stage(found, at=clock.now()) is Stage.ENDED:  # a wallet was faster
        return False
    end(found, Ending.CANCELLED)
    audit.record("award.wallet_cancelled", "award", str(award.id), actor=actor, offer=str(found.id))
    return True


def withdraw(copy: WalletCopy, *, actor: Actor) -> None:
    """Revoke one wallet's document and nothing else: the award and its other documents stay as they are."""
    award = copy.award
    sharing.require_holder(award, actor, "record:download")
    holding.hold(award)
    db.session.refresh(copy)
    db.session.refresh(copy.document)
    if copy.withdrawn_at is not None:
        return
    if copy.document.state in ("good", "suspended"):
        records.change_status(copy.document, EventKind.REVOKED, reason=WITHDRAWN_BY_HOLDER, actor=actor)
    copy.withdrawn_at = clock.now()
    audit.record("award.wallet_withdrawn", "award", str(award.id), actor=actor, copy=str(copy.id))
    db.session.flush()


def forget_old() -> int:
    """Codes of offers past their time, offers that came to nothing long ago, used nonces. Returns how many."""
    now = clock.now()
    emptied = db.session.execute(
        update(WalletOffer)
        .where(WalletOffer.expires_at < now, WalletOffer.sealed.is_not(None))
        .values(sealed=None)
        .execution_options(synchronize_session=False)
    )
    received = select(WalletCopy.offer_id)
    forgotten = db.session.execute(
        delete(WalletOffer)
        .where(
            WalletOffer.created_at < now - KEPT,
            WalletOffer.transaction_id.is_(None),
            WalletOffer.id.not_in(received),
        )
        .execution_options(synchronize_session=False)
    )
    counts = (int(done.rowcount) for done in (emptied, forgotten))  # type: ignore[attr-defined]
    return sum(counts) + nonces.forget_old()
