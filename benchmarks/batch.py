"""Five hundred mixed candidates in one ZIP, through the API as a personnel department's program sends them."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections import Counter
from collections.abc import Iterator

import orjson
import segno
from flask import current_app
from PIL import Image

from benchmarks.measure import Line, statements
from benchmarks.stage import accredited
from registry import addresses
from registry.accounts.actor import SYSTEM
from registry.awards import certificates, sharing
from registry.awards.models import Award
from registry.db import db
from registry.demo import story
from registry.demo.artefacts import foreign_badge
from registry.records import storage

GOAL_SECONDS = 10.0
CPUS = 2
#: How many of each; every one of ours is of another person.
MIX = {"json": 240, "jwt": 110, "png": 40, "svg": 20, "pdf": 40, "photo": 20, "forged": 15, "foreign": 5, "screen": 10}
ISSUED_AT_ONCE = 50


def lines() -> Iterator[Line]:
    """Wall and processor time of the whole answer, and what it asked the database."""
    with accredited() as (stage, told):
        people = iter(stage.crowd.people(sum(MIX.values())))
        awards: list[Award] = []
        while len(awards) < sum(MIX.values()) - MIX["foreign"] - MIX["screen"]:
            chunk = [next(people) for _ in range(ISSUED_AT_ONCE)]
            awards += story.issue(stage, told.consortium, told.definitions["general_workforce"], chunk)
        data = _zip(awards)
        db.session.commit()
        # As a server that has been running: contexts are read, nothing of these credentials is known.
        _answer(_zip(awards[-1:]))
        wall, cpu, queries, counts = _answer(data)
    total = sum(counts.values())
    name = f"{total} mixed credentials in a ZIP, whole answer"
    cpus = os.cpu_count() or 1
    yield Line(name, wall, "s", goal=f"≤ {GOAL_SECONDS:g} s on {CPUS} CPUs", met=wall <= GOAL_SECONDS)
    yield Line(f"  the same, processor time ({cpus} CPUs here)", cpu, "s")
    yield Line("  the same, one credential", cpu / total * 1e3, "ms")
    yield Line("  the same, database queries", queries, "queries")
    good = sum(MIX[kind] for kind in ("json", "jwt", "png", "svg", "pdf", "photo"))
    expected = {"valid": good, "invalid": MIX["forged"]}
    right = all(counts[kind] == number for kind, number in expected.items())
    yield Line("  the same, answered rightly", counts["valid"], "valid", goal=f"= {good}", met=right)


def _answer(data: bytes) -> tuple[float, float, int, Counter[str]]:
    """Wall seconds, processor seconds, queries, and how many of each outcome."""
    db.session.rollback()
    client = current_app.test_client()
    with statements(db.engine) as sent:
        wall, cpu = time.perf_counter(), _processor()
        answer = client.post("/api/v1/verify/batch", data=data, content_type="application/zip")
        spent = time.perf_counter() - wall, _processor() - cpu
    if answer.status_code != 200:
        raise RuntimeError(answer.text[:300])
    return *spent, len(sent), Counter(answer.get_json()["counts"])


def _processor() -> float:
    """Seconds of this process and of those that it has started and ended: pictures are read in one of those."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _zip(awards: list[Award]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        rest = iter(awards)
        for kind, number in MIX.items():
            for place in range(number):
                made = _file(kind, rest)
                if made is not None:
                    archive.writestr(f"{kind}/{place:03}.{'jpg' if kind == 'photo' else kind}", made)
    return target.getvalue()


def _file(kind: str, rest: Iterator[Award]) -> bytes | None:
    if kind == "screen":
        return _picture(Image.new("RGB", (1280, 720), "white"))
    if kind == "foreign":
        return orjson.dumps(foreign_badge())
    award = next(rest, None)
    return None if award is None else _carried(kind, award)


def _carried(kind: str, award: Award) -> bytes:
    if kind == "jwt":
        return storage.signed_jwt(award.document).encode()
    if kind == "png":
        return certificates.badge_png_of(award)
    if kind == "svg":
        return certificates.badge_svg_of(award)
    if kind == "pdf":
        return certificates.certificate_of(award, language="es", actor=SYSTEM)
    if kind == "photo":
        return _photograph(addresses.share(sharing.share(award, actor=SYSTEM)[1]))
    signed = storage.signed_json(award.document)
    return signed.replace(b"Ficticia", b"Verdadera") if kind == "forged" else signed


def _photograph(text: str) -> bytes:
    """A code somewhat turned in a picture of three megapixels."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=8, border=4)
    ground = Image.new("RGB", (2048, 1536), (206, 200, 190))
    ground.paste(Image.open(drawn).convert("RGB").rotate(7, expand=True, fillcolor="white"), (700, 400))
    return _picture(ground)


def _picture(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG")
    return target.getvalue()
