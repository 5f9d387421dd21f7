"""``registry verify`` without a bundle: by the registry's database at hand, else by what anybody can ask for."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from registry.cli.app import application

if TYPE_CHECKING:
    from registry.config import Settings
    from registry.documents.read import Presented
    from registry.trust.copies import InMemory
    from registry.verification import Known, Report, TrustRoot


class Desk(Protocol):
    """Where links lead and evidence comes from in this run."""

    def open_link(self, url: str) -> tuple[bytes, bool]:
        """What a link leads to, and whether its results may be told. Raises `RegistryError`."""
        ...

    def read(self, data: bytes, label: str) -> tuple[Presented, bool]:
        """The credential in a file, and whether its results may be told. Raises `Unreadable`, `RegistryError`."""
        ...

    def examine(self, presented: Presented, *, asked_name: str | None, at: dt.datetime | None) -> Report:
        """The report on what was presented."""
        ...

    def root(self) -> Known[TrustRoot]:
        """The root of trust at hand, whose receipts keys receipts are read by."""
        ...


@dataclass(frozen=True, slots=True)
class AtRegistry:
    """Beside a registry's database. What is of elsewhere is asked for as the operator's own act."""

    network: bool

    def open_link(self, url: str) -> tuple[bytes, bool]:
        """A share link of this registry out of the database; any other address over the network."""
        from registry.db import db
        from registry.trust.given import ForeignLink
        from registry.trust.links import fetch_credential, open_shared

        try:
            return open_shared(url)
        except ForeignLink:
            if not self.network:
                raise
        db.session.rollback()  # no transaction stays open while another server thinks
        return fetch_credential(url), True

    def read(self, data: bytes, label: str) -> tuple[Presented, bool]:
        """A file, or what the code in a picture leads to."""
        from registry.documents.read import Presented, read_presented
        from registry.trust.given import NotASharedLink, ShareGiven, read_file
        from registry.trust.links import open_token

        given = read_file(data, filename=label)
        if isinstance(given, Presented):
            return given, True
        if not isinstance(given, ShareGiven):
            raise NotASharedLink()  # a folio opens with a surname, which the page asks for
        shared, with_results = open_token(given.token)
        return read_presented(shared), with_results

    def examine(self, presented: Presented, *, asked_name: str | None, at: dt.datetime | None) -> Report:
        """By the database, and by what others publish."""
        from registry.trust.foreign import Outside
        from registry.trust.service import examine

        outside = Outside.ASK if self.network else Outside.NOT_ASKED
        return examine(presented, asked_name=asked_name, outside=outside, at=at)

    def root(self) -> Known[TrustRoot]:
        """The registry's own."""
        from registry import clock
        from registry.trust import root_store

        return root_store.current(clock.now())


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """On a machine without one: signatures and status can be checked, nobody's accreditation."""

    keeper: InMemory
    network: bool

    def open_link(self, url: str) -> tuple[bytes, bool]:
        """Any address, over the network."""
        from registry.trust.links import LinkUnreachable, fetch_credential
        from registry.verification.messages import why

        if not self.network:
            raise LinkUnreachable(detail=why("not_fetched"), reason="not_fetched")
        return fetch_credential(url), True

    def read(self, data: bytes, label: str) -> tuple[Presented, bool]:
        """A file, or the statement that the code in a picture is."""
        from registry.cli.offline import read_offline

        return read_offline(data, filename=label), True

    def examine(self, presented: Presented, *, asked_name: str | None, at: dt.datetime | None) -> Report:
        """By what issuers publish."""
        from registry.trust.service import examine_elsewhere

        return examine_elsewhere(presented, self.keeper, asked_name=asked_name, ask=self.network, at=at)

    def root(self) -> Known[TrustRoot]:
        """None: whose root it would be, nobody has said here."""
        from registry.verification import Unreachable

        return Unreachable("no_root")


@contextlib.contextmanager
def desk(*, network: bool) -> Iterator[Desk]:
    """The database at hand, if there is one."""
    from registry import contexts
    from registry.config import Settings
    from registry.trust.copies import InMemory

    settings = Settings.from_environment()
    if has_registry(settings):
        with application():
            yield AtRegistry(network)
        return
    contexts.use_directory(Path(settings.legacy_contexts_dir) if settings.legacy_contexts_dir else None)
    yield Elsewhere(InMemory(), network)


def has_registry(settings: Settings) -> bool:
    """Whether the settings lead to the database of a registry that has been established.

    Raises `ConfigurationError` when the database that they name does not answer: that is for the operator to repair,
    and no reason to give the answer of a machine without one.
    """
    from sqlalchemy import create_engine, inspect, text
    from sqlalchemy.exc import DatabaseError

    from registry.errors import ConfigurationError
    from registry.texts import Text

    embedded = settings.database.removeprefix("sqlite:///")
    if embedded != settings.database and not Path(embedded).exists():
        return False  # to look into it would make it
    engine = create_engine(settings.database)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("trust_root"):
                return False
            return connection.execute(text("SELECT 1 FROM trust_root")).first() is not None
    except DatabaseError as error:
        problem = Text("DATABASE_URL: la base de datos no responde.", "DATABASE_URL: the database does not answer.")
        raise ConfigurationError(problem=problem) from error
    finally:
        engine.dispose()
