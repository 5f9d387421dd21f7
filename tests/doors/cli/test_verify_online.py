"""``registry verify`` for links and past moments, beside a registry's database and on a machine without one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from registry import config
from registry.accounts.actor import SYSTEM
from registry.awards import service as awards
from registry.awards import sharing
from registry.awards.models import Award
from registry.cli import main
from registry.clock import Hand
from registry.db import db
from registry.records import storage
from registry.trust.fetch import running
from tests.documents import samples
from tests.rooms.trust.test_foreign import made, published, put_all
from tests.support import apps
from tests.support import world as worlds
from tests.support.outside import Internet, internet, reply
from tests.verification import world
from tests.verification.world import PROVIDER, credential

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def net() -> Iterator[Internet]:
    with internet() as one, running(one.network):
        yield one


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any setting, in an empty folder."""
    for variable, *_ in config.describe():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Shell:
    """Commands, and what they print."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._patch, self._capsys = monkeypatch, capsys

    def verify(self, *arguments: str) -> tuple[int, Any]:
        """The exit status, and the JSON or what stands on standard error."""
        self._patch.setattr("sys.argv", ["registry", "verify", "--json", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), json.loads(said.out) if said.out else said.err


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


@pytest.fixture
def at_registry(app: Flask, session: Any, bare: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[worlds.World]:
    """Beside the database of a registry, its clock moved by hand."""
    monkeypatch.setenv("DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    monkeypatch.setenv("MASTER_KEY", apps.MASTER_KEY)
    monkeypatch.setenv("VAR_DIR", str(bare / "var"))
    with worlds.world() as built:
        yield built


def shared(award: Award, **more: Any) -> str:
    _, token = sharing.share(award, actor=SYSTEM, **more)
    db.session.commit()
    return token


def codes(report: Any) -> dict[str, tuple[str, str]]:
    return {check["id"]: (check["result"], check["code"]) for check in report["checks"]}


def test_a_share_link_of_this_registry_opens_from_the_database(
    at_registry: worlds.World, net: Internet, shell: Shell
) -> None:
    (award,) = at_registry.award()
    token = shared(award, with_results=True)
    status, report = shell.verify(f"https://registro.example/s/{token}")
    assert (status, report["verdict"]) == (0, "valid") and report["credential"]["levels"]
    status, report = shell.verify(f"https://registro.example/s/{shared(award, with_results=False)}")
    assert (status, report["verdict"]) == (0, "valid") and not report["credential"]["levels"]
    assert net.looked_up == []


def test_links_that_lead_nowhere_are_said_and_the_others_go_on(
    at_registry: worlds.World, net: Internet, shell: Shell
) -> None:
    (award,) = at_registry.award()
    good = f"https://registro.example/s/{shared(award)}"
    links = (
        "https://registro.example/s/nadie",
        "https://registro.example/standards",
        "https://[registro.example/",
        "https://nada.example/",
        "http://claro.example/x.json",
        "https://127.0.0.1/x.json",
    )
    status, reports = shell.verify(*links, good)
    assert status == 4
    said = [one.get("code", one.get("verdict")) for one in reports]
    assert said == [
        "share_not_found", "not_a_shared_link", "unreadable_link", *["link_unreachable"] * 3, "valid",
    ]  # fmt: skip


def test_a_credential_at_an_address_of_elsewhere(at_registry: worlds.World, net: Internet, shell: Shell) -> None:
    at_registry.clock.set(world.NOW)
    put_all(net)
    db.session.commit()
    net.put("https://diplomas.example/c/1", reply(made(), media_type="application/vc"))
    status, report = shell.verify("https://diplomas.example/c/1")
    assert (status, report["verdict"]) == (4, "unverifiable")
    assert codes(report)["signature"] == ("passed", "signature_good")
    assert codes(report)["revocation"] == ("passed", "not_revoked")
    assert net.requests[0].headers["accept"].startswith("application/vc, application/vc+jwt")
    asked = len(net.requests)
    status, report = shell.verify("--no-network", "https://diplomas.example/c/1")
    assert (status, report["code"], len(net.requests)) == (4, "foreign_link", asked)


def test_a_page_is_no_credential(at_registry: worlds.World, net: Internet, shell: Shell) -> None:
    net.put("https://diplomas.example/c/1", reply(b"<html>", media_type="text/html"))
    status, report = shell.verify("https://diplomas.example/c/1")
    assert (status, report["code"]) == (4, "link_unreachable")
    assert "lo que hay ahí es otra cosa" in report["reason"]["es"]


def test_at_a_past_moment(at_registry: worlds.World, net: Internet, shell: Shell) -> None:
    """Issued on the first day, suspended on the fifth, reinstated on the ninth, revoked on the fourteenth."""
    (award,) = at_registry.award()
    Path("it.json").write_bytes(storage.signed_json(award.document))
    clock: Hand = at_registry.clock
    began = clock()
    for days, act in ((5, "suspend"), (9, "reinstate"), (14, "revoke")):
        clock.set(began)
        clock.tick(days=days)
        _change(award, act, at_registry)
    clock.tick(days=5)
    at_registry.renew_lists()
    assert shell.verify("it.json")[1]["verdict"] == "invalid"

    def on(day: int) -> tuple[int, str]:
        clock.set(began)
        clock.tick(days=day)
        moment = clock().isoformat()
        clock.set(began)
        clock.tick(days=19)
        status, report = shell.verify("--at", moment, "it.json")
        assert report["judgedAt"] != report["checkedAt"]
        return status, report["verdict"]

    assert [on(day) for day in (2, 6, 11, 15)] == [
        (0, "valid"), (3, "authentic_not_current"), (0, "valid"), (1, "invalid"),
    ]  # fmt: skip


@pytest.mark.parametrize("moment", ["ayer", "2099-01-01", "1066-10-14", "0001-01-01T00:00", "2026-13-01", ""])
def test_a_moment_that_cannot_be_asked_about(bare: Path, shell: Shell, moment: str) -> None:
    Path("it.json").write_text("{}")
    status, said = shell.verify("--at", moment, "it.json")
    assert status == 2 and "--at" in said


def test_a_day_is_its_end_and_today_is_now(at_registry: worlds.World, net: Internet, shell: Shell) -> None:
    (award,) = at_registry.award()
    Path("it.json").write_bytes(storage.signed_json(award.document))
    at_registry.clock.tick(days=3)
    at_registry.renew_lists()
    assert shell.verify("--at", "2026-11-20", "it.json")[1]["judgedAt"] == "2026-11-21T05:59:59Z"
    assert shell.verify("--at", "2026-11-20T10:30", "it.json")[1]["judgedAt"] == "2026-11-20T16:30:00Z"
    assert shell.verify("--at", "2026-11-20T20:30:00Z", "it.json")[1]["judgedAt"] == "2026-11-20T20:30:00Z"
    assert shell.verify("--at", "2026-11-23", "it.json")[1]["judgedAt"] == "2026-11-23T16:00:00Z"


def test_on_a_machine_without_a_registry(bare: Path, net: Internet, shell: Shell, clock: Hand) -> None:
    """The issuer's own documents are asked for; what only its registry's root could tell is not checked."""
    clock.set(world.NOW)
    net.put(f"{samples.PROVIDER.url}/did.json", published(PROVIDER))
    net.put(samples.LIST, reply(world.status_list(), media_type="application/vc"))
    link = "https://registro.example/s/abc"
    net.put(link, reply(PROVIDER.sign(credential()), media_type="application/vc"))
    status, report = shell.verify(link)
    assert (status, report["verdict"]) == (4, "unverifiable")
    assert codes(report)["signature"] == ("passed", "signature_good")
    assert codes(report)["revocation"] == ("passed", "not_revoked")
    assert codes(report)["identity"] == ("not_checked", "root_unreachable")
    assert list(bare.iterdir()) == []  # nothing was made: no database, no key
    assert shell.verify("--no-network", link)[1]["code"] == "link_unreachable"
    assert len(net.requests) == 3


def test_an_empty_database_is_no_registry(bare: Path, net: Internet, shell: Shell, monkeypatch: Any) -> None:
    engine = create_engine(f"sqlite:///{bare}/other.sqlite3")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE trust_root (version INTEGER)"))
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{bare}/other.sqlite3")
    (bare / "it.json").write_text(json.dumps(made()))
    status, report = shell.verify("it.json")
    assert status == 4 and codes(report)["key"] == ("not_checked", "did_unreachable")


def test_a_database_that_does_not_answer_is_for_the_operator(bare: Path, shell: Shell, monkeypatch: Any) -> None:
    (bare / "broken.sqlite3").write_bytes(b"no database at all" * 100)
    (bare / "it.json").write_text("{}")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{bare}/broken.sqlite3")
    status, said = shell.verify("it.json")
    assert status == 2 and "[configuration]" in said


def _change(award: Award, act: str, at_registry: worlds.World) -> None:
    actor = at_registry.issuer
    if act == "suspend":
        awards.suspend(award, reason="under_investigation", actor=actor)
    elif act == "reinstate":
        awards.reinstate(award, actor=actor)
    else:
        awards.revoke(award, reason="issued_in_error", actor=actor)
    db.session.commit()
