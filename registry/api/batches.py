"""``/api/v1/batches``: a list of people from a program: uploaded, reviewed, committed by its plan's hash, watched."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, jsonify, request

from registry import addresses
from registry.api import blueprint
from registry.api.acting import Answered, acts
from registry.db import db
from registry.definitions.errors import NoSuchDefinition
from registry.definitions.models import DefinitionVersion
from registry.errors import RegistryError
from registry.issuing import deliveries, planning, queries, reviewing, service
from registry.issuing.errors import NoSuchBatch
from registry.issuing.models import BatchRow, IssueBatch
from registry.signing import JsonMalformed, strict_json_loads
from registry.texts import Text
from registry.verification.report import stamp
from registry.web.bodies import takes_a_list
from registry.web.security import ANYWHERE, actor, needs

PAGE_SIZE = 500
_MAX_JSON = 4_000_000
_TRUE = ("true", "1", "yes")


class BadRequestBody(RegistryError):
    """A body of another shape."""

    code = "bad_body"
    kind = "malformed"
    text = Text(
        "El contenido no tiene la forma que se espera: {problem}. Vea /api/docs.",
        "The body does not have the expected shape: {problem}. See /api/docs.",
    )


@blueprint.post("/batches")
@needs("batch:upload", provider_from=ANYWHERE)
@takes_a_list
@acts
def upload_batch() -> Answered:
    """Keep a list, take its columns from ``mapping`` or as proposed, and judge it: now, or a long one by a worker."""
    file = request.files.get("file")
    definition = _key(request.form.get("definition", ""))
    if file is None or definition is None:
        raise BadRequestBody(problem="file, definition")
    if db.session.get(DefinitionVersion, definition) is None:
        raise NoSuchDefinition()
    who = actor()
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1] or "lista"
    batch = planning.upload(definition, file_name=name, data=file.stream, actor=who)
    if request.form.get("mapping"):
        batch.mapping = _json(request.form["mapping"].encode())
    planning.choose_mapping(batch, {}, consent=request.form.get("consent", "").lower() in _TRUE, actor=who)
    done = reviewing.start(batch, actor=who)
    return (201 if done else 202), described(batch)


@blueprint.get("/batches/<uuid:batch_id>")
@needs("batch:read", provider_from=ANYWHERE)
def read_batch(batch_id: uuid.UUID) -> Response:
    """How far a list is, its plan and its totals."""
    return _said(described(_own(batch_id)))


@blueprint.get("/batches/<uuid:batch_id>/findings")
@needs("batch:read", provider_from=ANYWHERE)
def batch_findings(batch_id: uuid.UUID) -> Response:
    """A page of the rows that something is said about, in the order of the file."""
    batch = _own(batch_id)
    number = min(max(request.args.get("page", 1, type=int), 1), 1_000_000)
    wanted = request.args.get("outcome")
    outcome = wanted if wanted in ("warn", "reject", "not_competent", "ignore") else None
    rows, total = queries.rows_with_findings(batch.id, outcome=outcome, page=number, size=PAGE_SIZE)
    return _said(
        {"page": number, "pages": max(-(-total // PAGE_SIZE), 1), "total": total, "rows": [_row(one) for one in rows]}
    )


@blueprint.post("/batches/<uuid:batch_id>/confirm")
@needs("batch:upload", provider_from=ANYWHERE)
@acts
def confirm_batch(batch_id: uuid.UUID) -> Answered:
    """Confirm rows with warnings, all or those at these positions; the plan changes with it."""
    positions = _members().get("positions")
    if positions is not None and not (
        isinstance(positions, list) and all(type(one) is int and 0 <= one < 1 << 31 for one in positions)
    ):
        raise BadRequestBody(problem="positions")
    batch = _own(batch_id)
    planning.confirm(batch, actor=actor(), positions=positions)
    return 200, described(batch)


@blueprint.post("/batches/<uuid:batch_id>/commit")
@needs("batch:commit", provider_from=ANYWHERE)
@acts
def commit_batch(batch_id: uuid.UUID) -> Answered:
    """Issue exactly the plan that this hash names."""
    plan = _members().get("plan")
    if not isinstance(plan, str):
        raise BadRequestBody(problem="plan")
    batch = _own(batch_id)
    service.commit(batch, expected_hash=plan, actor=actor())
    return 202, described(batch)


@blueprint.post("/batches/<uuid:batch_id>/pause")
@needs("batch:cancel", provider_from=ANYWHERE)
@acts
def pause_batch(batch_id: uuid.UUID) -> Answered:
    """Sign no more until somebody resumes."""
    batch = _own(batch_id)
    service.pause(batch, actor=actor())
    return 200, described(batch)


@blueprint.post("/batches/<uuid:batch_id>/resume")
@needs("batch:commit", provider_from=ANYWHERE)
@acts
def resume_batch(batch_id: uuid.UUID) -> Answered:
    """Go on signing."""
    batch = _own(batch_id)
    service.resume(batch, actor=actor())
    return 200, described(batch)


@blueprint.post("/batches/<uuid:batch_id>/cancel")
@needs("batch:cancel", provider_from=ANYWHERE)
@acts
def cancel_batch(batch_id: uuid.UUID) -> Answered:
    """Give a list up, or what of it is not signed yet."""
    batch = _own(batch_id)
    service.cancel(batch, actor=actor())
    return 200, described(batch)


def described(batch: IssueBatch) -> dict[str, Any]:
    """A list as programs read it."""
    review, moving = queries.review_progress(batch.id), queries.progress(batch)
    committed = batch.committed_at is not None
    before = queries.same_file(batch)
    mails = deliveries.mails(batch.id) if committed else None
    return {
        "id": str(batch.id),
        "url": addresses.path(f"api/v1/batches/{batch.id}"),
        "definition": str(batch.definition_version_id),
        "state": batch.standing,
        "file": {"name": batch.file_name, "sha256": batch.file_digest, "bytes": batch.file_size},
        "uploadedAt": stamp(batch.created_at),
        "plan": batch.plan_hash,
        "totals": _totals(batch),
        "review": {
            "rows": review.rows,
            "fraction": review.fraction,
            "perSecond": review.per_second,
            "secondsLeft": review.seconds_left,
            "refusal": review.refusal.as_dict() if review.refusal else None,
        }
        if review
        else None,
        "progress": {
            "issued": moving.done,
            "planned": moving.total,
            "failedSlices": moving.failed_chunks,
            "perSecond": moving.per_second,
            "secondsLeft": moving.seconds_left,
        }
        if committed
        else None,
        "mails": {"waiting": mails.waiting, "sent": mails.sent, "failed": mails.failed, "bounced": mails.bounced}
        if mails
        else None,
        "committedAt": stamp(batch.committed_at) if batch.committed_at else None,
        "undoUntil": stamp(batch.mails_at) if batch.mails_at else None,
        "finishedAt": stamp(batch.finished_at) if batch.finished_at else None,
        "sameFileAs": str(before.id) if before else None,
    }


def _totals(batch: IssueBatch) -> dict[str, int] | None:
    if batch.state in ("uploaded", "reviewing", "cancelled") and not batch.committed_at:
        return None
    counted = queries.counts(batch.id)
    return {
        "people": int(batch.totals.get("people", 0)),
        "planned": counted["planned"],
        "ready": counted["ready"],
        "toConfirm": counted["warn"] - counted["confirmed"],
        "confirmed": counted["confirmed"],
        "toCorrect": counted["reject"],
        "notYetCompetent": counted["not_competent"],
        "notIssued": counted["ignore"],
    }


def _row(row: BatchRow) -> dict[str, Any]:
    return {
        "position": row.position,
        "sheet": row.sheet,
        "row": row.row_number,
        "outcome": row.outcome,
        "confirmed": row.confirmed,
        "findings": row.findings,
    }


def _own(batch_id: uuid.UUID) -> IssueBatch:
    """A list of the institution whose key was sent. Raises `NoSuchBatch`, also for another institution's."""
    for provider_id in actor().provider_ids:
        return queries.batch(batch_id, provider_id=provider_id)
    raise NoSuchBatch()


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _json(data: bytes) -> Any:
    try:
        return strict_json_loads(data, max_bytes=_MAX_JSON)
    except JsonMalformed as error:
        raise BadRequestBody(problem=str(error)[:100]) from error


def _members() -> dict[str, Any]:
    """The members of a JSON body; an empty one has none."""
    data = request.get_data()
    body = _json(data) if data.strip() else {}
    if not isinstance(body, dict):
        raise BadRequestBody(problem="{…}")
    return body


def _said(body: dict[str, Any]) -> Response:
    response: Response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response
