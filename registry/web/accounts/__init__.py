"""Signing in and out, one's own account, and the ways into it."""

from registry.web.accounts import addresses, outside, passkeys, views  # noqa: F401  each adds its routes
from registry.web.accounts.blueprint import blueprint

__all__ = ["blueprint"]
