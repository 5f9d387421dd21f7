"""Rows of a file as they are kept: sealed people, the cells of faulty ones, and which of them a commit issues."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol

import orjson
from sqlalchemy import select, update

from registry import ids
from registry.awards.commands import AwardCommand
from registry.custody import vault
from registry.db import db
from registry.issuing.intake import CandidateRow, Finding, Outcome, RowOutcome
from registry.issuing.intake.cells import EMPTY_CELL, Cell, CellKind, SheetRow
from registry.issuing.models import BatchRow, IssueBatch
from registry.people.service import PersonClaims, curp_digest

#: Rows that are handed back as they came, for somebody to correct: their cells are kept, sealed, beside the person.
HANDED_BACK = frozenset({Outcome.REJECT, Outcome.WARN, Outcome.NOT_COMPETENT})


def planned() -> tuple[Any, ...]:
    """The condition on rows that a commit issues: ready, or with a warning that somebody confirmed."""
    return (
        (BatchRow.outcome == Outcome.READY.value)
        | ((BatchRow.outcome == Outcome.WARN.value) & BatchRow.confirmed.is_(True)),
    )


def values_of(batch_id: uuid.UUID, first_position: int, outcomes: Sequence[RowOutcome]) -> list[dict[str, Any]]:
    """Judged rows as rows of the table, from this position on."""
    seal = vault.current().seal
    made = []
    keys = ids.new_keys(len(outcomes))
    for position, (row_id, outcome) in enumerate(zip(keys, outcomes, strict=True), first_position):
        # Every person is kept, sealed, until the commit: whoever corrects a list needs to see who is meant. Then only
        # those to be issued stay (`forget_the_others`): below a minimum people are counted without the name (CONTRACT).
        person = outcome.candidate
        sealed = None
        if person is not None:
            data = person.as_dict()
            if outcome.outcome in HANDED_BACK:
                data["cells"] = [_packed(cell) for cell in outcome.source.cells]
            sealed = seal(orjson.dumps(data), context=f"batch_row:{row_id}")
        made.append(
            {
                "id": row_id,
                "batch_id": batch_id,
                "position": position,
                "sheet": outcome.source.sheet,
                "row_number": outcome.source.number,
                "outcome": outcome.outcome.value,
                "confirmed": False,
                "findings": [finding.as_dict() for finding in outcome.findings],
                "sealed": sealed,
                "identity": identity_of(person) if person is not None else None,
                "award_id": None,
                "to_invite": False,
            }
        )
    return made


def identity_of(candidate: CandidateRow) -> int | None:
    """Under what a person is found in other lists: the CURP's keyed digest, else that of name and day, 64 bits of it.

    None for somebody who has neither.
    """
    if candidate.curp:
        digest = curp_digest(candidate.curp)
    elif candidate.full_name and candidate.achieved_on:
        written = f"{candidate.full_name}\n{candidate.achieved_on.isoformat()}"
        digest = vault.current().keyed_digest(written, purpose="name and day")
    else:
        return None
    return int.from_bytes(digest[:8], "big", signed=True)


class KeptRow(Protocol):
    """Of a row of the table, what its person is kept in."""

    @property
    def id(self) -> uuid.UUID:
        """The row's key."""

    @property
    def sealed(self) -> bytes | None:
        """The person, sealed."""


def candidate_of(row: KeptRow) -> CandidateRow:
    """The normalised person of a row. Raises ValueError once the person is in the registry, or was never to be."""
    data = _unsealed(str(row.id), row.sealed)
    data.pop("cells", None)
    return CandidateRow.from_dict(data)


def _unsealed(key: str, sealed: bytes | None, held: vault.Vault | None = None) -> dict[str, Any]:
    if sealed is None:
        raise ValueError("this row keeps nobody")
    data: dict[str, Any] = orjson.loads((held or vault.current()).unseal(sealed, context=f"batch_row:{key}"))
    return data


def outcome_of(row: BatchRow, sheets: Mapping[str, int]) -> RowOutcome:
    """A row as it was judged, with its cells as they came; ``sheets``: their places by name."""
    data = _unsealed(str(row.id), row.sealed) if row.sealed is not None else {}
    cells = tuple(_unpacked(one) for one in data.get("cells", ()))
    source = SheetRow(row.sheet, sheets[row.sheet], row.row_number, cells)
    return RowOutcome(Outcome(row.outcome), None, tuple(Finding.from_dict(one) for one in row.findings), source)


def _packed(cell: Cell) -> Any:
    """A cell as JSON, without its formula: nothing is ever handed back as one."""
    if cell.value is None:
        return None
    if isinstance(cell.value, str) and cell.kind is CellKind.TEXT:
        return cell.value
    value: Any = cell.value
    if isinstance(value, Decimal):
        value = str(value)
    elif isinstance(value, dt.date):
        value = value.isoformat()
    return [cell.kind.value, value, cell.percent]


