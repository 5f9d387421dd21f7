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
        _access.info(
            "request",
            extra={
                "method": request.method,
                "rule": request.url_rule.rule if request.url_rule else None,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1) if started else None,
                "actor": g.actor.kind if g.get("actor") else None,
            },
        )
        return response
