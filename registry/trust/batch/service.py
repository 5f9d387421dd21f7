"""Answering a batch: a chunk at a time, so that nobody waits without a word, each by a bounded number of queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry import addresses
from registry.artefacts.scanning import Scanner
from registry.awards import lookups
from registry.awards.errors import NoSuchCertificate
from registry.awards.models import Award, ShareLink
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.curriculum.standard import Standard
from registry.db import db, reading
from registry.definitions.models import DefinitionVersion
from registry.documents.read import Presented, read_presented
from registry.errors import RegistryError
from registry.records import storage
from registry.trust import service as trust
from registry.trust.batch import rows
from registry.trust.batch.errors import FolioAskedTooOften, NotReached, SurnameNeeded
from registry.trust.batch.planning import Asked
from registry.trust.batch.rows import Row, Told
from registry.trust.copies import Keeper
from registry.trust.given import FolioGiven, Given, ShareGiven, read_file, read_text
from registry.verification import Report

#: Candidates of one chunk: its files are in memory together, and its rows appear together.
CHUNK = 50
#: Surnames or names that one folio may be tried with: a certificate has one, a list may have a slip or two.
FOLIO_TRIES = 3

#: Says that the time of this batch has run out.
Spent = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Found:
    """A document to verify, and how much of it this sender may be told."""

    presented: Presented
    told: Told


class Batch:
    """One batch on its way. Use `answers` once; nothing that it learns outlives it."""

    def __init__(self, plan: Sequence[Asked], *, scanner: Scanner, spent: Spent, seconds: int) -> None:
        """``spent`` is asked before each candidate; after ``seconds`` it says yes, and the rest are *not reached*."""
        self._plan = plan
        self._scanner = scanner
        self._spent = spent
        self._seconds = seconds
        self._tried: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._standards: dict[str, Standard | None] = {}

    def answers(self) -> Iterator[tuple[Row, ...]]:
        """The rows, chunk by chunk, in the order of the plan. Each chunk reads the database in its own transaction."""
        for start in range(0, len(self._plan), CHUNK):
            asked = self._plan[start : start + CHUNK]
            with reading():
                db.session.rollback()
                answered = self._chunk(start + 1, asked)
                db.session.rollback()
            yield answered

    def _chunk(self, first: int, asked: Sequence[Asked]) -> tuple[Row, ...]:
        given = [self._given(one) for one in asked]
        found = self._looked_up(asked, given)
        keeper = trust.prepare([one.presented for one in found if isinstance(one, _Found)])
        reports = [self._report(one, ask, keeper) for one, ask in zip(found, asked, strict=True)]
        self._learn_standards(one for one in reports if isinstance(one, Report))
        return tuple(
            self._row(number, ask, one, report)
            for number, (ask, one, report) in enumerate(zip(asked, found, reports, strict=True), first)
        )

    def _given(self, asked: Asked) -> Given | RegistryError:
        """What this candidate is, or why it is none."""
        if self._spent():
            return NotReached(seconds=self._seconds)
        try:
            content = asked.take()
            if isinstance(content, str):
                return read_text(content)
            return read_file(content, filename=asked.label, scan=self._scanner.codes)
        except RegistryError as refusal:
            return refusal

    def _looked_up(
        self, asked: Sequence[Asked], given: Sequence[Given | RegistryError]
    ) -> list[_Found | RegistryError]:
        """The documents behind links and folios: two queries for all of them."""
        links = lookups.shares_of_tokens(one.token for one in given if isinstance(one, ShareGiven))
        awards = lookups.awards_of_folios(one.folio for one in given if isinstance(one, FolioGiven))
        found: list[_Found | RegistryError] = []
        for ask, one in zip(asked, given, strict=True):
            if isinstance(one, Presented):
                found.append(_Found(one, Told.ALL))
            elif isinstance(one, ShareGiven):
                found.append(_shared(links[one.token]))
            elif isinstance(one, FolioGiven):
                found.append(self._by_folio(one.folio, awards.get(one.folio), ask))
            else:
                found.append(one)
        return found

    def _by_folio(self, folio: str, award: Award | None, asked: Asked) -> _Found | RegistryError:
        """Another surname reads like an unknown folio, so that nobody learns whose a folio is."""
        if not asked.surname and not asked.name:
            return SurnameNeeded()
        tried = self._tried[folio]
        tried.add((asked.surname.casefold(), asked.name.casefold()))
        if len(tried) > FOLIO_TRIES:
            return FolioAskedTooOften(limit=FOLIO_TRIES)
        if award is None or not lookups.is_holder(award, surname=asked.surname, name=asked.name):
            return NoSuchCertificate()
        return _Found(_document_of(award), Told.OUTLINE)

    def _report(self, found: _Found | RegistryError, asked: Asked, keeper: Keeper) -> Report | RegistryError:
        if isinstance(found, RegistryError):
            return found
        if self._spent():
            return NotReached(seconds=self._seconds)
        return trust.examine(found.presented, asked_name=asked.name or None, keeper=keeper)

    def _learn_standards(self, reports: Iterator[Report]) -> None:
        """The standard of each definition of ours among these, by one query for those not met before."""
        head = addresses.definition(uuid.UUID(int=0)).removesuffix(str(uuid.UUID(int=0)))
        wanted: dict[uuid.UUID, str] = {}
        for report in reports:
            uri = report.credential.achievement if report.credential else None
            if uri is None or uri in self._standards or not uri.startswith(head):
                continue
            self._standards[uri] = None
            try:
                wanted[uuid.UUID(uri.removeprefix(head))] = uri
            except ValueError:
                continue
        if not wanted:
            return
        statement = (
            select(DefinitionVersion.id, StandardVersion)
            .join(StandardVersion, StandardVersion.id == DefinitionVersion.standard_version_id)
            .where(DefinitionVersion.id.in_(list(wanted)))
        )
        for version_id, standard in db.session.execute(statement):
            self._standards[wanted[version_id]] = curriculum.typed(standard)

    def _row(self, number: int, asked: Asked, found: _Found | RegistryError, report: Report | RegistryError) -> Row:
        if isinstance(found, RegistryError):
            return rows.refused(number, asked, found)
        if isinstance(report, RegistryError):
            return rows.refused(number, asked, report)
        uri = report.credential.achievement if report.credential else None
        return rows.reported(number, asked, report, standard=self._standards.get(uri or ""), told=found.told)


def _shared(link: ShareLink | RegistryError) -> _Found | RegistryError:
    if isinstance(link, RegistryError):
        return link
    return _Found(_document_of(link.award), Told.ALL if link.with_results else Told.WITHOUT_RESULTS)


def _document_of(award: Award) -> Presented:
    return read_presented(storage.signed_json(award.document))
