"""What issuing leaves behind: the signed acknowledgement, the same on paper, and slips for people without e-mail."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Response, request
from werkzeug.exceptions import NotFound

from registry import addresses, clock, config
from registry.accounts import queries as accounts
from registry.artefacts import (
    MOST_SLIPS,
    AcknowledgedAward,
    AcknowledgementFacts,
    ClaimSlip,
    acknowledgement_pdf,
    claim_slips_pdf,
)
from registry.awards.imprint import imprint
from registry.awards.sharing import claim_token
from registry.issuing import queries
from registry.issuing.errors import NoSuchBatch
from registry.issuing.models import IssueBatch
from registry.providers import queries as providers
from registry.texts import CENTRAL_MEXICO, Text
from registry.web import language
from registry.web.provider import blueprint
from registry.web.provider.batches import batch_of
from registry.web.provider.desk import open_desk
from registry.web.security import needs

JOSE = "application/jose"
PDF = "application/pdf"


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/acuse.jws")
@needs("batch:read", provider_from="slug")
def batch_acknowledgement(slug: str, batch_id: uuid.UUID) -> Response:
    """The acknowledgement as it was signed."""
    batch = batch_of(open_desk(slug), batch_id)
    return download(_signed(batch), JOSE, f"{language.t('acuse', 'acknowledgement')}-{_number(batch)}.jws")


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/acuse.pdf")
@needs("batch:read", provider_from="slug")
def batch_acknowledgement_paper(slug: str, batch_id: uuid.UUID) -> Response:
    """The acknowledgement to print and file, the signed text inside."""
    batch = batch_of(open_desk(slug), batch_id)
    signed = _signed(batch)
    awards = [AcknowledgedAward(folio, name) for folio, name in queries.issued(batch.id)]
    body = acknowledgement_pdf(
        _facts(batch, len(awards)),
        awards,
        language=language.current(),
        jws=signed.decode(),
        demo=config.current().demo,
    )
    return download(body, PDF, f"{language.t('acuse', 'acknowledgement')}-{_number(batch)}.pdf")


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/comprobantes.pdf")
@needs("award:change_status", provider_from="slug")
def batch_slips(slug: str, batch_id: uuid.UUID) -> Response:
    """Slips for whoever gave no e-mail, `MOST_SLIPS` to a file: ``parte=2`` is the next one, ``grupo`` one group."""
    batch = batch_of(open_desk(slug), batch_id)
    part = max(request.args.get("parte", 1, type=int), 1)
    group = request.args.get("grupo")
    claims = queries.slips(batch.id, first=(part - 1) * MOST_SLIPS, most=MOST_SLIPS, group=group)
    if not claims:
        raise NotFound()
    title = Text.of(batch.definition_version.design["title"])
    institution = batch.definition_version.definition.provider.name
    body = slips_pdf(
        [
            slip(holder=name, title=title, institution=institution, token=claim_token(claim), until=claim.expires_at)
            for claim, name in claims
        ]
    )
    return download(body, PDF, f"{language.t('comprobantes', 'slips')}-{_number(batch)}-{part}.pdf")


def slip(*, holder: str, title: Text, institution: str, token: str, until: dt.datetime) -> ClaimSlip:
    """One slip; its code is printed in groups of four, to be typed."""
    return ClaimSlip(
        holder=holder,
        title=title,
        institution=institution,
        claim_url=addresses.claim(token),
        code="-".join(token[start : start + 4] for start in range(0, len(token), 4)),
        claim_by=until.astimezone(CENTRAL_MEXICO).date(),
    )


def slips_pdf(slips: list[ClaimSlip]) -> bytes:
    """The slips, six to a page."""
    return claim_slips_pdf(
        slips,
        claim_address=addresses.path("recibir").split("://", 1)[-1],
        imprint=imprint(),
        made_at=clock.now(),
        demo=config.current().demo,
    )


def _number(batch: IssueBatch) -> str:
    return str(batch.id)


def _signed(batch: IssueBatch) -> bytes:
    if batch.acknowledgement is None:
        raise NoSuchBatch()
    return batch.acknowledgement


def _facts(batch: IssueBatch, issued: int) -> AcknowledgementFacts:
    version, totals = batch.definition_version, batch.totals
    provider, standard = version.definition.provider, version.standard_version
    committed = batch.committed_at or batch.created_at
    covering = providers.covering_accreditation(provider.id, standard.id, version.profile, version.part, committed)
    unconfirmed = int(totals.get("ready", 0)) + int(totals.get("warn", 0)) - int(totals.get("planned", 0))
    return AcknowledgementFacts(
        number=_number(batch),
        institution=provider.name,
        accreditation_number=covering.number if covering else None,
        title=Text.of(version.design["title"]),
        standard_code=standard.code,
        standard_version=standard.version,
        issued_at=batch.finished_at or committed,
        issued_by=accounts.name_of(batch.committed_by) or "-",
        totals=(
            (Text("Personas en el archivo", "People in the file"), int(totals.get("people", 0))),
            (Text("Microcredenciales emitidas", "Microcredentials issued"), issued),
            (Text("Filas por corregir", "Rows to correct"), int(totals.get("reject", 0))),
            (Text("Todavía no competentes", "Not yet competent"), int(totals.get("not_competent", 0))),
            (Text("Sin confirmar", "Not confirmed"), max(unconfirmed, 0)),
        ),
        plan_digest=batch.plan_hash or "",
        imprint=imprint(),
        source_file=batch.file_name,
    )


def download(body: bytes, mimetype: str, name: str) -> Response:
    """Bytes to keep as a file."""
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
