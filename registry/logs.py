"""What a process tells of its work: one line of JSON per event, and counts for ``/metrics``.

Neither holds personal data: rules instead of paths, no addresses, no names.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import time
from typing import Any

import orjson

from registry.config import Settings

#: Where the processes of one server leave their counts; read by prometheus-client when it is imported.
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


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
    """Send the registry's lines to standard error; for the processes that serve and work."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger("registry")
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    root.propagate = False


def adopt(name: str, only: logging.Filter) -> None:
    """Write a library's lines like ours, those that the filter lets through."""
    theirs = logging.getLogger(name)
    theirs.handlers[:] = logging.getLogger("registry").handlers
    theirs.filters[:] = [only]
    theirs.propagate = False


def share_counts(settings: Settings) -> None:
    """Let the processes of one server add up what they count, in VAR_DIR unless the environment names a folder.

    To be called before the application is made. Where nothing can be written each process counts for itself.
    """
    with contextlib.suppress(OSError):
        settings.counts_dir.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault(COUNTS, str(settings.counts_dir))
