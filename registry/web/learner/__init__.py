"""The learner's door: receive, hold, share, take away. Spanish first, made for a cheap phone, no JavaScript needed."""

from flask import Blueprint

blueprint = Blueprint("learner", __name__)

from registry.web.learner import (  # noqa: E402,F401
    address,
    data,
    download,
    everything,
    follow_up,
    home,
    names,
    programs,
    receive,
    record,
    recover,
    rights,
    share,
    showing,
    talent,
    teacher,
    wallet,
)
