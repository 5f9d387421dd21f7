"""A small internet for tests: names with public-looking addresses, and one TLS server on this machine behind them all.

`Internet.network` is what `registry.trust.fetch.running` puts in the place of the real one: its resolver answers from a
table, and its connections lead to the server here whatever the address. Certificates are signed by an authority made on
the spot, the only one that is believed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import json
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from registry.trust.fetch import Network
from registry.trust.public_addresses import Address

#: An address of the public internet; nobody is asked there.
SOMEWHERE = "9.9.9.9"


@dataclass(frozen=True)
class Request:
    """What the server was asked."""

    host: str
    path: str
    headers: Mapping[str, str]


Serve = Callable[[ssl.SSLSocket, Request], None]


def reply(
    body: bytes | Mapping[str, Any] = b"", *, status: int = 200, media_type: str = "application/json", **headers: str
) -> Serve:
    """A plain answer; ``Cache_Control="max-age=60"`` is a header."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": media_type, "Content-Length": str(len(data))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    whole = f"HTTP/1.1 {status} So\r\n{head}\r\n".encode() + data
    return lambda connection, _request: connection.sendall(whole)


def raw(*parts: bytes) -> Serve:
    """Bytes as they are, one after the other."""

    def serve(connection: ssl.SSLSocket, _request: Request) -> None:
        for part in parts:
            connection.sendall(part)

    return serve


@dataclass
class Internet:
    """``sites[host][path]`` is what answers; ``addresses[host]`` where a host is, ``SOMEWHERE`` unless it says."""

    sites: dict[str, dict[str, Serve]] = field(default_factory=dict)
    addresses: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    #: Hosts whose certificate is for another name.
    impostors: set[str] = field(default_factory=set)
    #: Addresses that refuse connections.
    closed: set[str] = field(default_factory=set)
    looked_up: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def put(self, url: str, answer: Serve | Mapping[str, Any]) -> None:
        """Publish something."""
        host, _, path = url.removeprefix("https://").partition("/")
        self.sites.setdefault(host, {})[f"/{path}"] = answer if callable(answer) else reply(answer)

    @property
    def network(self) -> Network:
        """For `registry.trust.fetch.running`."""
        return Network(self._resolve, self._dial, lambda: self._client)

    def _resolve(self, name: str, _seconds: float) -> tuple[Address, ...]:
        self.looked_up.append(name)
        if name not in self.sites and name not in self.addresses:
            return ()
        answers = self.addresses.get(name, [(SOMEWHERE,)])
        said = answers[0] if len(answers) == 1 else answers.pop(0)
        return tuple(map(ipaddress.ip_address, said))

    def _dial(self, address: Address, seconds: float) -> socket.socket:
        self.dialled.append(str(address))
        if str(address) in self.closed:
            raise ConnectionRefusedError
        return socket.create_connection(self._listener.getsockname(), timeout=seconds)

    def open(self, folder: Path) -> None:
        """Make the authority and begin to listen."""
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._authority = self._certificate("Autoridad de prueba", authority=True)
        pem = self._authority.public_bytes(serialization.Encoding.PEM).decode()
        self._client = ssl.create_default_context(cadata=pem)
        self._server = self._context("nadie.example")
        self._server.sni_callback = self._present
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Stop listening and wait for what is under way."""
        self._closing = True
        with contextlib.suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=1).close()
        for thread in self._threads:
            thread.join(timeout=5)
        self._listener.close()

    _closing = False

    def _listen(self) -> None:
        while True:
            plain, _ = self._listener.accept()
            if self._closing:
                plain.close()
                return
            thread = threading.Thread(target=self._talk, args=(plain,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, plain: socket.socket) -> None:
        plain.settimeout(20)
        with contextlib.suppress(OSError), plain, self._server.wrap_socket(plain, server_side=True) as connection:
            head = b""
            while b"\r\n\r\n" not in head:
                part = connection.recv(65_536)
                if not part:
                    return
                head += part
            request = _request(head.decode("latin-1"))
            self.requests.append(request)
            answer = self.sites.get(request.host, {}).get(request.path, reply(b"{}", status=404))
            answer(connection, request)
            with contextlib.suppress(OSError):
                connection.unwrap().close()

    def _present(self, connection: Any, name: str | None, _context: ssl.SSLContext) -> None:
        if name is not None:
            if name not in self._contexts:
                self._contexts[name] = self._context("otro.example" if name in self.impostors else name)
            connection.context = self._contexts[name]

    def _context(self, name: str) -> ssl.SSLContext:
        certificate = self._certificate(name)
        path = self._folder / f"{name}.pem"
        key = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(key + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _certificate(self, name: str, *, authority: bool = False) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:60])])
        issuer = subject if authority else self._authority.subject
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            # Python 3.13 verifies strictly (RFC 5280, 4.2.1.1 to 4.2.1.3).
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .add_extension(_usage(authority=authority), critical=True)
        )
        if not authority:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _request(head: str) -> Request:
    first, *lines = head.split("\r\n\r\n")[0].split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Request(headers.get("host", ""), first.split(" ")[1], headers)


@contextlib.contextmanager
def internet() -> Iterator[Internet]:
    """One that lasts as long as the block."""
    net = Internet()
    with tempfile.TemporaryDirectory(prefix="registry-outside-") as folder:
        net.open(Path(folder))
        try:
            yield net
        finally:
            net.close()
