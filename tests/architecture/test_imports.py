"""One direction of imports; a pure floor; one place for private keys, one for the network, one for mail."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from tests.architecture.source import PACKAGE, ROOT, modules, within

FLOOR = ("registry.signing", "registry.documents", "registry.merkle", "registry.verification")
#: What would bring a clock, randomness, files, the network or a process into the pure floor.
IMPURE = (
    "random",
    "secrets",
    "os",
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "pathlib",
    "shutil",
    "tempfile",
    "subprocess",
    "time",
    "asyncio",
    "multiprocessing",
    "importlib.resources",
    "requests",
    "flask",
    "sqlalchemy",
    "yaml",
)
IMPURE_CALLS = {"open", "input", "print"}
#: `uuid.uuid4()`, `datetime.now()`, `date.today()`, …
IMPURE_METHODS = {
    "now",
    "utcnow",
    "today",
    "uuid1",
    "uuid4",
    "urandom",
    "generate",
    "generate_private_key",
    "read_text",
}
#: The canonicaliser makes its lock anew in a forked process, which needs os.register_at_fork and nothing else of it.
HARMLESS = {"registry.signing.canonical": {"os"}}
DOORS = ("accounts", "public", "employer", "learner", "provider", "authority", "admin")


def starts(name: str, *prefixes: str) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def test_imports_go_down_the_house():
    # In a process of its own, because it disables every logger of the one it runs in.
    program = "from importlinter.cli import lint_imports_command as go; go()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", "setup.cfg", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_stands_in_the_house():
    layers = (ROOT / "setup.cfg").read_text(encoding="utf-8").split("layers =")[1].split("[")[0]
    listed = {line.strip() for row in layers.splitlines() for line in re.split("[|:]", row) if line.strip()}
    exempt = {
        "registry.models",
        "registry.migrate",
        "registry.wsgi",
    }  # they import every room, and nothing imports them
    present = {
        f"registry.{one.stem}"
        for one in PACKAGE.iterdir()
        if one.stem != "__init__" and (one.suffix == ".py" or (one / "__init__.py").exists())
    }
    assert present - listed - exempt == set()
    assert listed - present == set()


def test_the_pure_floor_has_no_clock_randomness_files_or_network():
    found = []
    for module in within(*FLOOR):
        impure = set(IMPURE) - HARMLESS.get(module.name, set())
        found += [f"{module.path}:{line} imports {name}" for name, line in module.imports if starts(name, *impure)]
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Name) and called.id in IMPURE_CALLS:
                found.append(f"{module.path}:{node.lineno} calls {called.id}()")
            elif isinstance(called, ast.Attribute) and called.attr in IMPURE_METHODS:
                found.append(f"{module.path}:{node.lineno} calls .{called.attr}()")
    assert found == []


def test_the_exception_of_the_floor_is_what_it_says():
    (module,) = within("registry.signing.canonical")
    used = {
        node.attr
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
    }
    assert used == {"register_at_fork"}


def test_signing_and_verification_see_only_what_is_beneath_them():
    allowed = {
        "registry.signing": ("registry.signing",),
        "registry.merkle": ("registry.merkle", "registry.signing"),
        "registry.documents": (
            "registry.documents",
            "registry.signing",
            "registry.texts",
            "registry.errors",
            "registry.ids",
        ),
        "registry.verification": (*FLOOR, "registry.texts", "registry.ids"),
    }
    for package, beneath in allowed.items():
        found = [
            f"{module.path}:{line} imports {name}"
            for module in within(package)
            for name, line in module.imports
            if starts(name, "registry") and not starts(name, *beneath)
        ]
        assert found == []


def test_of_identifiers_the_floor_uses_only_the_spelling_of_folios():
    used = {
        name.removeprefix("registry.ids.")
        for module in within(*FLOOR)
        for name, _line in module.imports
        if starts(name, "registry.ids")
    }
    assert used <= {"spell_folio", "read_folio"}


def test_doors_never_import_each_other():
    doors = [f"registry.web.{name}" for name in DOORS] + ["registry.api", "registry.cli"]
    found = [
        f"{module.path}:{line} imports {name}"
        for door in doors
        for module in within(door)
        for name, line in module.imports
        if any(starts(name, other) for other in doors if other != door)
    ]
    assert found == []


def test_rooms_never_see_a_request():
    rooms = [one for one in modules() if not starts(one.name, "registry.web", "registry.api", "registry.cli")]
    forbidden = {
        "flask.request",
        "flask.session",
        "flask.g",
        "flask.render_template",
        "flask.url_for",
        "flask.redirect",
    }
    found = [f"{one.path}:{line} imports {name}" for one in rooms for name, line in one.imports if name in forbidden]
    assert found == []


@pytest.mark.parametrize(
    ("what", "names", "places"),
    [
        # The root's keys belong to their holders, the demonstration's foreign issuers to nobody: not in custody.
        (
            "private keys",
            ("registry.signing.PrivateKey",),
            (
                "registry.custody.vault",
                "registry.signing",
                "registry.trust.root_store",
                "registry.trust.establish",
                "registry.trust.root_files",
                "registry.demo",
            ),
        ),
        (
            "outbound requests",
            (
                "urllib.request",
                "http.client",
                "requests",
                "httpx",
                "urllib3",
                "aiohttp",
                "pycurl",
                "ftplib",
                "xmlrpc",
                "websockets",
            ),
            # The outside log-in is the operator's own choice of server; everything else is strangers' choice.
            ("registry.trust.fetch", "registry.accounts.oidc_http"),
        ),
        ("mail servers", ("smtplib",), ("registry.notices.transport",)),
        ("raw sockets", ("socket", "socketserver", "asyncio", "selectors"), ("registry.trust.fetch",)),
        ("TLS", ("ssl",), ("registry.trust.fetch", "registry.notices.transport", "registry.accounts.oidc_http")),
        # Who decides that another server may be asked: `copies` for what is kept, `links` for what somebody opens.
        ("the fetcher", ("registry.trust.fetch",), ("registry.trust.copies", "registry.trust.links")),
    ],
)
def test_some_things_have_one_place(what, names, places):
    found = [
        f"{one.path}:{line} imports {name}"
        for one in modules()
        if not starts(one.name, *places)
        for name, line in one.imports
        if starts(name, *names)
    ]
    assert found == [], what


def test_time_is_asked_of_the_registrys_clock():
    found = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        if module.name != "registry.clock"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, (ast.Name, ast.Attribute))
        and (node.value.id if isinstance(node.value, ast.Name) else node.value.attr) in {"datetime", "date"}
    ]
    assert found == []


#: Where a day is taken off a moment that is no moment of ours: Excel's cells, days as documents and files spell them,
#: noon or midnight made on purpose, what only the demonstration, a file's metadata or an operator's shell shows.
OTHER_DAYS = frozenset(
    {
        "registry.issuing.intake.workbook", "registry.documents.parse", "registry.floor.schools",
        "registry.quality.drawing", "registry.artefacts.typesetting", "registry.artefacts.certificate",
        "registry.lineage",
    }
)  # fmt: skip


def test_a_moments_day_is_that_of_central_mexico():
    # `moment.date()` is the day in Greenwich: six hours of every evening in Mexico it is tomorrow's.
    found = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        if module.name not in OTHER_DAYS and not module.name.startswith("registry.demo")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
        and not (
            isinstance(node.func.value, ast.Call)
            and isinstance(node.func.value.func, ast.Attribute)
            and node.func.value.func.attr == "astimezone"
        )
    ]
    assert found == [], "take `clock.day_of`"
    pages = sorted((PACKAGE / "templates").rglob("*.html"))
    assert [one.name for one in pages if ".date()" in one.read_text(encoding="utf-8")] == [], "take the filter `day_of`"
