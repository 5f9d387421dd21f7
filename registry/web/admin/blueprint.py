"""The blueprint that the modules of this door share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__)
