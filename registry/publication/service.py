"""The only writer of annual reports: one person prepares an edition, another publishes it, and then it stands."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from registry import clock
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.custody import queries as custody_queries
from registry.db import db
from registry.outcomes import releases
from registry.publication import files, sealing, snapshot
from registry.publication.errors import NothingPublished, NotPrepared, ReasonNeeded, SamePerson, YearUnfit
from registry.publication.models import ReportEdition, ReportFile
from registry.publication.report import report_of
from registry.records import service as records
from registry.records.errors import RegistryNotReady
from registry.signing import jcs
from registry.texts import CENTRAL_MEXICO, LANGUAGES, Text
from registry.transparency import service as transparency

FIRST_YEAR = 2024
SHORTEST_REASON, LONGEST_REASON = 10, 1_000


def prepare(year: int, *, actor: Actor, changed: Text | None = None) -> ReportEdition:
    """Freeze a draft of the report of a year, from the newest release up to its end; an earlier draft gives way.

    ``changed`` says what a second or later edition corrects. Raises NotAllowed (needs ``report:prepare``), YearUnfit,
    NothingPublished, ReasonNeeded.
    """
    actor.require("report:prepare")
    now = clock.now()
    release = releases.newest(_end_of(year, now))
    if release is None:
        raise NothingPublished(when=Text(" hasta ese año", " up to that year"))
    last = _newest(year, "published")
    edition = 1 if last is None else last.edition + 1
    reason = _reason(year, changed) if last is not None else None
    frozen = jcs(snapshot.gather(year, release, edition=edition, changed=reason))
    numbers = jcs([one.as_dict() for one in report_of(files.snapshot_of(frozen)).numbers])
    row = _newest(year, "draft") or ReportEdition(year=year, state="draft")
    row.edition = edition
    row.as_of = release.as_of
    row.snapshot, row.snapshot_digest = frozen, sealing.digest(frozen)
    row.numbers, row.numbers_digest = numbers, sealing.digest(numbers)
    row.changed = reason.as_dict() if reason else None
    row.prepared_by, row.prepared_at = actor.account_id, clock.whole_second(now)
    db.session.add(row)
    db.session.flush()
    audit.record(
        "report.prepared", "report_edition", row.id, actor=actor, year=year, edition=edition, digest=row.snapshot_digest
    )
    return row


def publish(year: int, *, actor: Actor, expected: str) -> ReportEdition:
    """Sign the draft of a year and publish it with its two PDFs: about two seconds of work. It never changes again.

    ``expected`` is the digest of the snapshot that was reviewed. Raises NotAllowed (needs ``report:publish``),
    NotPrepared (also when another draft has taken its place), SamePerson, RegistryNotReady, TypesettingFailed.
    """
    actor.require("report:publish")
    row = _newest(year, "draft")
    if row is None or row.snapshot_digest != expected:
        raise NotPrepared(year=str(year))
    if row.prepared_by is not None and row.prepared_by == actor.account_id:
        raise SamePerson()
    authority = custody_queries.issuer_of_kind("authority")
    if authority is None:
        raise RegistryNotReady()
    moment = records.time_of_issue()
    row.seal = sealing.sign(_claims(row, moment))
    made = {
        language: files.make_pdf(
            files.Pieces(row.snapshot, row.numbers, row.seal), made_at=moment, language=language
        )
        for language in LANGUAGES
    }  # fmt: skip
    for language, body in made.items():
        db.session.add(ReportFile(edition_id=row.id, language=language, body=body, digest=sealing.digest(body)))
    stated = _claims(row, moment) | {"files": {language: sealing.digest(body) for language, body in made.items()}}
    row.signature = sealing.sign(stated)
    row.leaf_id = transparency.add(stated, kind="report", issuer_did=authority.did, logged_at=moment)
    row.state, row.published_by, row.published_at = "published", actor.account_id, moment
    db.session.flush()
    audit.record(
        "report.published", "report_edition", row.id, actor=actor, year=year, edition=row.edition,
        digest=row.snapshot_digest,
    )  # fmt: skip
    return row


def discard(year: int, *, actor: Actor) -> None:
    """Throw the draft of a year away. Raises NotAllowed (needs ``report:prepare``), NotPrepared."""
    actor.require("report:prepare")
    row = _newest(year, "draft")
    if row is None:
        raise NotPrepared(year=str(year))
    audit.record("report.discarded", "report_edition", row.id, actor=actor, year=year, digest=row.snapshot_digest)
    db.session.delete(row)
    db.session.flush()


def _claims(row: ReportEdition, at: dt.datetime) -> dict[str, object]:
    return sealing.claims(
        year=row.year,
        edition=row.edition,
        as_of=row.as_of,
        snapshot=row.snapshot_digest,
        numbers=row.numbers_digest,
        at=at,
    )


def _newest(year: int, state: str) -> ReportEdition | None:
    row: ReportEdition | None = db.session.scalar(
        select(ReportEdition)
        .where(ReportEdition.year == year, ReportEdition.state == state)
        .order_by(ReportEdition.edition.desc())
        .limit(1)
        .with_for_update()
    )
    return row


def _end_of(year: int, now: dt.datetime) -> dt.datetime:
    """The last moment of a year in central Mexico, or now while it is under way. Raises YearUnfit."""
    this = now.astimezone(CENTRAL_MEXICO).year
    if not FIRST_YEAR <= year <= this:
        raise YearUnfit(year=str(year), first=str(FIRST_YEAR), last=str(this))
    return min(now, dt.datetime(year + 1, 1, 1, tzinfo=CENTRAL_MEXICO) - dt.timedelta(microseconds=1))


def _reason(year: int, changed: Text | None) -> Text:
    if changed is None or not all(
        SHORTEST_REASON <= len(changed.in_(language).strip()) <= LONGEST_REASON for language in LANGUAGES
    ):
        raise ReasonNeeded(year=str(year))
    return Text(changed.es.strip(), changed.en.strip())
