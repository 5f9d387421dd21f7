"""``/metrics``: counts for whoever watches the service, in Prometheus's text format. Nothing in them names anybody.

Requests are counted by rule, never by path, which may hold somebody's token. Each process of a server writes its counts
to a file of its own (`registry.logs.share_counts`), and whichever of them is asked adds them up; what waits is counted
in the database at that moment.
"""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import DatabaseError

from registry import config
from registry.db import db
from registry.errors import RegistryError
from registry.issuing import queries as issuing
from registry.notices import queries as notices
from registry.texts import Text
from registry.web.security import public

#: Anything else is counted as one: a stranger must not invent a new line with every request.
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
#: What a proxy on this machine adds when it passes a stranger on.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
_OWN = CollectorRegistry()
REQUESTS = Counter("registry_requests", "Requests answered.", ("method", "rule", "status"), registry=_OWN)
SECONDS = Histogram(
    "registry_request_seconds",
    "Time to answer, by door.",
    ("door",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_OWN,
)

blueprint = Blueprint("metrics", __name__)


class MetricsClosed(RegistryError):
    """Somebody from elsewhere, without the token, asked for the figures."""

    code = "metrics_closed"
    kind = "denied"
    text = Text(
        "Estas cifras solo se leen desde el propio servidor, o con la clave METRICS_TOKEN en el encabezado "
        "Authorization: Bearer.",
        "These figures are read from the server itself, or with METRICS_TOKEN in an Authorization: Bearer header.",
    )


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Figures for monitoring: from this very machine, or with METRICS_TOKEN; refused to anybody else."""
    if not (_from_here() or _with_token()):
        raise MetricsClosed()
    counted = _OWN
    if values.ValueClass is not values.MutexValue:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    waiting = CollectorRegistry()
    waiting.register(_Waiting())
    response = Response(generate_latest(counted) + generate_latest(waiting), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


class _Waiting(Collector):
    """What waits in the database, or that the database does not answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family of figures after another."""
        try:
            mails, chunks, answers = notices.unsent(), issuing.open_chunks(), 1
        except DatabaseError:
            db.session.rollback()
            mails, chunks, answers = {}, {}, 0
        yield GaugeMetricFamily("registry_database_up", "Whether the database answered.", value=answers)
        if not answers:
            return  # nothing counted is not a count of nothing
        yield _by_state("registry_mails", "Mails that are not out.", ("waiting", "failed", "bounced"), mails)
        states = ("waiting", "leased", "failed")
        yield _by_state("registry_issue_chunks", "Slices of lists still to be issued.", states, chunks)


def _by_state(name: str, meaning: str, states: tuple[str, ...], counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=("state",))
    for state in states:
        family.add_metric((state,), counts.get(state, 0))
    return family


def _from_here() -> bool:
    """Whether this machine asks for itself: a proxy beside the server brings strangers from the same address."""
    untouched = request.environ.get("werkzeug.proxy_fix.orig") or request.environ
    try:
        peer = ipaddress.ip_address(untouched.get("REMOTE_ADDR") or "")
    except ValueError:
        return False  # a Unix socket has no address: behind it stands a proxy
    return peer.is_loopback and not any(name in request.headers for name in _FORWARDED)


def _with_token() -> bool:
    token = config.current().metrics_token
    sent = request.authorization
    if not token or sent is None or sent.type != "bearer" or not sent.token:
        return False
    return hmac.compare_digest(sent.token.encode(), token.encode())


def count(method: str, rule: str, status: int, *, blueprint: str, seconds: float | None) -> None:
    """Count one answer."""
    REQUESTS.labels(method, rule, str(status)).inc()
    if seconds is not None:
        SECONDS.labels(blueprint).observe(seconds)


def init_app(app: Flask) -> None:
    """Count every answer, the refusals too."""

    @app.after_request
    def _count(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in _METHODS else "other"
        started = g.get("started")
        seconds = None if started is None else time.perf_counter() - started
        count(method, rule, response.status_code, blueprint=request.blueprint or "none", seconds=seconds)
        return response

    app.register_blueprint(blueprint)
