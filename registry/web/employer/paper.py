"""``/Q``: where the code «sin conexión» of a certificate leads. What it says stands behind ``#``, sent nowhere."""

from __future__ import annotations

from flask import render_template
from wtforms import TextAreaField

from registry.texts import Text
from registry.web.employer import blueprint
from registry.web.employer.forms import VerifyForm
from registry.web.security import public


class PaperForm(VerifyForm):
    """The form of ``/verify``, which it is sent to, asking for the code."""

    text = TextAreaField(Text("Texto del código", "The code's text"))


@blueprint.get("/Q")
@public
def paper() -> str:
    """The same page whatever the code: only the browser knows what follows ``#``, and a person sends it or not."""
    return render_template("employer/paper.html", form=PaperForm(formdata=None))
