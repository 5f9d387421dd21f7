"""An application with one accredited institution, for measurements that need one."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from registry import clock, create_app
from registry.config import Settings
from registry.db import db
from registry.demo import story
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.migrate import upgrade
from registry.records import lists


@contextmanager
def accredited() -> Iterator[tuple[Stage, Told]]:
    """The demo's first chapters in a folder of their own, the clock then standing at today."""
    settings = Settings.from_environment()
    app = create_app(replace(settings, var_dir=Path(tempfile.mkdtemp(dir=settings.var_dir))))
    today = clock.whole_second(clock.now())
    with app.app_context():
        upgrade()
        stage = Stage(today - dt.timedelta(days=4 * 365), today, small=True)
        with clock.running(stage.hand):
            told = Told()
            told.root_keys = story.founding(stage)
            story.institutions(stage, told)
            story.renewals(stage, told)
            stage.hand.set(today)
            lists.renew_due()
            db.session.commit()
            yield stage, told
        db.session.remove()
        db.engine.dispose()
