"""One line of JSON per event, without personal data: rules instead of paths, no addresses, no names."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import orjson
from flask import Flask, Response, g, request

from registry.config import Settings

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_access = logging.getLogger("registry.access")


class JsonLines(logging.Formatter):
    """A record as one JSON object; what was passed in ``extra`` becomes its members."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
        }
        line.update({name: value for name, value in vars(record).items() if name not in _STANDARD})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def configure(settings: Settings) -> None:
    """Send the registry's lines to standard error; called by the commands that serve and work, not by tests."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger("registry")
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    root.propagate = False


def init_app(app: Flask) -> None:
    """A line per request."""

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
