"""One microcredential that its holder keeps and shares, for every test of the employer's door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from registry.accounts.queries import actor_of, by_person
from registry.awards import sharing
from registry.awards.models import Award, ShareLink
from registry.db import db
from registry.records import storage
from tests.doors.web.learner import story

#: With a check digit that is right: what has a fault is not asked at all.
CURP = story.curp(tail="MDFBCDA")


@dataclass(frozen=True)
class Held:
    """An award, its holder's actor, a link of theirs, and the signed file."""

    award: Award
    actor: Any
    link: ShareLink
    token: str
    signed: bytes

    def share(self, **choices: Any) -> tuple[ShareLink, str]:
        """Another link."""
        link, token = sharing.share(self.award, actor=self.actor, **choices)
        db.session.commit()
        return link, token


@pytest.fixture
def held(session: Any, clock: Any, client: Any) -> Held:
    """Ana Sofía's, with an e-mail and a CURP that the registry holds."""
    (award,) = story.issue(story.open_school(), story.teacher(curp=CURP))
    story.keep(client, award)
    session.commit()
    actor = actor_of(by_person(award.person_id))
    link, token = sharing.share(award, actor=actor)
    session.commit()
    return Held(award, actor, link, token, storage.signed_json(award.document))
