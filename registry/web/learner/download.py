"""Taking away: the signed file in both forms, the badge with the credential inside, the certificate.

The certificate is made by a POST, because its QR code is a share link that is made with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from flask import Response, request
from werkzeug.exceptions import NotFound

from registry.awards import certificates
from registry.awards.models import Award
from registry.db import db
from registry.documents.carriers import NOTE_FILE
from registry.ids import spell_folio
from registry.records import notes, storage
from registry.texts import LANGUAGES, Language, Text
from registry.web import language
from registry.web.learner import blueprint
from registry.web.learner.share import accepted_award
from registry.web.security import actor, needs

#: Form in the address → kind of file, beginning of its name, ending, how it is made.
_FORMS: Mapping[str, tuple[str, Text, str, Callable[[Award], bytes | None]]] = {
    "credential.json": (
        "application/vc",
        Text("microcredencial", "microcredential"),
        "json",
        lambda one: storage.signed_json(one.document),
    ),
    "credential.jwt": (
        "application/vc+jwt",
        Text("microcredencial", "microcredential"),
        "jwt",
        lambda one: storage.signed_jwt(one.document).encode(),
    ),
    # Beside the file it proves offline when the registry took it in; the certificate has it inside.
    NOTE_FILE: (
        "application/jose",
        Text("constancia-de-registro", "registration-note"),
        "jws",
        lambda one: notes.note_of(one.document),
    ),
    "badge.png": ("image/png", Text("insignia", "badge"), "png", certificates.badge_png_of),
    "badge.svg": ("image/svg+xml", Text("insignia", "badge"), "svg", certificates.badge_svg_of),
}
_CERTIFICATE = Text("certificado", "certificate")


@blueprint.get(
    "/mis-microcredenciales/<uuid:award_id>/descargar/<any(" + ",".join(f"'{one}'" for one in _FORMS) + "):form>"
)
@needs("record:download")
def download(award_id: uuid.UUID, form: str) -> Response:
    """The signed credential, or the badge with it inside."""
    award = accepted_award(award_id)
    mimetype, name, ending, make = _FORMS[form]
    data = make(award)
    if data is None:  # an erased salt
        raise NotFound()
    return _file(data, mimetype, f"{name.in_(language.current())}-{spell_folio(award.folio)}.{ending}")


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/descargar/certificate.pdf")
@needs("record:download")
def download_certificate(award_id: uuid.UUID) -> Response:
    """The certificate, in the language that the button says."""
    award = accepted_award(award_id)
    asked = request.form.get("language")
    chosen: Language = asked if asked in LANGUAGES else language.current()
    sheet = certificates.certificate_sheet(award, actor=actor())
    name = f"{_CERTIFICATE.in_(chosen)}-{spell_folio(award.folio)}.pdf"
    db.session.commit()  # typesetting takes a second, and nobody else should wait to write meanwhile
    return _file(certificates.print_certificate(sheet, language=chosen), "application/pdf", name)


def _file(data: bytes, mimetype: str, name: str) -> Response:
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
