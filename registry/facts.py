"""What is true of a database once and for all: that it is a demo, under which address its documents were signed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String, inspect
from sqlalchemy.orm import Mapped, mapped_column

from registry import clock
from registry.config import Settings
from registry.db import Instant, db
from registry.errors import ConfigurationError
from registry.texts import Text

DEMO = "demo"
#: Stated when the registry's first keys are made: from then on documents carry this address.
BASE_URL = "base_url"


class RegistryFact(db.Model):
    """A fact about this database. Facts are written once; none is ever changed."""

    __tablename__ = "registry_fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(300))
    stated_at: Mapped[dt.datetime] = mapped_column(Instant)


def get(name: str) -> str | None:
    """The fact's value, or None while it has not been stated."""
    fact = db.session.get(RegistryFact, name)
    return fact.value if fact else None


def state(name: str, value: str) -> None:
    """State a fact; stating it again is harmless. Raises `ConfigurationError` when it differs from what stands."""
    standing = get(name)
    if standing is None:
        db.session.add(RegistryFact(name=name, value=value, stated_at=clock.now()))
        db.session.flush()
    elif standing != value:
        raise ConfigurationError(
            problem=Text(
                es=f"esta base de datos dice {name}={standing}, no {value}.",
                en=f"this database says {name}={standing}, not {value}.",
            )
        )


def mark_demo() -> None:
    """This database holds synthetic data; production will refuse it."""
    state(DEMO, "true")


def check(settings: Settings) -> None:
    """Raise `ConfigurationError` when the settings do not fit this database. An empty database fits all."""
    if not inspect(db.session.connection()).has_table(RegistryFact.__tablename__):
        return
    if settings.production and get(DEMO) is not None:
        raise ConfigurationError(
            problem=Text(
                es="DATABASE_URL: la base de datos es de demostración; producción no la abre. Use otra.",
                en="DATABASE_URL: this database is a demonstration; production does not open it. Use another.",
            )
        )
    standing = get(BASE_URL)
    if standing is not None and standing != settings.base_url.rstrip("/"):
        raise ConfigurationError(
            problem=Text(
                es=f"BASE_URL: los documentos ya firmados llevan {standing}; vuelva a esa dirección.",
                en=f"BASE_URL: documents already signed carry {standing}; go back to that address.",
            )
        )
