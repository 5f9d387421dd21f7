"""The pages of ``docs/`` that are made from the code: settings, commands, addresses, refusals, the map of rooms.

``make docs`` writes them; a test compares them with what the code says now.
"""

from __future__ import annotations

import ast
import configparser
import importlib
import inspect
import pkgutil
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
from werkzeug.routing import Rule

import registry
from registry import config, create_app
from registry import models as _models  # noqa: F401  every table
from registry.cli import registry as command_line
from registry.config import Settings
from registry.db import Base, db
from registry.errors import RegistryError
from registry.web.problems import STATUS_OF_KIND
from registry.web.security import Access, access_of
from tests.hostile.archive import matrix_page
from tests.support import traceability

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
NOTICE = "<!-- Made by `make docs` from the code; edit the code. -->"
BEGIN, END = "<!-- map: begin (make docs) -->", "<!-- map: end -->"
#: What nearly every part imports; the map leaves it out.
EVERYBODYS = ("texts", "errors", "clock", "ids", "db", "config")
#: Who a door is for, by the package of its views.
DOOR_NAMES = {
    "registry.web.public": "The public",
    "registry.web.employer": "Employers",
    "registry.web.learner": "Learners",
    "registry.web.provider": "Institutions",
    "registry.web.authority": "The authority",
    "registry.web.admin": "Operations",
    "registry.web.accounts": "Everybody who signs in",
    "registry.api": "Programs",
    "registry": "Operations",
}


def settings_page() -> str:
    """Every setting, in the order of `registry.config.Settings`."""
    lines = [
        NOTICE,
        "# Settings",
        "",
        "Read from the environment when a process starts; an empty variable counts as unset. An unsafe value stops the",
        "process with a sentence that names it. Secrets have no default that is shown here.",
        "",
        "| variable | default | in production | meaning |",
        "|---|---|---|---|",
    ]
    for name, default, production, meaning in config.describe():
        shown = f"`{default}`" if default else ""
        lines.append(f"| `{name}` | {shown} | {_cell(production)} | {_cell(meaning)} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Every command with its arguments and options."""
    lines = [
        NOTICE,
        "# Commands",
        "",
        "`registry COMMAND --help` says the same. A refusal is printed in both languages with its code and status 2.",
    ]
    for path, command in _commands(command_line, ("registry",)):
        lines += ["", f"## {' '.join(path)}", "", *_describe(path, command)]
    return "\n".join(lines) + "\n"


def _commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command, info_name=path[-1])
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found is None:
            raise LookupError(f"{' '.join(path)} lists {name} and has none")
        yield from _commands(found, (*path, name))


def _describe(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=" ".join(path))
    yield f"`{' '.join(path)} {' '.join(command.collect_usage_pieces(context))}`"
    yield ""
    yield from inspect.cleandoc(command.help or "").splitlines()
    options = [one for one in command.params if isinstance(one, click.Option)]
    if options:
        yield from ("", "| option | default | meaning |", "|---|---|---|")
    for option in options:
        names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
        default = f"`{option.default}`" if _is_shown(option) else ""
        yield f"| {names} | {default} | {_cell(option.help or _choices(option))} |"


def _is_shown(option: click.Option) -> bool:
    return isinstance(option.default, (str, int)) and not isinstance(option.default, bool) and option.default != ""


def _choices(option: click.Option) -> str:
    return ", ".join(map(str, option.type.choices)) if isinstance(option.type, click.Choice) else ""


