"""Our own CSS, scripts and pictures, served from memory-mapped files under an address that changes with them.

``url_for("static", filename="css/registry.css")`` gives ``/static/<digest of all static files>/css/registry.css``, so
browsers and CDNs keep it for ever, and relative references between the files keep working.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import logging
import shutil
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.media_types import MediaTypes

from registry.config import Settings

FOLDER = Path(__file__).resolve().parent.parent / "static"
log = logging.getLogger("registry.web")
#: Pages hold secrets and are never packed (BREACH); these files are the same for everybody, and shrink to a quarter.
PACKED = frozenset({".css", ".js", ".mjs", ".svg", ".json", ".txt"})
DIGEST_LENGTH = 16
ONE_MINUTE = 60


def digest(folder: Path = FOLDER) -> str:
    """One digest over all files, names included."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(
                path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest()
            )
    return total.hexdigest()[:DIGEST_LENGTH]


def init_app(app: Flask, settings: Settings) -> None:
    """Serve the files before the application is asked, and name them for `url_for`."""
    live = settings.environment == "development"
    version = "live" if live else digest()
    app.add_url_rule("/static/<version>/<path:filename>", endpoint="static", build_only=True)

    @app.url_defaults
    def _version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", version)

    whitenoise = WhiteNoise(
        app.wsgi_app,
        root=FOLDER if live else packed(settings.var_dir / "static", version),
        prefix=f"static/{version}/",
        max_age=0 if live else ONE_MINUTE,
        autorefresh=live,
        immutable_file_test=lambda _path, _url: not live,
        add_headers_function=_headers,
        allow_all_origins=False,
    )
    whitenoise.media_types = MediaTypes(extra_types={".js": "text/javascript", ".mjs": "text/javascript"})
    app.wsgi_app = whitenoise  # type: ignore[method-assign]


def packed(folder: Path, version: str, *, source: Path = FOLDER) -> Path:
    """The files once more in ``folder``, with a gzip beside each text; made once, by one rename.

    Where that folder cannot be written, the files as they are.
    """
    target = folder / version
    if target.is_dir():
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            copy = Path(shutil.copytree(source, Path(scratch) / version))
            for path in sorted(copy.rglob("*")):
                if path.suffix in PACKED and path.is_file():
                    path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
            with contextlib.suppress(OSError):  # of two processes that start at once the other was faster
                copy.rename(target)
    except OSError as fault:
        log.warning("static files are sent unpacked", extra={"why": str(fault)})
    return target if target.is_dir() else source


def _headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    # An SVG opened by itself is a document: it may draw, and nothing else.
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
