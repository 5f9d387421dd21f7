"""The operator's pages, and in a demonstration the outbox that stands for everybody's mailbox."""

from registry.web.admin import demo, identities, operations, rights
from registry.web.admin.blueprint import blueprint

__all__ = ["blueprint", "demo", "identities", "operations", "rights"]
