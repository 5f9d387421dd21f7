"""The employer's door: verify without an account."""

from flask import Blueprint

blueprint = Blueprint("employer", __name__)

from registry.web.employer import (  # noqa: E402,F401
    about,
    batch,
    desk,
    details,
    finding,
    folio,
    join,
    needs,
    paper,
    receipt,
    several,
    share,
    verify,
)
