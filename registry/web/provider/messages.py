"""What the institution's pages say by code: states of files, awards and designs, outcomes of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.texts import Text
from registry.web import keeping
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
VERSION_STATES: Mapping[str, tuple[str, Text]] = {
    "draft": ("warning", Text("Borrador", "Draft")),
    "published": ("valid", Text("Publicado", "Published")),
    "withdrawn": ("not_checked", Text("Retirado", "Withdrawn")),
}
CHOOSE_DEFINITION = Text("Elija la microcredencial que va a emitir.", "Choose the microcredential to issue.")
CHOOSE_FILE = Text(
    "Elija el archivo de la lista, en Excel (.xlsx) o CSV.", "Choose the file with the list, Excel (.xlsx) or CSV."
)
SAVED = Text("Se guardaron los cambios.", "The changes were saved.")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "batch_state": BATCH_STATES.__getitem__,
        "row_outcome": OUTCOMES.__getitem__,
        "award_standing": keeping.standing_of,
        "version_state": VERSION_STATES.__getitem__,
    }
