"""Where an institution's people begin: choose the institution, see what waits."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry import clock
from registry.definitions import queries as definitions
from registry.issuing import queries as issuing
from registry.providers import partnering, tray
from registry.providers import queries as providers
from registry.providers.models import Application
from registry.providers.partnering import PartnerStanding
from registry.providers.rules import ApplicationState
from registry.texts import Text
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, open_desk, page
from registry.web.security import actor, needs, signed_in

RECENT = 5
#: From this many days before the end on, the page speaks of renewal.
RENEWAL_DAYS = 180


@blueprint.get("/institucion")
@signed_in
def home() -> str | Response:
    """The institutions where somebody works; with one only, its pages."""
    places = providers.by_ids(actor().provider_ids)
    if len(places) == 1:
        return redirect(url_for("provider.workplace", slug=places[0].slug))
    return render_template("provider/choose.html", places=places)


@blueprint.get("/institucion/<slug>")
@needs("provider:read", provider_from="slug")
def workplace(slug: str) -> str:
    """What waits: designs, files, countersignatures, the accreditation's end."""
    desk = open_desk(slug)
    published = definitions.published_of(desk.provider.id)
    pending = tray.open_of(desk.provider.id)
    return page(
        "home.html",
        desk,
        current="workplace",
        published=published,
        recent=issuing.batches(desk.provider.id, size=RECENT),
        first=_first_action(desk, pending, has_designs=bool(published)),
        pending=pending,
        left=tray.left(pending.due_at, clock.now()) if pending is not None else None,
        renewal_near=_renewal_near(desk),
        partner=_partner(desk),
    )


def _first_action(desk: Desk, pending: Application | None, *, has_designs: bool) -> tuple[Text, str] | None:
    """The one primary action: the next step that this institution, and this person, can take."""
    if pending is not None and pending.state == ApplicationState.INFORMATION_REQUESTED and desk.may("application:edit"):
        return Text("Responder a la autoridad", "Reply to the authority"), desk.href("application")
    if desk.standing is None or not desk.standing.may_issue:
        if desk.countersignatures and desk.may("award:countersign"):
            return Text("Ver las cofirmas", "See the countersignatures"), desk.href("countersign")
        if _partner(desk) or not desk.may("application:edit"):
            return None
        if pending is not None:
            return Text("Ver la solicitud", "See the application"), desk.href("application")
        return Text("Solicitar la acreditación", "Apply for accreditation"), desk.href("application")
    if not has_designs:
        can = desk.may("definition:edit")
        return (Text("Crear un diseño", "Create a design"), desk.href("definition_new")) if can else None
    if desk.may("batch:upload"):
        return Text("Emitir desde un archivo", "Issue from a file"), desk.href("issue")
    return None


def _partner(desk: Desk) -> PartnerStanding | None:
    """How a partner stands that countersigns under an agreement, without an accreditation of its own."""
    if desk.standing is not None or desk.provider.agreement_until is None:
        return None
    return partnering.standing_of(desk.provider.id, clock.now())


def _renewal_near(desk: Desk) -> bool:
    if desk.standing is None or not desk.standing.may_issue:
        return False
    return (desk.standing.accreditation.valid_until - clock.now()).days < RENEWAL_DAYS