def _unpacked(data: Any) -> Cell:
    if data is None:
        return EMPTY_CELL
    if isinstance(data, str):
        return Cell(CellKind.TEXT, data)
    kind, value, percent = CellKind(data[0]), data[1], bool(data[2])
    if kind is CellKind.NUMBER:
        value = Decimal(value)
    elif kind is CellKind.DATE:
        value = dt.date.fromisoformat(value)
    return Cell(kind, value, None, percent)


def command_of(candidate: CandidateRow, *, key: uuid.UUID | None = None) -> AwardCommand:
    """A judged row as an award to make. ``key``: the row's, so that it is made once."""
    return _command(candidate.as_dict(), None if key is None else key.bytes)


def commands_kept(rows: Sequence[tuple[bytes, bytes | None]]) -> list[AwardCommand]:
    """The award to make of each row as it is kept: its key's 16 bytes, and its person. Raises ValueError once the
    person is in the registry."""
    held, spelled = vault.current(), ids.spell_keys([key for key, _ in rows])
    return [
        _command(_unsealed(name, sealed, held), key) for name, (key, sealed) in zip(spelled, rows, strict=True)
    ]  # fmt: skip


def _command(data: Mapping[str, Any], key: bytes | None) -> AwardCommand:
    """``data``: `CandidateRow.as_dict`. A list of 450,000 need not make a candidate of each row first."""
    given = data.get
    achieved_on = given("achieved_on")
    if achieved_on is None:
        raise ValueError("a row without a date of achievement cannot be issued")
    return AwardCommand(
        PersonClaims(
            data["full_name"],
            given("given_names"),
            given("first_surname"),
            given("second_surname"),
            given("curp"),
            given("email"),
            given("phone"),
            facts=given("demographics", _NOTHING),
        ),
        _day(achieved_on),
        {instrument: _decimal(score) for instrument, score in given("scores", _NOTHING).items()},
        mode=given("mode"),
        language=given("language", "spanish"),
        state_code=given("state"),
        municipality=given("municipality"),
        cct=given("cct"),
        chamber_code=given("chamber_code"),
        group_name=given("group"),
        reference=given("reference", _NOTHING),
        key=key,
    )


_NOTHING: Mapping[str, Any] = MappingProxyType({})
# A list has few days, and the same scores over and over.
_day = functools.lru_cache(maxsize=1_024)(dt.date.fromisoformat)
_decimal = functools.lru_cache(maxsize=4_096)(Decimal)


def forget_the_others(batch: IssueBatch) -> None:
    """At the commit: of the rows that will not be issued nothing remains but their findings."""
    db.session.execute(
        update(BatchRow)
        .where(BatchRow.batch_id == batch.id, ~planned()[0])
        .values(sealed=None, identity=None)
        .execution_options(synchronize_session=False)
    )


#: Rows that a worker leases at once.
CHUNK_ROWS = 5_000
#: The last chunks of a list have so many rows.
SMALLEST_CHUNK = 1_250


@dataclass(frozen=True, slots=True)
class Plan:
    """What a commit would issue. ``chunks``: first and last position and number of rows of each."""

    digest: str
    rows: int
    chunks: tuple[tuple[int, int, int], ...]


def plan_head(batch: IssueBatch) -> bytes:
    """What a plan's digest begins with: definition version, file, mapping, consent."""
    head = [str(batch.definition_version.id), batch.file_digest, batch.mapping, batch.consent_statement]
    return orjson.dumps(head, option=orjson.OPT_SORT_KEYS)


def plan_of(batch: IssueBatch) -> Plan:
    """SHA-256 over definition version, file, mapping and the rows that a commit would issue, in order; and the slices
    in which workers would issue them."""
    digest = hashlib.sha256(plan_head(batch))
    chunks: list[tuple[int, int, int]] = []
    total = 0
    for rows in _in_blocks(batch.id, min(CHUNK_ROWS, SMALLEST_CHUNK)):
        digest.update("".join([f"{position}:{row_number};" for position, row_number in rows]).encode())
        chunks.append((rows[0][0], rows[-1][0], len(rows)))
        total += len(rows)
    return Plan(digest.hexdigest(), total, tuple(_joined(chunks, max(CHUNK_ROWS // SMALLEST_CHUNK, 1))))


def _joined(parts: Sequence[tuple[int, int, int]], many: int) -> Iterator[tuple[int, int, int]]:
    """Parts of chunks as chunks: so ``many`` make one, but for the last, which stay as they are: several workers are
    to come to the end together."""
    whole = max(len(parts) - 2 * many, 0) // many * many
    for start in range(0, whole, many):
        some = parts[start : start + many]
        yield some[0][0], some[-1][1], sum(count for _, _, count in some)
    yield from parts[whole:]


def _in_blocks(batch_id: uuid.UUID, size: int) -> Iterator[Sequence[Any]]:
    """Position and row number of the planned rows, in order, so many at a time."""
    rows = db.session.execute(
        select(BatchRow.position, BatchRow.row_number)
        .where(BatchRow.batch_id == batch_id, *planned())
        .order_by(BatchRow.position)
        .execution_options(yield_per=size)
    )
    yield from rows.partitions()
