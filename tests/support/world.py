"""The demo's own stage, small, for tests: real rooms, throwaway keys, a clock moved by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry import clock
from registry.accounts.actor import Actor
from registry.awards import cosigning
from registry.awards.models import Award
from registry.db import db
from registry.definitions import endorsing
from registry.definitions.models import DefinitionVersion
from registry.demo import cast, story
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.documents.read import read_presented
from registry.records import lists, storage
from registry.trust.service import examine
from registry.verification import Report

#: The shared material beside a checkout of the project; absent in a user's clone.
SHARED = Path(__file__).parents[3] / "shared"
NOW = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)


class World:
    """An authority, institutions accredited and renewed, definitions published; the clock stands at `NOW`."""

    def __init__(self, stage: Stage, told: Told) -> None:
        self.stage = stage
        self.told = told
        self.clock = stage.hand

    @property
    def literacy(self) -> DefinitionVersion:
        """The consortium's microcredential for the general workforce."""
        return self.told.definitions["general_workforce"]

    @property
    def issuer(self) -> Actor:
        """Who issues for the consortium."""
        return self.stage.actor(cast.issuer(cast.CONSORTIUM))

    def award(self, count: int = 1) -> list[Award]:
        """Issue the literacy microcredential to synthetic people."""
        people = list(self.stage.crowd.people(count))
        return story.issue(self.stage, self.told.consortium, self.literacy, people)

    def endorse(self) -> None:
        """The training centre endorses it: what is issued from now on awaits the centre's countersignature."""
        assert self.told.center is not None
        version, partner = self.literacy.id, self.told.center.id
        endorsing.invite_partner(version, partner, actor=self.stage.actor(cast.designer(cast.CONSORTIUM)))
        endorsing.sign_endorsement(version, partner, actor=self.stage.actor(cast.administrator(cast.CENTER)))
        db.session.commit()

    def countersign(self, award: Award) -> None:
        """The centre signs one of them too."""
        assert self.told.center is not None
        asked = [one for one in cosigning.waiting(self.told.center.id) if one.award_id == award.id]
        boss = self.stage.actor(cast.administrator(cast.CENTER))
        assert cosigning.countersign(asked, partner=self.told.center, actor=boss) == 1
        db.session.commit()

    def report(self, award: Award, *, form: str = "di") -> Report:
        """The report on an award's current document."""
        text = storage.signed_json(award.document) if form == "di" else storage.signed_jwt(award.document).encode()
        return examine(read_presented(text))

    def renew_lists(self) -> None:
        """What the worker does every day."""
        lists.renew_due()
        db.session.commit()


@contextmanager
def world() -> Iterator[World]:
    """Build it in the database of the current application."""
    start = NOW - dt.timedelta(days=4 * 365)
    stage = Stage(start, NOW, small=True)
    with clock.running(stage.hand):
        told = Told()
        told.root_keys = story.founding(stage)
        story.institutions(stage, told)
        story.renewals(stage, told)
        stage.hand.set(NOW)
        lists.renew_due()
        db.session.commit()
        yield World(stage, told)
