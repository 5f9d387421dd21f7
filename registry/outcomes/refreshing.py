"""Keeping the count: who changed since last time is counted again, in slices, and the cells move by the difference.

A run has a moment (``at``) as of which it counts. It walks the sources of `reading` one after the other; after each
slice the watch says how far it has come, in the slice's own transaction, so a worker that is killed loses nothing and
counts nothing twice: a person counted again moves the cells by nothing. The next run begins `OVERLAP` before this one's
moment, because what was written then may be committed later. The first run, and one after the measures have changed,
walks everybody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence

import orjson
from sqlalchemy import delete, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError

from registry import clock, config, content
from registry.bulk import Rows, uncollected
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.outcomes import reading
from registry.outcomes.counting import Cell, Counted, tally
from registry.outcomes.measures import VERSION
from registry.outcomes.models import OutcomeCell, OutcomePerson, OutcomeWatch

#: People counted in one slice: one transaction of a second or two. SQLite takes 32,766 variables in a statement.
SLICE = 4_000
#: How long before the last run's moment the next one begins: longer than anything that was written stays uncommitted
#: (`registry.awards.service.FRESH` and the writing itself), and than servers' clocks differ.
OVERLAP = dt.timedelta(minutes=5)
#: The same where everybody is counted, which asks less of the database for each.
STRETCH = 20_000
_MOVE_ALL = text(
    "INSERT INTO outcome_cell (measure, breakdown, at, count) SELECT * FROM unnest(CAST(:measures AS varchar[]), "
    "CAST(:breakdowns AS varchar[]), CAST(:places AS varchar[]), CAST(:counts AS integer[])) "
    "ON CONFLICT (measure, breakdown, at) DO UPDATE SET count = outcome_cell.count + excluded.count"
)
_FIRST = uuid.UUID(int=0)
_EVERYBODY = "everybody"
_ENDING = "ending"


def refresh_due() -> int:
    """One slice, if a run is under way or due; how many people it looked at, at least 1 while there is more to do."""
    if not _due(db.session.get(OutcomeWatch, 1, populate_existing=True), clock.now()):
        return 0
    watch = _watch()
    now = clock.now()
    if watch is None or not _due(watch, now):  # another worker was quicker
        return 0
    if not watch.run:
        begin(watch, now)
    return step(watch)


def _due(watch: OutcomeWatch | None, now: dt.datetime) -> bool:
    every = dt.timedelta(minutes=config.current().outcomes_minutes)
    if watch is None or watch.run:
        return bool(every) or watch is not None
    return bool(every) and (watch.as_of is None or now >= watch.as_of + every)


def refresh() -> int:
    """Count up to this moment, committing after each slice; how many people were looked at.

    A run that is under way is ended first. Where another worker holds the watch it waits for it.
    """
    looked, own = 0, False
    while True:
        watch = _watch(wait=True)
        if watch is None or (own and not watch.run):
            db.session.commit()
            return looked
        if not watch.run:
            begin(watch, clock.now())
            own = True
        looked += step(watch) - 1
        db.session.commit()


def begin(watch: OutcomeWatch, at: dt.datetime) -> None:
    """Start a run: from where the last one ended, or from nothing when other things are to be counted."""
    wanted = shape()
    if watch.as_of is None or watch.shape != wanted:
        watch.epoch += 1
        watch.shape, watch.as_of = wanted, None
        db.session.execute(delete(OutcomeCell))
        source = _EVERYBODY
    else:
        source = next(iter(reading.SOURCES))
    since = _key_at(watch.as_of - OVERLAP).hex if watch.as_of else _FIRST.hex
    watch.run = {"at": at.isoformat(), "source": source, "since": since, "after": since}
    db.session.flush()


def step(watch: OutcomeWatch) -> int:
    """One slice of the run under way; one more than how many people it looked at."""
    run = dict(watch.run)
    at = dt.datetime.fromisoformat(run["at"])
    after, until = uuid.UUID(run["after"]), _key_at(at + dt.timedelta(milliseconds=1))
    name = run["source"]
    if name in reading.EVENTS:
        return _step_event(watch, run, at, until)
    if name == _EVERYBODY:
        return _step_over_everybody(watch, run, after, at)
    if name == _ENDING:
        found = reading.ending(after, until, SLICE, at=at)
    else:
        found = reading.SOURCES[name](after, until, SLICE)
    if found:
        watch.moved += recount({person for _, person in found if person is not None}, watch.epoch, at)
        run["after"] = found[-1][0].hex
        watch.run = run
    else:
        _move_on(watch, run, at)
    db.session.flush()
    return 1 + len(found)


def _step_event(watch: OutcomeWatch, run: dict[str, str], at: dt.datetime, until: uuid.UUID) -> int:
    """The same for an event of many: ``within`` says how far its people are."""
    within = uuid.UUID(run.pop("within", _FIRST.hex))
    event = reading.EVENTS[run["source"]](uuid.UUID(run["after"]), until, within, SLICE)
    if event is None:
        _move_on(watch, run, at)
        db.session.flush()
        return 1
    key, people = event
    watch.moved += recount(set(people), watch.epoch, at)
    watch.run = {**run, "within": people[-1].hex} if len(people) == SLICE else {**run, "after": key.hex}
    db.session.flush()
    return 1 + len(people)


def _step_over_everybody(watch: OutcomeWatch, run: dict[str, str], after: uuid.UUID, at: dt.datetime) -> int:
    """A slice of a first count: the next stretch of people by key, whatever was kept of them before."""
    last, people = reading.stretch_end(after, STRETCH)
    if last is None:
        _move_on(watch, run, at)
    else:
        with uncollected():
            watch.moved += _count_stretch(reading.stretch(after, last), watch.epoch, at)
        watch.run = {**run, "after": last.hex}
    db.session.flush()
    return 1 + people


def _count_stretch(chosen: reading.Chosen, epoch: int, at: dt.datetime) -> int:
    """Count people of whom no cell knows; of how many something is counted."""
    db.session.execute(delete(OutcomePerson).where(chosen(OutcomePerson.person_id)))
    found = reading.count_people(chosen, reading.frame(), at)
    _keep(found.items(), epoch)
    move(tally([counted for counted, _ in found.values()]))
    return len(found)


def _keep(people: Iterable[tuple[bytes, tuple[Counted, dt.datetime | None]]], epoch: int) -> None:
    rows = Rows()
    add = rows.sheet(OutcomePerson, ("person_id", "next_end", "counted"), epoch=epoch)
    for key, (counted, next_end) in people:
        add((key, next_end, counted.text()))
    rows.write(db.session)


def _move_on(watch: OutcomeWatch, run: dict[str, str], at: dt.datetime) -> None:
    """The next source, or the end of the run."""
    names = [*reading.SOURCES, *reading.EVENTS, _ENDING]
    if run["source"] in names[:-1]:
        watch.run = {**run, "source": names[names.index(run["source"]) + 1], "after": run["since"]}
        return
    if run["source"] == _EVERYBODY:
        # Whoever has no record any more: nobody is ever deleted, but a copy of the tables may have been put back.
        db.session.execute(delete(OutcomePerson).where(OutcomePerson.epoch != watch.epoch))
    db.session.execute(delete(OutcomeCell).where(OutcomeCell.count == 0))
    watch.run, watch.as_of = {}, at


def recount(people: set[uuid.UUID], epoch: int, at: dt.datetime) -> int:
    """Count these people again, and move the cells by the difference; of how many something else is counted now."""
    keys = sorted(reading.roots_of(list(people)))
    before = {
        one.person_id: one
        for one in db.session.execute(
            select(OutcomePerson.person_id, OutcomePerson.epoch, OutcomePerson.counted, OutcomePerson.next_end).where(
                reading.among(OutcomePerson.person_id, keys)
            )
        )
    }
    after = reading.count_people(reading.listed(keys), reading.frame(), at)
    left: list[Counted] = []
    came: list[Counted] = []
    gone: list[uuid.UUID] = []
    kept: list[tuple[bytes, tuple[Counted, dt.datetime | None]]] = []
    for key in keys:
        old, new = before.get(key), after.get(key.bytes)
        counts = old is not None and old.epoch == epoch
        if old is not None and counts and new is not None and (old.counted, old.next_end) == (new[0].text(), new[1]):
            continue
        if old is not None:
            gone.append(key)
            if counts:
                left.append(Counted.read(old.counted))
        if new is not None:
            kept.append((key.bytes, new))
            came.append(new[0])
    if gone:
        db.session.execute(delete(OutcomePerson).where(reading.among(OutcomePerson.person_id, gone)))
    _keep(kept, epoch)
    deltas = tally(came)
    deltas.subtract(tally(left))
    move({cell: delta for cell, delta in deltas.items() if delta})
    return max(len(left), len(came))


def move(deltas: Mapping[Cell, int]) -> None:
    """Add to cells, which need not be there yet. In one order, so that two writers never wait for each other."""
    if not deltas:
        return
    cells = sorted(deltas)
    if db.engine.dialect.name == "postgresql":
        columns = zip(*((*cell, deltas[cell]) for cell in cells), strict=True)
        measures, breakdowns, places, counts = (list(column) for column in columns)
        db.session.execute(
            _MOVE_ALL, {"measures": measures, "breakdowns": breakdowns, "places": places, "counts": counts}
        )
        return
    statement = sqlite.insert(OutcomeCell)
    key = [OutcomeCell.measure, OutcomeCell.breakdown, OutcomeCell.at]
    statement = statement.on_conflict_do_update(
        index_elements=key, set_={"count": OutcomeCell.count + statement.excluded["count"]}
    )
    names = ("measure", "breakdown", "at", "count")
    db.session.connection().execute(statement, [dict(zip(names, (*cell, deltas[cell]), strict=True)) for cell in cells])


def shape() -> str:
    """The digest of what is counted: other programs, standards, poles or states start another count."""
    told: Sequence[object] = (
        VERSION,
        [(one.id, one.track, sorted(one.profiles)) for one in reading.known_standards()],
        [(one.id, one.standards) for one in curriculum.programs()],
        [(one.id, one.state, one.municipalities) for one in content.poles()],
        [(one.code, one.low_connectivity) for one in content.states()],
        sorted((name, sorted(values)) for name, values in content.identifiers().items()),
    )
    return hashlib.sha256(orjson.dumps(told)).hexdigest()


def _watch(*, wait: bool = False) -> OutcomeWatch | None:
    """The one row, held until this slice ends; None while another worker has it."""
    statement = select(OutcomeWatch).with_for_update(skip_locked=not wait).execution_options(populate_existing=True)
    watch: OutcomeWatch | None = db.session.scalar(statement)
    if watch is not None:
        return watch
    try:
        with db.session.begin_nested():
            watch = OutcomeWatch(id=1, epoch=0, shape="", run={}, moved=0)
            db.session.add(watch)
    except IntegrityError:
        return None
    return watch


def _key_at(moment: dt.datetime) -> uuid.UUID:
    """The least key of a moment (`registry.ids.new_key`): what has a lesser one was made before."""
    return uuid.UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
