"""The transparency log's hashes. Pure."""

from registry.merkle.leaf import LEAF_DOMAIN, SALT_BYTES, commitment

__all__ = ["LEAF_DOMAIN", "SALT_BYTES", "commitment"]
