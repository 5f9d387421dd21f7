"""How a command starts: with the rooms that it needs, and without the doors, which would double its time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support import apps

LOADED = """
import sys
from registry.cli.app import application
with application() as app:
    from registry.accounts import queries
    assert queries.by_email("nadie@uni.example") is None
print(*sorted(name for name in sys.modules if name.startswith(("registry.web", "registry.api"))))
print([rule.rule for rule in app.url_map.iter_rules()])
"""


def test_a_command_loads_no_page(app, tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "MASTER_KEY": apps.MASTER_KEY,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout == "\n[]\n", done.stdout
