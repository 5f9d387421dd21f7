"""A mail to the holder when a wallet receives a copy: whoever did not do it can withdraw it at once."""

from __future__ import annotations

from registry import addresses
from registry.awards.models import Award
from registry.awards.service import title_of
from registry.notices import service as notices
from registry.notices.messages import Kind


def tell_holder(award: Award, *, label: str) -> None:
    """Write it, if there is an address."""
    mailbox = next((one.value for one in award.person.identifiers if one.kind == "email" and one.value), None)
    if mailbox is None:
        return
    values = {
        "name": award.person.full_name,
        "title": title_of(award.definition_version),
        "url": addresses.path(f"/mis-microcredenciales/{award.id}/cartera"),
    }
    notices.enqueue(
        Kind.WALLET_RECEIVED,
        mailbox,
        award.person.language,
        values | ({"label": label} if label else {}),
        person_id=award.person_id,
    )
