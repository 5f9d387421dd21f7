"""Standards, criteria and programs: loading them as proposals, public comment, putting in force, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request, url_for

from registry.curriculum import queries, service
from registry.curriculum.faults import FaultyContent
from registry.curriculum.models import StandardVersion
from registry.curriculum.rules import STEPS, State
from registry.errors import RegistryError
from registry.providers import deadlines
from registry.texts import Text
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import CommentForm, EnforceForm, LoadForm, PlainForm, WithdrawForm
from registry.web.forms import Form
from registry.web.language import t
from registry.web.security import actor, needs

#: Content is text that people write; a larger file is not one.
FILE_MAXIMUM_BYTES = 2_000_000
FILES_MAXIMUM = 20


@blueprint.get("/estandares")
@needs("standard:read_drafts")
def standards() -> Page:
    """Every version of everything that the authority publishes."""
    return _list(LoadForm(formdata=None))


@blueprint.post("/estandares")
@needs("standard:load")
def load() -> Page:
    """Load files as proposals, all or none; a fault names file, line and key."""
    form = LoadForm()
    uploads = [one for one in request.files.getlist("files") if one.filename]
    if not uploads or len(uploads) > FILES_MAXIMUM:
        form.refuse(Text("Elija de uno a {n} archivos.", "Choose one to {n} files.").format(n=FILES_MAXIMUM), "files")
        return refused(_list(form))
    files = [(one.filename or "", one.stream.read(FILE_MAXIMUM_BYTES + 1)) for one in uploads]
    large = [name for name, body in files if len(body) > FILE_MAXIMUM_BYTES]
    if large:
        form.refuse(Text("{name} pesa más de 2 MB.", "{name} is larger than 2 MB.").format(name=large[0]), "files")
        return refused(_list(form))
    faults: list[Text] = []
    loaded: list[service.Loaded] = []
    refusal = attempt(form, lambda: loaded.extend(service.load(files, actor())))
    if isinstance(refusal, FaultyContent):
        faults = [fault.said for fault in refusal.faults]
    if refusal is None:
        flash(_what_changed(loaded), "ok")
        return redirect(url_for("authority.standards"))
    return refused(_list(form, faults=faults, refusal=refusal), refusal)


def _what_changed(loaded: Sequence[service.Loaded]) -> str:
    changed = sum(one.outcome != "unchanged" for one in loaded)
    if changed == 0:
        return t(
            "Nada cambió: el registro ya tenía ese contenido.",
            "Nothing changed: the registry already had that content.",
        )
    if changed < len(loaded):
        return t(
            f"Cargados como propuestas: {changed}. Sin cambios, porque ya estaban: {len(loaded) - changed}.",
            f"Loaded as proposals: {changed}. Unchanged, because they were already here: {len(loaded) - changed}.",
        )
    return t("Los archivos se cargaron como propuestas.", "The files are loaded as proposals.")


@blueprint.get("/estandares/<code>/<version>")
@needs("standard:read_drafts")
def standard(code: str, version: str) -> Page:
    """One version and the steps that its state allows."""
    return _page(queries.standard_version(code, version))


@blueprint.post("/estandares/<code>/<version>/comentarios")
@needs("standard:enforce")
def open_comment(code: str, version: str) -> Page:
    """Open a proposal for public comment."""
    form = CommentForm()

    def act() -> None:
        assert form.until.data is not None  # noqa: S101  the form requires it
        service.open_comment(code, version, until=deadlines.end_of(form.until.data), actor=actor())

    return _step(code, version, form, act, "comment_form", "until")


@blueprint.post("/estandares/<code>/<version>/vigor")
@needs("standard:enforce")
def enforce(code: str, version: str) -> Page:
    """Put a version in force; the one before it is superseded."""
    form = EnforceForm()
    found = queries.standard_version(code, version)
    return _step(
        code,
        version,
        form,
        lambda: service.enforce(found.standard_id, version, actor(), reason=form.reason.data or ""),
        "enforce_form",
        "reason",
    )


@blueprint.post("/estandares/<code>/<version>/retiro")
@needs("standard:enforce")
def withdraw(code: str, version: str) -> Page:
    """Withdraw a version in force."""
    form = WithdrawForm()
    return _step(
        code,
        version,
        form,
        lambda: service.withdraw(code, version, reason=form.reason.data or "", actor=actor()),
        "withdraw_form",
        "reason",
    )


@blueprint.post("/contenidos/<content_id>/<version>/vigor")
@needs("standard:enforce")
def enforce_content(content_id: str, version: str) -> Page:
    """Put criteria, programs or indicators in force."""
    form = PlainForm()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: service.enforce(content_id, version, actor()))
        if refusal is None:
            flash(t("La versión quedó en vigor.", "The version is in force."), "ok")
            return redirect(url_for("authority.standards"))
    return refused(_list(LoadForm(formdata=None), refusal=refusal), refusal)


def _step(code: str, version: str, form: Form, act: object, name: str, field: str) -> Page:
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        assert callable(act)  # noqa: S101
        refusal = attempt(form, act, field=field)
        if refusal is None:
            flash(t("El cambio quedó publicado.", "The change is published."), "ok")
            return redirect(url_for("authority.standard", code=code, version=version))
    return refused(_page(queries.standard_version(code, version), **{name: form}), refusal)


def _page(found: StandardVersion, **forms: Form) -> str:
    typed = queries.typed(found)
    current = queries.version_in_force(found.standard_id)
    return page(
        "standard.html",
        current="standards",
        version=found,
        standard=typed,
        history=queries.history(found),
        steps=STEPS[State(found.state)] if actor().may("standard:enforce") else (),
        replaces=current if current is not None and current.id != found.id else None,
        comment_form=forms.get("comment_form") or CommentForm(formdata=None),
        enforce_form=forms.get("enforce_form") or EnforceForm(formdata=None),
        withdraw_form=forms.get("withdraw_form") or WithdrawForm(formdata=None),
    )


def _list(form: LoadForm, *, faults: list[Text] | None = None, refusal: RegistryError | None = None) -> str:
    return page(
        "standards.html",
        current="standards",
        versions=[(one, queries.typed(one)) for one in queries.listing(include_proposals=True)],
        contents=queries.other_contents(),
        form=form,
        plain=PlainForm(formdata=None),
        faults=faults or [],
        refusal=refusal,
        may_load=actor().may("standard:load"),
        may_enforce=actor().may("standard:enforce"),
    )
