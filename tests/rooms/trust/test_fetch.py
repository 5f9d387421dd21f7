"""Requests to other servers: every limit, on every hop, against a real TLS server on this machine."""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from collections.abc import Iterator

import pytest

from registry.trust import fetch as fetching
from registry.trust.fetch import Answer, FetchFailed, Want, fetch, running
from registry.trust.public_addresses import is_public, target_of
from tests.support.outside import SOMEWHERE, Internet, internet, raw, reply

WANT = Want("application/json", frozenset({"application/json"}), 1_000)
URL = "https://escuela.example/did.json"


@pytest.fixture
def net() -> Iterator[Internet]:
    with internet() as one, running(one.network):
        yield one


def refused(url: str = URL, **more: object) -> str:
    with pytest.raises(FetchFailed) as failed:
        fetch(url, WANT, **more)  # type: ignore[arg-type]
    return failed.value.reason


def test_asks_one_server_and_tells_it_nothing(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    net.put(URL, reply({"id": 1}, ETag='"e1"', Cache_Control="public, max-age=120", Set_Cookie="a=b"))
    assert fetch(URL, WANT) == Answer(b'{"id": 1}', "application/json", '"e1"', 120)
    assert fetch(URL, WANT).body == b'{"id": 1}'
    (one, two) = net.requests
    assert set(one.headers) == {"host", "accept", "accept-encoding", "user-agent", "connection"} == set(two.headers)
    assert (one.host, one.path, one.headers["accept-encoding"]) == ("escuela.example", "/did.json", "identity")
    assert net.dialled == [SOMEWHERE, SOMEWHERE]


def test_a_copy_that_is_still_good_is_not_sent_again(net: Internet) -> None:
    net.put(URL, reply(status=304))
    assert fetch(URL, WANT, etag='"e1"') == Answer(None, "", '"e1"', None)
    assert net.requests[0].headers["if-none-match"] == '"e1"'
    assert refused() == "http_304"


@pytest.mark.parametrize(
    "url",
    [
        "http://escuela.example/did.json",
        "ftp://escuela.example/did.json",
        "file:///etc/passwd",
        "https://escuela.example:8443/did.json",
        "https://escuela.example:22/",
        "https://u:p@escuela.example/did.json",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://1.2.3.0x4/",
        "https://localhost/",
        "https://escuela/",
        "https://escuela.example\\@otra.example/",
        "https://escuela.example/a b",
        "https://escuela.example/a\r\nX: y",
        "https://escuela.example/ñ",
        "https://ñandú.example/",
        "https:///did.json",
        "https://escuela.example:0x1bb/",
        "https://[escuela.example/",
        "https://" + "a." * 150 + "example/",
        "https://escuela.example/" + "a" * 2_000,
        "",
    ],
)
def test_refuses_the_url(net: Internet, url: str) -> None:
    net.put(URL, {"id": 1})
    assert refused(url) == "not_allowed"
    assert net.looked_up == [] and net.dialled == []


def test_reads_a_url_in_one_way() -> None:
    found = target_of("HTTPS://Escuela.Example:443?a=1#fragmento")
    assert found is not None and found.url == "https://escuela.example/?a=1"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.9",
        "192.88.99.1", "168.63.129.16", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:9.9.9.9", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
        "2001:0:7f00:1::", "2001:db8::1", "3fff::1", "fec0::1", "5f00::1", "100::1",
    ],
)  # fmt: skip
def test_refuses_the_address(net: Internet, address: str) -> None:
    net.put(URL, {"id": 1})
    for said in ((address,), (SOMEWHERE, address), (address, SOMEWHERE)):
        net.addresses["escuela.example"] = [said]
        assert refused() == "not_allowed"
    assert net.dialled == []


@pytest.mark.parametrize("address", ["9.9.9.9", "1.1.1.1", "100.128.0.1", "2620:fe::fe", "2606:4700:4700::1111"])
def test_knows_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(net: Internet) -> None:
    net.put(URL, {"id": 1})
    net.addresses["escuela.example"] = [("1.1.1.1",), ("127.0.0.1",)]  # the second answer would be this machine
    assert fetch(URL, WANT).body == b'{"id": 1}'
    assert (net.looked_up, net.dialled) == (["escuela.example"], ["1.1.1.1"])
    assert refused() == "not_allowed"


def test_another_address_of_the_name_serves_where_the_first_refuses(net: Internet) -> None:
    net.put(URL, {"id": 1})
    net.addresses["escuela.example"] = [("2620:fe::fe", "1.1.1.1")]
    net.closed = {"2620:fe::fe"}
    assert fetch(URL, WANT).body == b'{"id": 1}'
    net.closed.add("1.1.1.1")
    assert refused() == "refused"
    assert net.dialled == ["2620:fe::fe", "1.1.1.1"] * 2


def test_no_such_name(net: Internet) -> None:
    assert refused("https://ninguna.example/") == "no_address"


def test_the_certificate_must_be_for_the_name(net: Internet) -> None:
    net.put(URL, {"id": 1})
    net.impostors.add("escuela.example")
    assert refused() == "tls"
    assert net.requests == []


