"""``registry mail bounce``: what a mail system pipes in, and what it is answered."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from registry.cli.mail import TRY_LATER, mail
from registry.db import db
from registry.notices import bounces, queries, service
from registry.notices.messages import Kind
from registry.notices.models import OutboxMessage
from tests.support import apps
from tests.support.mail import returned

CLAIM = {"name": "Ana", "title": "IA", "provider": "Centro", "url": "https://registro.example/recibir/x"}


@pytest.mark.databases("sqlite")
def test_a_returned_mail_is_marked_and_nothing_else_is_answered(app, database_name, session, tmp_path):
    settings = apps.settings_for(database_name)
    environment = {
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": settings.database_url,
        "MASTER_KEY": settings.master_key,
        "SECRET_KEY": settings.secret_key,
    }
    message = service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
    # Variables are read without the spaces around them.
    address = bounces.return_address("rebotes@registro.example", message.id, settings.secret_key.strip())

    db.session.commit()  # and read nothing: reading would hold SQLite's writer against the command

    def pipe(raw, *arguments, **more):
        answer = CliRunner(env={**environment, **more}).invoke(mail, ["bounce", *arguments], input=raw)
        return answer.exit_code, answer.stdout.strip()

    big = b"Subject: \xff\x00 una oferta\n\n" + b"compre " * 400_000
    assert pipe(big) == pipe(b"") == (0, "ignored")
    report = returned("rebotes@registro.example", status="5.1.1")
    away = pipe(report, "--recipient", address, DATABASE_URL="postgresql://nobody@127.0.0.1:9/none?connect_timeout=1")
    assert away == (TRY_LATER, "")
    assert pipe(report, "--recipient", address) == (0, "bounced")
    assert db.session.get(OutboxMessage, message.id).state == "bounced" and queries.dead(["ana@uni.example"])
