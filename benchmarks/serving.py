"""One GET by key through the whole application, against a bare Flask application that answers with as many bytes."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, Response, current_app
from sqlalchemy import select
from werkzeug.test import Client, EnvironBuilder

from benchmarks.measure import Line, cpu_seconds
from benchmarks.stage import accredited
from registry.db import db
from registry.demo import story
from registry.records.models import StatusList

#: Goals of PERFORMANCE: the share of a static response's rate, by database.
LEAST_SHARE = {"sqlite": 0.60, "postgresql": 0.45}


def lines() -> Iterator[Line]:
    """A signed status list by its address: what verifiers all over a country ask for most."""
    with accredited() as (stage, told):
        story.issue(stage, told.consortium, told.definitions["general_workforce"], list(stage.crowd.people(1)))
        db.session.commit()
        listed = db.session.scalars(select(StatusList).where(StatusList.taken > 0)).first()
        if listed is None or listed.signed_json is None:
            raise RuntimeError("nothing was issued")
        body, address = bytes(listed.signed_json), f"/status/{listed.public_id}"
        dialect = db.engine.dialect.name
        db.session.remove()
        ours = _seconds(current_app._get_current_object(), address, body)  # type: ignore[attr-defined]
    bare = Flask("bare")
    bare.add_url_rule("/static", view_func=lambda: Response(body, mimetype="application/json"))
    theirs = _seconds(bare, "/static", body)
    goal = LEAST_SHARE[dialect]
    yield Line(
        f"GET a status list, {dialect}",
        ours * 1e6,
        "µs",
        "static Flask rate",
        theirs / ours,
        f"≥ {goal:g} x",
        theirs / ours >= goal,
    )


def _seconds(app: Flask, address: str, body: bytes) -> float:
    client = Client(app)
    environ = EnvironBuilder(address, base_url="https://registro.example").get_environ()

    def get() -> None:
        answer = client.open(environ.copy())
        if answer.status_code != 200 or answer.data != body:
            raise RuntimeError(f"{address}: {answer.status}")

    return cpu_seconds(get, rounds=7, repeat=200)
