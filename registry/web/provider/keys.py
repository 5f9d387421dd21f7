"""Keys with which an institution's own programs upload lists and follow them."""

from __future__ import annotations

import uuid

from wtforms import StringField

from registry import clock
from registry.accounts import programs
from registry.accounts.errors import KeyNameMissing
from registry.accounts.programs import LONGEST_NAME
from registry.db import db
from registry.errors import RegistryError
from registry.texts import Text
from registry.web.forms import Form, at_most, required, strip
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell
from registry.web.security import actor, needs


class KeyForm(Form):
    """What a key is for."""

    name = StringField(
        Text("Para qué es", "What it is for"),
        description=Text("Por ejemplo: Control escolar, campus norte.", "For example: Student records, north campus."),
        filters=[strip],
        validators=[required(KeyNameMissing.text), at_most(LONGEST_NAME)],
        render_kw={"autocomplete": "off"},
    )


@blueprint.get("/institucion/<slug>/llaves")
@needs("program_key:make", provider_from="slug")
def program_keys(slug: str) -> str:
    """The keys of this institution."""
    return _keys_page(open_desk(slug), KeyForm(formdata=None))


@blueprint.post("/institucion/<slug>/llaves")
@needs("program_key:make", provider_from="slug")
def program_key_make(slug: str) -> Page:
    """Make a key and show it, this once."""
    desk, form = open_desk(slug), KeyForm()
    if not form.validate_on_submit():
        return refused(_keys_page(desk, form))
    made = carried_out(
        form,
        lambda: programs.make_key(form.name.data or "", provider_id=desk.provider.id, actor=actor())[1],
        at={KeyNameMissing: "name"},
    )
    if isinstance(made, RegistryError):
        return refused(_keys_page(desk, form), made)
    return _keys_page(desk, KeyForm(formdata=None), made=made)


@blueprint.post("/institucion/<slug>/llaves/<uuid:key_id>/retirar")
@needs("program_key:make", provider_from="slug")
def program_key_revoke(slug: str, key_id: uuid.UUID) -> Page:
    """End a key at once."""
    desk = open_desk(slug)
    key = programs.revoke_key(key_id, provider_id=desk.provider.id, actor=actor())
    name = key.name
    db.session.commit()
    tell(
        Text(
            "Se retiró la llave «{name}»: desde ahora no abre nada.",
            "The key “{name}” was revoked: from now on it opens nothing.",
        ).format(name=name)
    )
    return see("program_keys", slug)


def _keys_page(desk: Desk, form: KeyForm, *, made: str | None = None) -> str:
    return page(
        "keys.html",
        desk,
        current="batches",
        keys=programs.keys_of(desk.provider.id),
        form=form,
        made=made,
        now=clock.now(),
        everybodys=desk.may("provider:staff"),
    )
