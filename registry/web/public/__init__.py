"""The public door: what anyone may read, and the signed files that verification needs."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from registry.web.public import case, definitions, files, home, outcomes, providers, standards  # noqa: E402,F401
