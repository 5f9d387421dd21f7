"""A line per request: the rule and never the path, which may hold somebody's token or folio."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request

_access = logging.getLogger("registry.access")


def init_app(app: Flask) -> None:
    """Note when a request comes and how it was answered."""

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def _finish(response: Response) -> Response:
        started = g.get("started")
        answered(
            request.method,
            request.url_rule.rule if request.url_rule else None,
            response.status_code,
            seconds=time.perf_counter() - started if started else None,
            actor=g.actor.kind if g.get("actor") else None,
        )
        return response


def answered(method: str, rule: str | None, status: int, *, seconds: float | None, actor: str | None) -> None:
    """Write the line of one request."""
    _access.info(
        "request",
        extra={
            "method": method,
            "rule": rule,
            "status": status,
            "ms": None if seconds is None else round(seconds * 1000, 1),
            "actor": actor,
        },
    )
