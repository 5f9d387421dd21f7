"""The copy of somebody's data as a page to read: no address outside itself, nothing but text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from registry.rights.catalogue import GROUNDS, Ground
from registry.texts import Language, Text, spoken

_TITLE = Text("Copia de sus datos", "A copy of your data")
_INTRO = Text(
    "Todo lo que el registro guarda de usted al {day}: qué es, por qué se guarda y hasta cuándo. Los documentos "
    "firmados van aparte, en la carpeta «documentos».",
    "Everything that the registry keeps about you as of {day}: what it is, why it is kept and until when. The signed "
    "documents are in the folder “documentos”.",
)
_WHY = Text("Por qué: {ground}. Hasta cuándo: {kept}.", "Why: {ground}. Until when: {kept}.")
_ELSEWHERE = Text("Lo que no se puede buscar por persona", "What cannot be looked up by person")
_YES, _NO = Text("sí", "yes"), Text("no", "no")
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "h1,h2{font-family:Georgia,serif}h2{margin-top:2rem;border-top:2px solid #9d2449;padding-top:.6rem}"
    "dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.2rem 1rem;border:1px solid #ddd;"
    "border-radius:8px;padding:.8rem 1rem;margin:.8rem 0}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}"
    "@media(max-width:30rem){dl{display:block}dd{margin-bottom:.5rem}}"
)
#: What people read for a column; one that is not here is shown by its own name.
COLUMNS: Mapping[str, Text] = {
    "full_name": Text("Nombre completo", "Full name"),
    "given_names": Text("Nombre", "Given names"),
    "first_surname": Text("Primer apellido", "First surname"),
    "second_surname": Text("Segundo apellido", "Second surname"),
    "born_on": Text("Fecha de nacimiento", "Date of birth"),
    "language": Text("Idioma", "Language"),
    "created_at": Text("Creado", "Made"),
    "kind": Text("Tipo", "Kind"),
    "value": Text("Valor", "Value"),
    "source": Text("Lo dijo", "Said by"),
    "verified_at": Text("Comprobado", "Proved"),
    "email": Text("Correo", "E-mail"),
    "name": Text("Nombre", "Name"),
    "title": Text("Microcredencial", "Microcredential"),
    "institution": Text("Institución", "Institution"),
    "folio": Text("Folio", "Folio"),
    "state": Text("Estado", "State"),
    "awarded_on": Text("Fecha de logro", "Earned on"),
    "issued_at": Text("Emitida", "Issued"),
    "valid_until": Text("Vigente hasta", "Valid until"),
    "average": Text("Promedio", "Average"),
    "scores": Text("Puntuaciones", "Scores"),
    "mode": Text("Modalidad", "Mode"),
    "state_code": Text("Entidad", "State of residence"),
    "municipality": Text("Municipio", "Municipality"),
    "chamber_code": Text("Código de cámara", "Chamber code"),
    "group_name": Text("Grupo", "Group"),
    "reference": Text("Columnas de la institución", "The institution's columns"),
    "accepted_at": Text("Aceptada", "Accepted"),
    "declined_at": Text("Rechazada", "Rejected"),
    "expires_at": Text("Termina", "Ends"),
    "used_at": Text("Usado", "Used"),
    "withdrawn_at": Text("Retirado", "Withdrawn"),
    "given_at": Text("Dado", "Given"),
    "asked_at": Text("Pedido", "Asked for"),
    "answered_at": Text("Contestado", "Answered"),
    "answer": Text("Respuesta", "Answer"),
    "ended_at": Text("Terminó", "Ended"),
    "label": Text("Nota suya", "Your note"),
    "purpose": Text("Para qué", "What for"),
    "text_version": Text("Versión del texto", "Version of the text"),
    "statement": Text("Texto", "Text"),
    "views": Text("Veces abierto", "Times opened"),
    "with_results": Text("Con resultados", "With results"),
    "attribute": Text("Dato", "Attribute"),
    "declared_on": Text("Declarado", "Declared"),
    "user_agent": Text("Navegador", "Browser"),
    "network": Text("Red, en parte", "Network, in part"),
    "means": Text("Cómo", "By what"),
    "last_used_at": Text("Usado por última vez", "Last used"),
    "action": Text("Acto", "Act"),
    "at": Text("Cuándo", "When"),
    "subject_kind": Text("Sobre", "About"),
    "details": Text("Detalles", "Details"),
    "to": Text("Para", "To"),
    "values": Text("Contenido", "Content"),
    "sent_at": Text("Enviado", "Sent"),
    "number": Text("Número", "Number"),
    "words": Text("Sus palabras", "In your words"),
    "holder_did": Text("Llave de la cartera", "The wallet's key"),
    "received_at": Text("Recibida", "Received"),
}


def page(data: Mapping[str, Any], *, language: Language) -> str:
    """The page of what `exporting.collected` gives."""
    title = _TITLE.in_(language)
    made = dt.datetime.fromisoformat(data["made_at"])
    parts = [
        Markup('<!doctype html><html lang="{}"><head><meta charset="utf-8">').format(language),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title>').format(title),
        Markup("<style>{}</style></head><body><main><h1>{}</h1>").format(_STYLE, title),
        Markup("<p>{}</p>").format(_INTRO.format(day=made).in_(language)),
    ]
    for one in data["held"]:
        ground = GROUNDS[Ground(one["ground"])].in_(language)
        parts.append(Markup("<h2>{} ({})</h2>").format(one["holds"][language], len(one["rows"])))
        parts.append(Markup("<p>{}</p>").format(_WHY.in_(language).format(ground=ground, kept=one["kept"][language])))
        parts += [_row(row, language) for row in one["rows"]]
    parts.append(Markup("<h2>{}</h2><ul>").format(_ELSEWHERE.in_(language)))
    parts += [Markup("<li>{}</li>").format(text[language]) for text in data["not_found_by_person"].values()]
    parts.append(Markup("</ul></main></body></html>"))
    return str(Markup("\n").join(parts))


def _row(row: Mapping[str, Any], language: Language) -> Markup:
    cells = [
        Markup("<dt>{}</dt><dd>{}</dd>").format(
            COLUMNS[name].in_(language) if name in COLUMNS else name, _written(value, language)
        )
        for name, value in row.items()
    ]
    return Markup("<dl>{}</dl>").format(Markup("").join(cells))


def _written(value: Any, language: Language) -> Markup:
    if isinstance(value, bool):
        return escape((_YES if value else _NO).in_(language))
    if isinstance(value, Mapping):
        if set(value) == {"es", "en"}:
            return escape(value[language])
        return Markup("; ").join(Markup("{}: {}").format(key, _written(one, language)) for key, one in value.items())
    if isinstance(value, list):
        return Markup(", ").join(_written(one, language) for one in value)
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and value[10:11] == "T":
        try:
            return escape(spoken(dt.datetime.fromisoformat(value), language))
        except ValueError:
            return escape(value)
    return escape(value)
