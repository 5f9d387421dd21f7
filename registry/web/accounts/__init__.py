"""Signing in and out, and one's own account."""

from registry.web.accounts.views import blueprint

__all__ = ["blueprint"]
