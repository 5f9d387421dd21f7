"""Where values are computed from: a release of the records' counts, approved series, answers of closed waves.

Everything read here is noted, so that a value can say what it was computed from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from sqlalchemy import func, select

from registry import clock, config
from registry.curriculum.indicators import Framework, Indicator
from registry.db import db
from registry.enrolments import queries as enrolments
from registry.enrolments.queries import Begun
from registry.errors import NotFound
from registry.indicators import messages, periods, queries
from registry.indicators.formulas import EXPOSURE_LEVELS, HIGH_EXPOSURE
from registry.indicators.models import SeriesImport, SeriesPoint, VerificationTally
from registry.indicators.periods import Period
from registry.indicators.series import KINDS, Point
from registry.indicators.values import Input
from registry.outcomes import releases
from registry.quality import queries as quality
from registry.quality.queries import Result
from registry.surveys import queries as surveys
from registry.surveys.queries import Answer
from registry.surveys.questions import WAVES
from registry.texts import CENTRAL_MEXICO, Text

#: A yearly series may be this old, in years: population and households change slowly, and come late.
OLDEST_YEARS = 3


class Lacking(Exception):
    """An input is missing; ``reason`` says which, for people."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Counts:
    """Released counts by one dimension or more; None is suppressed, a key that is missing is zero."""

    cells: Mapping[tuple[str, ...], int | None]
    total: int | None
    known: int | None

    def get(self, *values: str) -> int | None:
        """One cell."""
        return self.cells.get(values, 0)

    def added(self, keys: Sequence[tuple[str, ...]]) -> int | None:
        """The sum of cells; None when one of them is suppressed."""
        found = [self.get(*one) for one in keys]
        return None if None in found else sum(one for one in found if one is not None)


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one series for one period."""

    period: str
    points: Mapping[tuple[str | None, ...], Decimal]

    def get(
        self,
        measure: str,
        *,
        state: str | None = None,
        municipality: str | None = None,
        occupation: str | None = None,
        gender: str | None = None,
        employment: str | None = None,
    ) -> Decimal | None:
        """A number, or None where the series has none; None in a dimension is the total over it."""
        return self.points.get((measure, state, municipality, occupation, gender, employment))


@dataclass
class Sources:
    """What is read for one value. ``used`` collects the provenance, in the order of reading."""

    framework: Framework
    indicator: Indicator
    period: Period
    used: dict[tuple[str, str], Input] = field(default_factory=dict)

    @cached_property
    def release(self) -> releases.Release:
        """The newest release of counts. Raises Lacking."""
        found = releases.newest()
        if found is None:
            raise Lacking(messages.NO_RELEASE)
        if found.as_of < self.period.until:
            raise Lacking(messages.RELEASE_EARLIER.format(period=self.period.said))
        self.used["records", "release"] = Input(
            "records", "outcomes", messages.RECORDS, config.current().registry_name.es, found.as_of.isoformat(),
            reference=str(found.id),
        )  # fmt: skip
        return found

    @property
    def as_of(self) -> dt.datetime:
        """As of when the records were counted, or now where none were read."""
        known = self.used.get(("records", "release"))
        return dt.datetime.fromisoformat(known.as_of) if known else clock.now()

    def counts(self, measure: str, *by: str) -> Counts:
        """A table of the release. Raises Lacking where nothing is counted by that."""
        try:
            table = self.release.table(measure, by)
        except NotFound:
            raise Lacking(messages.NOT_COUNTED.format(measure=measure)) from None
        return Counts(table.cells, table.total, table.known)

    def series(self, kind: str, period: Period | None = None) -> Series:
        """An approved series: of the quarter asked for, or the newest year up to it. Raises Lacking: gaps stay gaps."""
        months = KINDS[kind].months
        wanted = period or self.period
        if months == 12:
            names = [str(wanted.ends.year - back) for back in range(OLDEST_YEARS)]
        else:
            names = [periods.of(wanted.ends, "quarterly").name]
        for name in names:
            found = next((one for one in queries.approved_imports(kind) if name in one.periods), None)
            if found is not None:
                self._use(found, name)
                return Series(name, {point.place[1:]: point.value for point in _points(found, name)})
        title = next(one.title for one in self.framework.imports if one.id == kind)
        raise Lacking(messages.NO_SERIES.format(series=title, period=names[0]))

    def exposure(self) -> dict[str, str]:
        """The level of exposure of each occupation. Raises Lacking."""
        series = self.series("imp-exposure")
        found = {}
        for (_measure, _state, _town, occupation, *_rest), value in series.points.items():
            if occupation is not None:
                found[occupation] = EXPOSURE_LEVELS[int(value)]
        return found

    def exposed(self) -> tuple[str, ...]:
        """The occupations of high exposure. Raises Lacking; also when the table names none."""
        found = tuple(sorted(name for name, level in self.exposure().items() if level in HIGH_EXPOSURE))
        if not found:
            raise Lacking(messages.NOTHING_EXPOSED)
        return found

    def answers(self, wave: str) -> list[Answer]:
        """The answers of the waves that closed in the period. Raises Lacking when nobody was asked."""
        asked, _ = self.response(wave)
        if not asked:
            raise Lacking(messages.NO_WAVE.format(wave=WAVES[wave]))
        self.used["survey", wave] = Input(
            "survey", f"survey.{wave}", messages.SURVEY.format(wave=WAVES[wave]), config.current().registry_name.es,
            self.period.ends.isoformat(), period=self.period.name,
        )  # fmt: skip
        return surveys.answers(wave, self.months)

    def response(self, wave: str) -> tuple[int, int]:
        """How many were asked and how many answered, in the waves that closed in the period."""
        return surveys.response(wave, self.period.since, self.period.until)

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the period: 2026-07, 2026-08 …"""
        first = self.period.begins.month
        return tuple(f"{self.period.year}-{month:02}" for month in range(first, first + self.period.months))

    def verifications(self) -> dict[tuple[str, str], int]:
        """Verifications of the period by standard and by whom. Raises Lacking when none was ever counted before its
        end: then they were not counted, which is not zero."""
        first = db.session.scalar(select(func.min(VerificationTally.day)))
        if first is None or first > self.period.ends:
            raise Lacking(messages.NO_TALLY)
        rows = db.session.execute(
            select(VerificationTally.standard_id, VerificationTally.by, func.sum(VerificationTally.count))
            .where(VerificationTally.day >= self.period.begins, VerificationTally.day <= self.period.ends)
            .group_by(VerificationTally.standard_id, VerificationTally.by)
        )
        self.used["records", "verifications"] = Input(
            "records", "verifications", messages.TALLY, config.current().registry_name.es,
            self.period.ends.isoformat(), period=self.period.name,
        )  # fmt: skip
        return {(standard, by): int(count) for standard, by, count in rows}

    def audits(self) -> tuple[Result, ...]:
        """The sampling audits that closed in the period. Raises Lacking when none did."""
        found = quality.results(self.period.since, self.period.until)
        if not any(one.reviewed for one in found):
            raise Lacking(messages.NO_AUDITS)
        self.used["records", "audits"] = Input(
            "records", "sampling_audits", messages.QUALITY, config.current().registry_name.es,
            self.period.ends.isoformat(), period=self.period.name,
        )  # fmt: skip
        return found

    def begun(self, period: Period) -> list[Begun]:
        """Who began a course in a period. Raises Lacking when no institution handed anybody in."""
        found = enrolments.begun(period.begins, period.ends)
        if not found:
            raise Lacking(messages.NOT_ENROLLED.format(period=period.said))
        self.used["records", "enrolments"] = Input(
            "records", "enrolments", messages.ENROLMENTS, config.current().registry_name.es,
            clock.now().isoformat(), period=period.name,
        )  # fmt: skip
        return found

    def enrolling(self, period: Period) -> int:
        """How many institutions handed in who began in a period."""
        return enrolments.institutions(period.begins, period.ends)

    def _use(self, found: SeriesImport, period: str) -> None:
        self.used["import", f"{found.id}:{period}"] = Input(
            "import", found.kind, Text(found.title, found.title), found.publisher, found.published_on.isoformat(),
            period=period, digest=found.digest, reference=str(found.id),
        )  # fmt: skip


def late_days(period: Period, as_of: dt.datetime) -> int:
    """How long after the period's last day the records were counted."""
    return (as_of.astimezone(CENTRAL_MEXICO).date() - period.ends).days


def _points(found: SeriesImport, period: str) -> list[Point]:
    rows = db.session.scalars(
        select(SeriesPoint).where(SeriesPoint.import_id == found.id, SeriesPoint.period == period)
    )
    return [
        Point(
            one.period, one.measure, Decimal(one.value), one.state, one.municipality, one.occupation, one.gender,
            one.employment,
        )
        for one in rows
    ]  # fmt: skip
