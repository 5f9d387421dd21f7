"""``registry verify --bundle``: no database and no network; what was used before is remembered in one small file."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from registry.documents.read import Presented
    from registry.trust.bundle.reading import Bundle, Seen
    from registry.verification import Known, Report, TrustRoot


def default_memory() -> Path:
    """Where it is remembered which bundles were used (XDG Base Directory, ``XDG_STATE_HOME``)."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "registry" / "bundles.json"


@dataclasses.dataclass(frozen=True)
class Offline:
    """A bundle ready to verify by. ``first_seen``: its root was not known here before, nor named."""

    bundle: Bundle
    now: dt.datetime
    first_seen: bool

    def examine(self, presented: Presented, *, asked_name: str | None, at: dt.datetime | None = None) -> Report:
        """The report on what was presented, from the bundle alone."""
        from registry.trust.bundle.evidence import evidence_of
        from registry.trust.service import policy
        from registry.verification import verify
        from registry.verification.past import verify_then

        moment = self.now if at is None else at
        evidence = evidence_of(self.bundle, presented, at=moment)
        if at is None:
            return verify(presented, evidence, policy(asked_name), at=moment)
        return verify_then(presented, evidence, policy(asked_name), at=at, checked_at=self.now)

    def root(self) -> Known[TrustRoot]:
        """The bundle's root of trust, while the bundle counts."""
        from registry.verification import Sourced, Unreachable

        if self.bundle.stale(self.now):
            return Unreachable("bundle_expired", source="bundle")
        return Sourced(self.bundle.root, self.bundle.made_at, "bundle")

    def facts(self) -> dict[str, Any]:
        """What the JSON says of the bundle."""
        from registry.verification.report import stamp

        return {
            "madeAt": stamp(self.bundle.made_at),
            "expires": stamp(self.bundle.expires),
            "ageSeconds": int((self.now - self.bundle.made_at).total_seconds()),
            "expired": self.bundle.stale(self.now),
            "root": self.bundle.fingerprint,
            "rootFirstSeen": self.first_seen,
        }

    def told(self, lang: str) -> list[str]:
        """The same in words, for the terminal."""
        age = spoken_age(self.now - self.bundle.made_at, lang)
        made = f"{self.bundle.made_at:%Y-%m-%d %H:%M} UTC"
        spanish = lang != "en"
        lines = [f"Con datos del {made}, {age}." if spanish else f"By data of {made}, {age}."]
        if self.bundle.stale(self.now):
            lines.append(
                "El paquete ya venció: lo que dice de hoy no cuenta. Descargue uno nuevo."
                if spanish
                else "The bundle has expired: what it says of today does not count. Download a new one."
            )
        if self.first_seen:
            lines.append(
                f"Raíz de confianza vista por primera vez: {self.bundle.fingerprint}\n"
                "Compare esta huella con la que publica la autoridad antes de confiar en la respuesta."
                if spanish
                else f"Root of trust seen for the first time: {self.bundle.fingerprint}\n"
                "Compare this fingerprint with the one that the authority publishes before you rely on the answer."
            )
        return lines


def open_bundle(path: Path, *, pinned: str | None, memory: Path, now: dt.datetime) -> Offline:
    """Read a bundle and remember it. Raises `BundleRefused`; OSError for a file that cannot be read."""
    from registry.trust.bundle.reading import read_bundle

    data = path.read_bytes()
    known = _remembered(memory)
    # Whose bundle it is stands inside: read it, then hold it against what is known of that registry.
    bundle = read_bundle(data, at=now, pinned=pinned)
    seen = known.get(bundle.registry)
    if seen is not None:
        bundle = read_bundle(data, at=now, pinned=pinned, seen=seen)
    _remember(memory, known | {bundle.registry: bundle.as_seen()})
    return Offline(bundle, now, first_seen=seen is None and pinned is None)


def _remembered(memory: Path) -> dict[str, Seen]:
    from registry.trust.bundle.reading import Seen

    try:
        entries = json.loads(memory.read_text(encoding="utf-8"))
        return {
            did: Seen(one["root"], int(one["rootVersion"]), dt.datetime.fromisoformat(one["madeAt"]))
            for did, one in entries.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.UsageError(
            f"{memory} cannot be read ({error}). It says which bundles were used before; repair it, or remove it "
            "to trust the next bundle anew."
        ) from error


def _remember(memory: Path, known: Mapping[str, Seen]) -> None:
    entries = {
        did: {"root": one.fingerprint, "rootVersion": one.root_version, "madeAt": one.made_at.isoformat()}
        for did, one in sorted(known.items())
    }
    text = json.dumps(entries, indent=2) + "\n"
    # On a medium that cannot be written the check still works; it only cannot remember.
    with contextlib.suppress(OSError):
        memory.parent.mkdir(parents=True, exist_ok=True)
        fresh = memory.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(memory)


def read_offline(data: bytes, *, filename: str) -> Presented:
    """What `registry.trust.given.read_file` reads, but for links and folios: they lead nowhere without a network.

    Raises `EmptyFile`, `Unreadable`.
    """
    from registry.documents.errors import Unreadable
    from registry.documents.messages import UNREADABLE
    from registry.documents.paper import looks_like_paper
    from registry.documents.read import read_presented
    from registry.ids import read_folio
    from registry.trust.given import code_of_nothing, content_of

    found = content_of(data, filename=filename)
    if not isinstance(found, str):
        return found
    is_link = found.lower().startswith(("https://", "http://")) and not looks_like_paper(found)
    if is_link or read_folio(found) is not None:
        raise Unreadable("code_is_a_link", UNREADABLE["code_is_a_link"])
    try:
        return read_presented(found.encode())
    except Unreadable as nothing:
        if nothing.code != "unknown_format":
            raise
        raise code_of_nothing(found) from nothing


def spoken_age(age: dt.timedelta, lang: str) -> str:
    """« hace 3 horas », “3 hours ago”."""
    minutes = max(0, int(age.total_seconds() // 60))
    for size, es, en in ((1440, ("día", "días"), ("day", "days")), (60, ("hora", "horas"), ("hour", "hours"))):
        if minutes >= size:
            count = minutes // size
            return f"{count} {en[count > 1]} ago" if lang == "en" else f"hace {count} {es[count > 1]}"
    return f"{minutes} min ago" if lang == "en" else f"hace {minutes} min"
