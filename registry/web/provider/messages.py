"""What the institution's pages say by code: states of files, awards and designs, outcomes of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry import clock
from registry.awards.models import Award
from registry.awards.standing import Standing, standing
from registry.texts import Text
from registry.web.provider import blueprint

BATCH_STATES: Mapping[str, tuple[str, Text]] = {
    "uploaded": ("warning", Text("Faltan las columnas", "Columns to check")),
    "reviewing": ("info", Text("Revisándose", "Being checked")),
    "reviewed": ("warning", Text("Lista para emitir", "Ready to issue")),
    "committed": ("info", Text("Emitiendo", "Issuing")),
    "paused": ("not_current", Text("En pausa", "Paused")),
    "stopping": ("not_current", Text("Cancelándose", "Being cancelled")),
    "issued": ("valid", Text("Emitida", "Issued")),
    "cancelled": ("not_checked", Text("Cancelada", "Cancelled")),
    "undone": ("not_current", Text("Deshecha", "Undone")),
}
OUTCOMES: Mapping[str, tuple[str, Text]] = {
    "ready": ("valid", Text("Lista", "Ready")),
    "warn": ("warning", Text("Por confirmar", "To confirm")),
    "reject": ("invalid", Text("Por corregir", "To correct")),
    "not_competent": ("info", Text("Todavía no competente", "Not yet competent")),
    "ignore": ("not_checked", Text("Sin emitir", "Not issued")),
}
STANDING_KINDS: Mapping[Standing, str] = {
    Standing.CURRENT: "valid",
    Standing.EXPIRING: "warning",
    Standing.NOT_YET: "info",
    Standing.EXPIRED: "not_current",
    Standing.SUSPENDED: "not_current",
    Standing.REVOKED: "invalid",
    Standing.SUPERSEDED: "not_current",
}
VERSION_STATES: Mapping[str, tuple[str, Text]] = {
    "draft": ("warning", Text("Borrador", "Draft")),
    "published": ("valid", Text("Publicado", "Published")),
    "withdrawn": ("not_checked", Text("Retirado", "Withdrawn")),
}
STATUS_EVENTS: Mapping[str, tuple[str, Text]] = {
    "suspended": ("not_current", Text("Suspendida", "Suspended")),
    "reinstated": ("valid", Text("Restablecida", "Reinstated")),
    "revoked": ("invalid", Text("Revocada", "Revoked")),
    "superseded": ("info", Text("Sustituida por un documento corregido", "Superseded by a corrected document")),
}

CHOOSE_DEFINITION = Text("Elija la microcredencial que va a emitir.", "Choose the microcredential to issue.")
CHOOSE_FILE = Text(
    "Elija el archivo de la lista, en Excel (.xlsx) o CSV.", "Choose the file with the list, Excel (.xlsx) or CSV."
)
CHOOSE_REASON = Text("Elija el motivo de la lista.", "Choose the reason from the list.")
SAVED = Text("Se guardaron los cambios.", "The changes were saved.")


def award_standing(award: Award) -> tuple[str, Text]:
    """How an award of a list stands now; its own page reads the signed document instead."""
    now = standing(
        award_state=award.state,
        document_state=award.document.state,
        valid_from=award.issued_at,
        valid_until=award.valid_until,
        at=clock.now(),
    )
    return STANDING_KINDS[now], now.word


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "batch_state": BATCH_STATES.__getitem__,
        "row_outcome": OUTCOMES.__getitem__,
        "award_standing": award_standing,
        "version_state": VERSION_STATES.__getitem__,
        "status_event": STATUS_EVENTS.__getitem__,
    }
