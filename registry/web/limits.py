"""How often somebody may try: per address of origin, and per account where an account is aimed at."""

from __future__ import annotations

import hashlib

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from registry import config
from registry.config import Settings

limiter = Limiter(key_func=get_remote_address, headers_enabled=False, strategy="fixed-window")


def sign_in_rate() -> str:
    """The rate of attempts to sign in, per origin."""
    return config.current().sign_in_rate


def verify_rate() -> str:
    """The rate of verifications, per origin."""
    return config.current().verify_rate


def batch_rate() -> str:
    """The rate of batches, each of many verifications, per origin."""
    return config.current().batch_rate


def look_up_rate() -> str:
    """The rate of look-ups that could serve to guess."""
    return config.current().look_up_rate


def receipt_rate() -> str:
    """The rate of receipts, each signed and typeset, per origin."""
    return config.current().receipt_rate


def wallet_rate() -> str:
    """The rate of each of a wallet's requests, per origin."""
    return config.current().wallet_rate


def shared_token() -> str:
    """The share link that is asked for: one cache or proxy may ask in the name of many readers."""
    token = str((request.view_args or {}).get("token", ""))
    return "share:" + hashlib.sha256(token.encode()).hexdigest()[:32]


def aimed_account() -> str:
    """The account that a form aims at, so that many origins cannot share one guess."""
    email = request.form.get("email", "").strip().lower()
    return "account:" + hashlib.sha256(email.encode()).hexdigest()[:32]


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the limiter; a broken counter store must not close the registry."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.rate_limit_storage
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = settings.rate_limit_storage != "memory://"
    limiter.init_app(app)
