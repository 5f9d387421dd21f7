"""The blueprint that the modules of this door share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("authority", __name__, url_prefix="/autoridad")