def test_a_certificate_of_an_unknown_authority_is_refused(net: Internet) -> None:
    net.put(URL, {"id": 1})
    believed = fetching.Network(net.network.resolve, net.network.dial, fetching.PUBLIC.tls)
    with running(believed):
        assert refused() == "tls"
    assert net.requests == []


def test_follows_a_few_redirects(net: Internet) -> None:
    net.put(URL, reply(status=302, Location="/1"))
    net.put("https://escuela.example/1", reply(status=301, Location="https://otra.example/2"))
    net.put("https://otra.example/2", reply(status=307, Location="//tercera.example/3"))
    net.put("https://tercera.example/3", {"id": 3})
    assert fetch(URL, WANT).body == b'{"id": 3}'
    net.put("https://tercera.example/3", reply(status=308, Location=URL))
    assert refused() == "redirects"
    assert len(net.requests) == 8


@pytest.mark.parametrize(
    "location",
    [
        "http://escuela.example/",
        "https://127.0.0.1/",
        "https://interna.example/",
        "https://escuela.example:8443/",
        "file:///etc/passwd",
        "https://169.254.169.254/latest/meta-data/",
    ],
)
def test_a_redirect_is_held_to_the_same_rules(net: Internet, location: str) -> None:
    net.addresses["interna.example"] = [("10.0.0.8",)]
    net.put("https://interna.example/", {"secret": 1})
    net.put(URL, reply(status=302, Location=location))
    assert refused() == "not_allowed"
    assert len(net.dialled) == 1


def test_a_redirect_to_nowhere(net: Internet) -> None:
    net.put(URL, reply(status=302))
    assert refused() == "redirects"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(b"x" * 1_001), "too_large"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b"x" * 1_001), "too_large"),
        (
            raw(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"ff\r\n" + b"x" * 255 + b"\r\n",
                *[b"ff\r\n" + b"x" * 255 + b"\r\n"] * 8,
            ),
            "too_large",
        ),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}"), "network"),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 500 + b"\r\n{}"), "network"),
        (raw(*[b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000] * 4), "too_large"),
        (raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n"), "too_large"),
        (raw(b"SSH-2.0-OpenSSH\r\n"), "network"),
        (raw(b""), "network"),
        (reply(b"{}", media_type="text/html"), "content_type"),
        (reply(b"{}", media_type="image/png"), "content_type"),
        (reply(b"{}", Content_Encoding="gzip"), "content_type"),
        (reply(b"{}", status=500), "http_500"),
        (reply(b"{}", status=403), "http_403"),
        (reply(b"{}", status=204), "http_204"),
        (reply(b"{}", status=404), "not_found"),
        (reply(b"{}", status=410), "not_found"),
    ],
)
def test_a_server_that_misbehaves(net: Internet, answer: object, reason: str) -> None:
    net.put(URL, answer)  # type: ignore[arg-type]
    assert refused() == reason


def test_the_largest_body_that_is_taken(net: Internet) -> None:
    net.put(URL, reply(b"x" * 1_000))
    assert len(fetch(URL, WANT).body or b"") == 1_000


def test_a_server_that_says_nothing(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SILENCE_SECONDS", 0.2)
    net.put(URL, lambda connection, _request: _wait_for_the_end(connection))
    assert refused() == "timeout"


def test_a_server_that_trickles_ends_with_the_deadline(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 0.6)
    sent = []

    def trickle(connection: socket.socket, _request: object) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n")
        for _ in range(900):  # 45 seconds, never silent for as long as SILENCE_SECONDS
            connection.sendall(b"x")
            sent.append(1)
            time.sleep(0.05)

    net.put(URL, trickle)
    assert refused() == "timeout"
    assert len(sent) < 900


def test_only_so_many_at_once(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    net.put(URL, {"id": 1})
    taken = [fetching._slots.acquire(blocking=False) for _ in range(fetching.MAX_AT_ONCE)]
    try:
        assert all(taken) and refused() == "busy"
        assert net.looked_up == []
    finally:
        for _ in taken:
            fetching._slots.release()
    assert fetch(URL, WANT).body is not None


def test_the_real_resolver_asks_for_the_whole_name_and_keeps_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def getaddrinfo(host: bytes, port: int, **_more: object) -> list[tuple[object, ...]]:
        asked.append((host, port))
        return [
            (socket.AF_INET, 1, 6, "", ("1.1.1.1", port)),
            (socket.AF_INET6, 1, 6, "", ("fe80::1%eth0", port, 0, 2)),
            (socket.AF_INET, 1, 6, "", ("1.1.1.1", port)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    found = fetching.PUBLIC.resolve("escuela.example", 5)
    assert [str(one) for one in found] == ["1.1.1.1", "fe80::1"]
    assert asked == [(b"escuela.example.", 443)]


def test_the_real_resolver_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_m: time.sleep(2))
    with pytest.raises(TimeoutError):
        fetching.PUBLIC.resolve("escuela.example", 0.1)


def test_without_the_small_internet_there_is_the_real_one() -> None:
    """The named resolver of the tests is nowhere but in tests: no variable of the environment leads to it."""
    assert fetching._network.get() is fetching.PUBLIC
    assert not [name for name in os.environ if "RESOLVER" in name]


def _wait_for_the_end(connection: socket.socket) -> None:
    connection.recv(1)
