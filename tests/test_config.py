"""Settings: what is read, what is refused, what production will not start with."""

from __future__ import annotations

import pytest

from registry import config, facts, key_files
from registry.config import Settings
from registry.db import db
from registry.errors import ConfigurationError
from tests.support.production import PRODUCTION

SAFE = {
    "ENVIRONMENT": "production",
    "BASE_URL": "https://registro.gob.test",
    "SECRET_KEY": "k" * 48,
    "MASTER_KEY": "00" * 32,
    "SMTP_URL": "smtps://usuario:clave@correo.gob.test",
    "MAIL_FROM": "Registro <registro@gob.test>",
    "CONTACT": "contacto@gob.test",
}


def test_every_setting_is_read_from_the_variable_of_its_name():
    settings = Settings.from_environment({**SAFE, "PORT": "9000", "VAR_DIR": "/srv/registry", "LINK_URL": ""})
    assert (settings.port, str(settings.var_dir), settings.production) == (9000, "/srv/registry", True)
    assert settings.links == "https://registro.gob.test"
    assert settings.database == "sqlite:////srv/registry/registry.sqlite3"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("BASE_URL", "registro.gob.test"),
        ("BASE_URL", "https://registro.gob.test/path"),
        ("BASE_URL", "http://registro.gob.test"),
        ("BASE_URL", "https://registro.example"),
        ("LINK_URL", "http://registro.gob.test"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SMTP_URL", ""),
        ("MAIL_FROM", ""),
        ("CONTACT", ""),
        ("ARGON2_TIME_COST", "1"),
        ("ARGON2_MEMORY_KIB", "1024"),
        ("SESSION_HOURS", "-1"),
        ("METRICS_TOKEN", "short"),
        # The client is an extra, which the tests do without: better refused at the start than at the first request.
        ("RATE_LIMIT_STORAGE", "redis://127.0.0.1/0"),
        ("QUEUE_URL", "rediss://127.0.0.1/1"),
    ],
)
def test_production_refuses_to_start_and_names_the_setting(name, value):
    with pytest.raises(ConfigurationError) as refusal:
        Settings.from_environment({**SAFE, name: value})
    assert refusal.value.said.es.startswith(f"Configuración: {name}")
    assert refusal.value.said.en.startswith(f"Configuration: {name}")


def test_a_refusal_does_not_repeat_a_secret():
    with pytest.raises(ConfigurationError) as refusal:
        Settings.from_environment({**SAFE, "SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("key", ["", "00" * 31, "zz" * 32, "AAAA"])
def test_refuses_a_master_key_that_is_not_32_bytes(key, tmp_path):
    with pytest.raises(ConfigurationError):
        key_files.master_key(Settings(master_key=key, var_dir=tmp_path))


def test_the_master_key_file_is_made_once_for_its_owner_alone(tmp_path):
    settings = Settings(var_dir=tmp_path)
    path = key_files.make_master_key(settings)
    assert path is not None and path.stat().st_mode & 0o777 == 0o600
    key = key_files.master_key(settings)
    assert len(key) == 32 and key_files.make_master_key(settings) is None and key_files.master_key(settings) == key
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        key_files.master_key(settings)


def test_a_master_key_is_read_as_hexadecimal_or_base64(tmp_path):
    assert key_files.master_key(Settings(master_key="ff" * 32)) == b"\xff" * 32
    assert key_files.master_key(Settings(master_key="/" * 42 + "8=")) == b"\xff" * 32


def test_every_setting_is_described_and_no_secret_has_a_default():
    described = config.describe()
    assert len({name for name, _default, _production, _meaning in described}) == len(described) > 25
    assert all(meaning.endswith(".") for _name, _default, _production, meaning in described)
    secrets = {"SECRET_KEY", "MASTER_KEY", "SMTP_URL", "DATABASE_URL"}
    assert all(default == "" for name, default, _production, _meaning in described if name in secrets)


def test_production_refuses_to_start_on_a_demonstrations_database(make_app, session):
    facts.mark_demo()
    db.session.commit()
    with pytest.raises(ConfigurationError, match="demonstration"):
        make_app(**PRODUCTION)
    make_app(environment="demo")


def test_refuses_to_start_under_another_base_url_than_the_documents_carry(make_app, session):
    facts.state(facts.BASE_URL, "https://registro.example")
    facts.state(facts.BASE_URL, "https://registro.example")
    with pytest.raises(ConfigurationError):
        facts.state(facts.BASE_URL, "https://otro.example")
    db.session.commit()
    with pytest.raises(ConfigurationError, match=r"registro\.example"):
        make_app(base_url="https://otro.example")
    make_app(base_url="https://registro.example/")


@pytest.mark.databases("sqlite")
def test_looking_at_a_database_that_does_not_exist_does_not_make_it(make_app, tmp_path):
    make_app(database_url=f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.databases("sqlite")
def test_an_empty_database_fits_every_setting(make_app, tmp_path):
    (tmp_path / "empty.sqlite3").touch()
    make_app(database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}", **PRODUCTION)
