"""Figures for monitoring: who may read them, what they name, and that several processes add up."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from registry.notices import service
from registry.notices.messages import Kind
from tests.support import apps

TOKEN = "una clave larga para el monitoreo, de prueba"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
CLAIM = {"name": "Ana", "title": "IA", "provider": "Centro", "url": "https://registro.example/recibir/secreto"}


def figure(text: str, line: str) -> float:
    """The number at the end of a line of the format; 0 when it is not there yet."""
    found = re.search(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_this_machine_reads_how_often_each_rule_was_asked_and_never_a_path(client, session):
    line = 'registry_requests_total{method="GET",rule="/s/<token>",status="404"}'
    before = client.get("/metrics").text
    client.get("/s/un-secreto-que-nadie-debe-leer")
    client.open("/verify", method="INVENTADO")
    answer = client.get("/metrics")
    assert answer.mimetype == "text/plain" and answer.headers["Cache-Control"] == "no-store"
    assert figure(answer.text, line) == figure(before, line) + 1
    assert "un-secreto" not in answer.text and "INVENTADO" not in answer.text
    seconds = 'registry_request_seconds_count{door="employer"}'
    assert figure(answer.text, seconds) > figure(before, seconds)


def test_what_waits_is_counted_and_nobody_named(client, session, clock):
    for _ in range(3):
        service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
    service.mark_refused(service.enqueue(Kind.CLAIM, "eva@uni.example", "es", CLAIM), "550", for_good=True)
    text = client.get("/metrics").text
    assert figure(text, 'registry_mails{state="waiting"}') == 3
    assert figure(text, 'registry_mails{state="failed"}') == 1
    assert figure(text, 'registry_issue_chunks{state="waiting"}') == 0
    assert figure(text, "registry_database_up") == 1
    assert "uni.example" not in text and "Ana" not in text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("origin", "headers"),
    [
        (ELSEWHERE, {}),
        ({"REMOTE_ADDR": ""}, {}),
        ({}, {"X-Forwarded-For": "203.0.113.9"}),  # a proxy on this machine brings a stranger
        ({}, {"X-Real-IP": "127.0.0.1"}),
        (ELSEWHERE, {"X-Forwarded-For": "127.0.0.1"}),
        (ELSEWHERE, {"Authorization": "Bearer otra"}),
        (ELSEWHERE, {"Authorization": "Bearer "}),
        (ELSEWHERE, {"Authorization": f"Basic {TOKEN}"}),
    ],
)
@pytest.mark.parametrize("token", ["", TOKEN])
def test_refuses_everybody_else(make_app, session, token, origin, headers):
    answer = make_app(metrics_token=token).test_client().get("/metrics", environ_base=origin, headers=headers)
    assert answer.status_code == 403 and "METRICS_TOKEN" in answer.text and "registry_requests" not in answer.text


@pytest.mark.databases("sqlite")
def test_a_proxy_that_is_believed_does_not_lend_its_address(make_app, session):
    client = make_app(trusted_proxies=1).test_client()
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403


@pytest.mark.databases("sqlite")
def test_the_token_opens_from_elsewhere(make_app, session):
    client = make_app(metrics_token=TOKEN).test_client()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get("/metrics", environ_base=ELSEWHERE, headers=headers).status_code == 200


@pytest.mark.databases("sqlite")
def test_the_processes_of_one_server_add_up(app, tmp_path: Path):
    """Two workers, each with its own memory: whichever answers tells what both have done."""
    database = apps.database("sqlite").url
    environment = {
        "PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DATABASE_URL": database, "PORT": str(_free_port()),
        "MASTER_KEY": apps.MASTER_KEY, "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    left_over = tmp_path / "counts" / "counter_1.db"
    left_over.parent.mkdir()
    left_over.write_bytes(b"of a server that is gone")
    server = subprocess.Popen(
        [sys.executable, "-m", "registry.cli", "serve", "--no-worker"],
        env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        url = _address(server)
        asked = 0
        while len(list(left_over.parent.glob("counter_*.db"))) < 2 and asked < 1_000:  # until both have answered
            asked += 1
            _get(f"{url}/robots.txt")
            time.sleep(0.05)
        told = [_get(f"{url}/metrics") for _ in range(8)]
    finally:
        server.terminate()
        server.communicate(timeout=30)
    line = 'registry_requests_total{method="GET",rule="/robots.txt",status="200"}'
    assert {figure(one, line) for one in told} == {float(asked)}
    with pytest.raises(OSError):
        _get(f"{url}/healthz")  # stopping the command stops the server that it began
    assert len(list((tmp_path / "counts").glob("counter_*.db"))) == 2


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return str(answer.read().decode())


def _address(server: subprocess.Popen[str]) -> str:
    """Where gunicorn says that it listens."""
    assert server.stderr is not None
    for line in server.stderr:
        found = re.search(r"Listening at: (http://\S+)", line)
        if found:
            break
    else:
        raise AssertionError("the server has not started")
    for _ in range(200):
        try:
            _get(f"{found[1]}/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            break
    return found[1]