def addresses_page() -> str:
    """Every address of the application, by door, with who may ask for it."""
    by_door: dict[str, list[str]] = defaultdict(list)
    _import_everything()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(var_dir=Path(folder)))
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.rule, sorted(_methods(one)))):
        if rule.build_only:
            continue
        view = app.view_functions[rule.endpoint]
        door = next(DOOR_NAMES[name] for name in DOOR_NAMES if view.__module__.startswith(name))
        said = (view.__doc__ or "").strip().split("\n")[0]
        who = _who(access_of(app, rule.endpoint))
        by_door[door].append(f"| `{rule.rule}` | {', '.join(_methods(rule))} | {who} | {_cell(said)} |")
    lines = [
        NOTICE,
        "# Addresses",
        "",
        "Static files (`/static/…`) apart. A permission of a provider role holds at that provider.",
    ]
    for door in dict.fromkeys(DOOR_NAMES.values()):
        if by_door[door]:
            lines += ["", f"## {door}", "", "| address | methods | who | what |", "|---|---|---|---|", *by_door[door]]
    return "\n".join(lines) + "\n"


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def _who(access: Access | None) -> str:
    if access is None:
        return "refused"
    return f"`{access.permission}`" if access.kind == "permission" else access.kind.replace("_", " ")


def refusals_page() -> str:
    """Every refusal that services and doors raise, with its code and the status at the web."""
    _import_everything()
    rows = sorted(
        {
            (one.__module__.split(".")[1], one.code, STATUS_OF_KIND.get(one.kind, 422), one.text.en)
            for one in _subclasses(RegistryError)
            if one.__module__.startswith("registry.") and "text" in vars(one)
        }
    )
    lines = [
        NOTICE,
        "# Refusals",
        "",
        "What the registry answers instead of doing something. The code is stable; the sentence is said in Spanish and",
        "English. Pages show it beside the form, programs receive a problem document (RFC 9457), commands end with 2.",
        "",
        "| room | code | status | says |",
        "|---|---|---|---|",
    ]
    lines += [f"| {room} | `{code}` | {status} | {_cell(text)} |" for room, code, status, text in rows]
    return "\n".join(lines) + "\n"


def _import_everything() -> None:
    for module in pkgutil.walk_packages(registry.__path__, "registry."):
        if not module.name.endswith((".__main__", ".wsgi")):
            importlib.import_module(module.name)


def _subclasses(error: type[RegistryError]) -> Iterator[type[RegistryError]]:
    for one in error.__subclasses__():
        yield one
        yield from _subclasses(one)


def house() -> list[str]:
    """The layers of the house from `setup.cfg`, lowest first; rooms of one layer in its order."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    layers = parser["importlinter:contract:house"]["layers"].split("\n")
    names = [name.strip() for layer in reversed(layers) for name in re.split("[|:]", layer) if name.strip()]
    return [name.removeprefix("registry.") for name in names]


def imports() -> Mapping[str, set[str]]:
    """Which part of the house imports which others, read from the source."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "registry").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for name in _imported(ast.parse(path.read_text(encoding="utf-8"))):
            part, other = module.split(".")[1], name.split(".")[1]
            if part != other:
                found[part].add(other)
    return found


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "registry":
            yield from (f"registry.{one.name}" for one in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("registry."):
            yield str(node.module)


def map_of_rooms() -> str:
    """The table of ``docs/rooms.md``: tables, imports and callers of every part of the house, lowest first."""
    used = imports()
    order = house()
    tables: dict[str, list[str]] = defaultdict(list)
    for mapper in Base.registry.mappers:
        tables[mapper.class_.__module__.split(".")[1]].append(str(mapper.class_.__tablename__))
    lines = ["| part | tables | imports | imported by |", "|---|---|---|---|"]
    for part in order:
        if part in EVERYBODYS:
            continue
        owned = ", ".join(f"`{name}`" for name in sorted(tables.get(part, [])))
        below = ", ".join(one for one in order if one in used.get(part, set()) and one not in EVERYBODYS)
        above = ", ".join(one for one in order if part in used.get(one, set()))
        lines.append(f"| **{part}** | {owned} | {below} | {above} |")
    return "\n".join(lines)


def rooms_page() -> str:
    """``docs/rooms.md`` with its map as the code has it now."""
    text = (DOCS / "rooms.md").read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{map_of_rooms()}\n\n{END}{tail}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "cli.md": commands_page,
    "addresses.md": addresses_page,
    "refusals.md": refusals_page,
    "rooms.md": rooms_page,
    "verification-matrix.md": matrix_page,
    "traceability.md": traceability.page,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
