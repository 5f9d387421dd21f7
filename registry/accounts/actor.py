"""Who is acting: what services receive instead of a request."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from registry.accounts.permissions import EVERY_PERMISSION, PERMISSIONS, Role
from registry.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, at one provider or (None) at the authority, the registry or for oneself.

    ``place`` narrows it to something else than a provider: ``state:20``, ``chamber:<its id>``, ``employer:<its key>``.
    """

    role: Role
    provider_id: uuid.UUID | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts. ``system`` acts for the registry itself: jobs, the demo's narrator never."""

    kind: str  # account | system | anonymous
    account_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    grants: frozenset[Grant] = field(default_factory=frozenset)
    program_key_id: uuid.UUID | None = None  # the key with which a program speaks for the account

    def may(self, permission: str, *, at_provider: uuid.UUID | None = None, at: str | None = None) -> bool:
        """Whether a grant gives the permission; one of a provider counts only for ``at_provider``, one of another place
        only ``at`` that place."""
        if permission not in EVERY_PERMISSION:
            raise ValueError(f"unknown permission {permission!r}")
        if self.kind == "system":
            return True
        return any(
            permission in PERMISSIONS[grant.role]
            and (grant.provider_id is None or grant.provider_id == at_provider)
            and (grant.place is None or grant.place == at)
            for grant in self.grants
        )

    def require(self, permission: str, *, at_provider: uuid.UUID | None = None, at: str | None = None) -> None:
        """Raise `NotAllowed` unless `may`."""
        if not self.may(permission, at_provider=at_provider, at=at):
            raise NotAllowed(permission=permission)

    def may_somewhere(self, permission: str) -> bool:
        """Whether some grant gives the permission, wherever it holds. Doors ask this, services ask for the place."""
        return any(permission in PERMISSIONS[grant.role] for grant in self.grants)

    def places(self, kind: str) -> tuple[str, ...]:
        """What follows ``kind:`` in this actor's places of that kind, sorted."""
        found = (grant.place for grant in self.grants if grant.place)
        return tuple(sorted(place.partition(":")[2] for place in found if place.startswith(f"{kind}:")))

    @property
    def provider_ids(self) -> frozenset[uuid.UUID]:
        """The providers where this actor holds a role."""
        return frozenset(grant.provider_id for grant in self.grants if grant.provider_id is not None)


ANONYMOUS = Actor(kind="anonymous")
SYSTEM = Actor(kind="system")
