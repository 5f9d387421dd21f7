"""Password hashes: argon2id, with costs from the settings, upgraded when somebody signs in under older ones."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry import config


@lru_cache(maxsize=8)
def _hasher(time_cost: int, memory_kib: int, parallelism: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism)


@lru_cache(maxsize=8)
def _nobodys_hash(time_cost: int, memory_kib: int, parallelism: int) -> str:
    return _hasher(time_cost, memory_kib, parallelism).hash("nobody has this password")


def _costs() -> tuple[int, int, int]:
    settings = config.current()
    return settings.argon2_time_cost, settings.argon2_memory_kib, settings.argon2_parallelism


def hashed(password: str) -> str:
    """The hash to store."""
    return _hasher(*_costs()).hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether the password is right. Without a stored hash it takes the same time, and is wrong."""
    try:
        _hasher(*_costs()).verify(stored or _nobodys_hash(*_costs()), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str | None) -> bool:
    """Whether a hash was made with other costs than today's."""
    return stored is not None and _hasher(*_costs()).check_needs_rehash(stored)
