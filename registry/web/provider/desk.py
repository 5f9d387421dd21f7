"""The frame of an institution's working pages: whose they are, what waits there, what this person may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry import clock
from registry.accounts.actor import Actor
from registry.awards import cosigning
from registry.db import db
from registry.definitions import queries as definitions
from registry.errors import RegistryError
from registry.identity import queries as identity
from registry.issuing import queries as issuing
from registry.jobs import wake
from registry.providers import queries as providers
from registry.providers.models import Accreditation, Provider
from registry.providers.registration import CO_SIGNER
from registry.providers.rules import ALLOWS_ISSUING, AccreditationState
from registry.quality import queries as quality
from registry.rights import correcting
from registry.texts import Text
from registry.web import language, security
from registry.web.forms import Form
from registry.web.problems import status_of

Made = TypeVar("Made")
Page = str | Response | tuple[str, int]
#: Batches that wait for somebody to go on with them.
OPEN_BATCHES = ("uploaded", "reviewing", "reviewed")


@dataclass(frozen=True, slots=True)
class Standing:
    """The accreditation that speaks for the institution now, and what it allows."""

    accreditation: Accreditation
    state: AccreditationState

    @property
    def may_issue(self) -> bool:
        """Whether it allows issuing today."""
        return self.state in ALLOWS_ISSUING


@dataclass(frozen=True, slots=True)
class Desk:
    """One institution's working area as one person sees it. The counts are of what waits for somebody."""

    provider: Provider
    actor: Actor
    standing: Standing | None
    drafts: int
    open_batches: int
    countersignatures: int
    identity_cases: int = 0
    evidence: int = 0
    corrections: int = 0

    @property
    def nav(self) -> list[Mapping[str, Any]]:
        """The left column: what this person may open, and how much waits there."""
        return [
            {
                "key": key,
                "text": words,
                "href": self.href(key),
                "count": (getattr(self, counted) if counted else None) or None,
                "kind": "warning",
            }
            for key, words, permission, counted in _ENTRIES
            if self.may(permission)
            and f"provider.{key}" in current_app.view_functions
            and (self._pages is None or key in self._pages)
        ]

    @property
    def _pages(self) -> frozenset[str] | None:
        """The entries of an institution that only countersigns; None: all. A company may apply for more."""
        if self.provider.kind == CO_SIGNER:
            return _OF_CO_SIGNERS
        only_signs = self.standing is None and self.provider.agreement_until is not None
        return _OF_CO_SIGNERS | {"application", "definitions"} if only_signs else None

    def may(self, permission: str) -> bool:
        """Whether to show a link; the route decides again."""
        return self.actor.may(permission, at_provider=self.provider.id)

    def href(self, endpoint: str, **values: Any) -> str:
        """The address of one of this institution's pages."""
        return url_for(f"provider.{endpoint}", slug=self.provider.slug, **values)


def open_desk(slug: str) -> Desk:
    """The working area of an institution, with what waits in it. Raises `NoSuchProvider`."""
    provider = providers.require_provider(slug)
    actor = security.actor()
    held = providers.history(provider.id)
    return Desk(
        provider=provider,
        actor=actor,
        standing=Standing(*providers.standing(held, clock.now())) if held else None,
        drafts=definitions.count_drafts(provider.id),
        open_batches=issuing.count_batches(provider.id, states=OPEN_BATCHES),
        identity_cases=identity.count_waiting(provider.id),
        evidence=quality.count_asked(provider.id),
        corrections=len(correcting.waiting_at(provider.id)),
        countersignatures=cosigning.count_waiting(provider.id) + len(definitions.invitations_for(provider.id)),
    )


#: Key and endpoint, words, the permission without which the entry is not shown, and what it counts.
_ENTRIES: tuple[tuple[str, Text, str, str | None], ...] = (
    ("workplace", Text("Inicio", "Start"), "provider:read", None),
    ("batches", Text("Emisiones", "Issuance"), "batch:read", "open_batches"),
    ("enrolments", Text("Inscripciones", "Enrolments"), "enrolment:read", None),
    ("awards", Text("Microcredenciales", "Microcredentials"), "award:read", None),
    ("definitions", Text("Diseños", "Designs"), "definition:read", "drafts"),
    ("countersign", Text("Cofirmas", "Countersigning"), "award:countersign", "countersignatures"),
    ("application", Text("Acreditación", "Accreditation"), "application:edit", None),
    ("audits", Text("Auditorías", "Audits"), "award:read", "evidence"),
    ("corrections", Text("Correcciones de nombre", "Name corrections"), "award:change_status", "corrections"),
    ("identities", Text("Accesos perdidos", "Lost access"), "identity:vouch", "identity_cases"),
    ("staff", Text("Personal", "Staff"), "provider:staff", None),
    ("sites_list", Text("Sedes", "Sites"), "provider:edit", None),
    ("profile", Text("Datos de la institución", "Institution details"), "provider:edit", None),
)


#: A co-signer is not accredited and issues nothing by itself: its pages are these.
_OF_CO_SIGNERS = frozenset({"workplace", "countersign", "staff", "profile"})


def page(template: str, desk: Desk, *, current: str, **context: Any) -> str:
    """A working page; ``current`` is the entry of the left column that it belongs to."""
    return render_template(f"provider/{template}", desk=desk, provider=desk.provider, current=current, **context)


def attempt(form: Form, action: Callable[[], object], *, field: str | None = None) -> RegistryError | None:
    """Run an action of a service and commit it; a refusal is shown on the form, and nothing of the action stays."""
    made = carried_out(form, action, at={RegistryError: field} if field else None)
    return made if isinstance(made, RegistryError) else None


def carried_out(
    form: Form, action: Callable[[], Made], *, at: Mapping[type[RegistryError], str] | None = None
) -> Made | RegistryError:
    """The same, for an action whose answer matters: that answer, or the refusal.

    ``at`` says at which field a kind of refusal is shown; the others stand at the top.
    """
    try:
        made = action()
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        form.refuse(refusal, next((name for kind, name in (at or {}).items() if isinstance(refusal, kind)), None))
        return refusal
    return made


def refused(body: str, refusal: object = None) -> tuple[str, int]:
    """A form's page with what is wrong on it."""
    return body, status_of(refusal) if isinstance(refusal, RegistryError) else 422


def wake_workers() -> None:
    """Say, after a commit, that there is something to issue or to mail; without it a worker looks within a minute."""
    wake(current_app._get_current_object())  # type: ignore[attr-defined]


def see(endpoint: str, slug: str, **values: Any) -> Response:
    """Lead on to a page after something was done, so that reloading it does nothing twice."""
    return redirect(url_for(f"provider.{endpoint}", slug=slug, **values), code=303)


def tell(said: Text, kind: str = "ok") -> None:
    """A sentence for the next page."""
    flash(said.in_(language.current()), kind)
