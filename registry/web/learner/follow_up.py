"""Consent to being asked, six and twelve months later, how a microcredential has served: given and withdrawn here."""

from __future__ import annotations

from typing import cast

from flask import Response, flash, redirect, url_for

from registry.db import db
from registry.rights import consents
from registry.web import language
from registry.web.language import t
from registry.web.learner import blueprint
from registry.web.security import actor, needs


@blueprint.post("/mis-microcredenciales/derechos/seguimiento")
@needs("record:rights")
def rights_follow_up() -> Response:
    """Agree to be asked."""
    consents.agree(consents.FOLLOW_UP, language=language.current(), actor=actor())
    db.session.commit()
    flash(t("Gracias. Le preguntaremos por correo.", "Thank you. You will be asked by mail."), "ok")
    return _back()


@blueprint.post("/mis-microcredenciales/derechos/seguimiento/retirar")
@needs("record:rights")
def rights_follow_up_stop() -> Response:
    """Withdraw it: answers of open surveys are deleted."""
    consents.withdraw(consents.FOLLOW_UP, actor=actor())
    db.session.commit()
    flash(
        t(
            "Retirado: ya no se le preguntará, y se borraron sus respuestas de encuestas abiertas.",
            "Withdrawn: you will not be asked again, and your answers to open surveys are deleted.",
        ),
        "ok",
    )
    return _back()


def _back() -> Response:
    return cast(Response, redirect(url_for("learner.rights"), code=303))
