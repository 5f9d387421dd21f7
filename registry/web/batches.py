"""What the page and the API have in common where many are verified at once: reading the upload, time, the quota."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO, cast

from flask import Response
from limits import RateLimitItem, parse_many
from werkzeug.datastructures import FileStorage

from registry import config
from registry.texts import Text
from registry.trust.batch import tables
from registry.trust.batch.planning import Upload
from registry.trust.batch.rows import Row
from registry.web import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PERIODS = {
    "second": Text("segundo", "second"),
    "minute": Text("minuto", "minute"),
    "hour": Text("hora", "hour"),
    "day": Text("día", "day"),
    "month": Text("mes", "month"),
    "year": Text("año", "year"),
}


def uploads_of(files: Iterable[FileStorage]) -> list[Upload]:
    """The files of a request, those without a name or a byte left out.

    They are taken away from the request, which closes its own before a streamed answer has read them: whoever takes
    them closes them (`close`).
    """
    found = []
    for one in files:
        source, one.stream = cast(BinaryIO, one.stream), io.BytesIO()
        if one.filename and source.read(1):
            source.seek(0)
            found.append(Upload(one.filename, source))
        else:
            source.close()
    return found


def close(uploads: Iterable[Upload]) -> None:
    """Delete what was uploaded: large files are temporary ones without a name."""
    for one in uploads:
        one.source.close()


def timer(seconds: int) -> Callable[[], bool]:
    """Says, from now on, whether so many seconds are over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def quota() -> tuple[Text, ...]:
    """What a visitor without an account may send, in words, from the settings."""
    settings = config.current()
    rates = [_said(rate) for rate in parse_many(settings.batch_rate)]
    return (
        Text("Hasta {count} por envío", "Up to {count} in one request").format(count=settings.batch_size),
        Text("{size} MB por envío; cada archivo, 10 MB", "{size} MB in one request; each file, 10 MB").format(
            size=settings.max_upload_mib
        ),
        *rates,
        Text(
            "{seconds} segundos de trabajo por envío; lo que no se alcance se dice así",
            "{seconds} seconds of work for one request; what is not reached is said to be so",
        ).format(seconds=settings.batch_seconds),
    )


def _said(rate: RateLimitItem) -> Text:
    period = _PERIODS.get(rate.GRANULARITY.name, Text(rate.GRANULARITY.name, rate.GRANULARITY.name))
    if rate.multiples == 1:
        return Text("{count} envíos por {period}", "{count} requests in one {period}").format(
            count=rate.amount, period=period
        )
    return Text("{count} envíos cada {many} {period}", "{count} requests in {many} × {period}").format(
        count=rate.amount, many=rate.multiples, period=period
    )


def table_response(rows: Sequence[Row], wanted: str, *, checked_at: dt.datetime) -> Response:
    """The table as a download, in the reader's language."""
    write = tables.as_csv if wanted == "csv" else tables.as_xlsx
    body = write(rows, language=language.current(), checked_at=checked_at)
    response = Response(body, mimetype="text/csv" if wanted == "csv" else XLSX)
    name = "verificacion" if language.current() == "es" else "verification"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{checked_at:%Y-%m-%d}.{wanted}"'
    response.headers["Cache-Control"] = "no-store"
    return response
