"""Settings that production accepts."""

from __future__ import annotations

PRODUCTION: dict[str, object] = {
    "environment": "production",
    "base_url": "https://registro.gob.test",
    "link_url": "https://registro.gob.test",
    "secret_key": "k" * 48,
    "smtp_url": "smtps://usuario:clave@correo.gob.test",
    "argon2_time_cost": 2,
    "argon2_memory_kib": 19_456,
}
