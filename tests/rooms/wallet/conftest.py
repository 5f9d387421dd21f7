"""A served registry whose clock is moved by hand, a teacher who holds an award, and her offers to wallets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from registry import clock as registry_clock
from registry.accounts.actor import Actor
from registry.accounts.queries import actor_of
from registry.awards.models import Award
from registry.awards.queries import by_id
from registry.db import db
from registry.wallet import metadata, service
from registry.wallet.models import WalletOffer
from tests.doors.web.learner import story
from tests.support import browsing
from tests.support.people import new_account
from tests.support.wallet import HolderKey, Wallet


@dataclass
class Holder:
    """A teacher with an accepted award, and the registry that she talks to."""

    school: story.School
    award_id: Any
    actor: Actor
    clock: registry_clock.Hand

    @property
    def award(self) -> Award:
        """Her award, as it is now."""
        db.session.expire_all()
        found = by_id(self.award_id)
        assert found is not None
        return found

    def offer(self, **more: Any) -> tuple[str, str]:
        """Another offer: its link and its transaction code. Nothing stays locked."""
        codes = service.codes_of(service.offer(self.award, actor=self.actor, **more))
        assert codes is not None
        db.session.commit()
        return metadata.offer_link(codes.code), codes.tx_code

    def newest(self) -> WalletOffer:
        """The offer that was made last."""
        db.session.commit()
        return db.session.scalars(db.select(WalletOffer).order_by(WalletOffer.id.desc())).first()

    def wallet(self, algorithm: str = "ES256", binding: str = "did:key") -> Wallet:
        """A new wallet, whose clock is the registry's."""
        return Wallet(HolderKey(algorithm), binding, now=lambda: self.clock().timestamp())


@pytest.fixture
def server(app: Flask, database_name: str, clock: registry_clock.Hand) -> Iterator[browsing.LiveServer]:
    """The registry over HTTP; its threads read the test's clock."""
    with browsing.serving(database_name, environment="demo") as live:
        inner: Callable[..., Any] = live.app.wsgi_app

        def at_that_time(environ: Any, start_response: Any) -> Any:
            with registry_clock.running(clock):
                return inner(environ, start_response)

        live.app.wsgi_app = at_that_time  # type: ignore[method-assign]
        yield live


@pytest.fixture
def holder(server: browsing.LiveServer, clock: registry_clock.Hand) -> Iterator[Holder]:
    """Ana Sofía, who has accepted her award."""
    with server.app.app_context():
        school = story.open_school()
        (award,) = story.issue(school, story.teacher())
        account = new_account(person_id=award.person_id, email="ana@correo.example")
        award.accepted_at = clock()
        db.session.commit()
        yield Holder(school, award.id, actor_of(account), clock)
        db.session.rollback()
