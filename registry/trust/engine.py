"""Who computes canonical forms when somebody verifies: templates first, the general engine for the rest.

For a page or the API the general engine runs in processes that can be killed (`registry.trust.processes`): what a
stranger hands in then costs a bounded time, whatever it is. A command or a worker computes it itself: the work limits
of `registry.signing.bounds` hold there too, and whoever runs a command can stop it.
"""

from __future__ import annotations

from flask import Flask, current_app, has_app_context, has_request_context

from registry import contexts
from registry.config import Settings
from registry.documents.read import Presented
from registry.signing import Canonicaliser, Templates
from registry.trust.processes import Processes
from registry.verification import Report, Verdict
from registry.verification.known import KnownForms

_NAME = "canonicaliser"
_templates = Templates()
_here = KnownForms(templates=_templates)


def init_app(app: Flask, settings: Settings) -> None:
    """Make the processes' places; each is started when it is first needed."""
    if settings.verify_processes:
        processes = Processes(settings.verify_processes, seconds=settings.verify_seconds)
        app.extensions[_NAME] = KnownForms(processes, _templates)


def canonicaliser() -> Canonicaliser:
    """The one for whoever is asking."""
    bounded: Canonicaliser | None = current_app.extensions.get(_NAME) if has_app_context() else None
    return bounded if bounded is not None and has_request_context() else _here


def learn(presented: Presented, report: Report) -> None:
    """Remember the structure of what turned out to be a valid credential of this registry."""
    store = contexts.store()
    if report.verdict is Verdict.VALID and not _here.knows(presented, store):
        _here.learn(presented, store)
