"""One HTML file out of our own scripts: no network, no third party, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from registry.trust.browser.messages import NO_SCRIPT, PAGE
from registry.trust.browser.sentences import words
from registry.trust.browser.vocabulary import vocabularies

_PACKAGE = Path(__file__).resolve().parents[2]
SCRIPTS = _PACKAGE / "static" / "js" / "verifier"
STYLE = _PACKAGE / "static" / "css" / "verifier.css"
SKELETON = _PACKAGE / "templates" / "verifier" / "page.html"
ENTRY = "offline_page.js"
#: A larger bundle is chosen as a file beside the page, rather than carried inside it.
MAX_EMBEDDED = 20 * 1024 * 1024
_IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./(\w+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
#: Any import or export but in a comment.
_OTHER = re.compile(r"^(?!\s*(?:/?\*|//)).*(?:\bimport\b\s*[\w{*(\"']|\bexport\b)", re.MULTILINE)
_BLANK = re.compile(r"\{\{ (\w+) \}\}")


class CannotAssemble(ValueError):
    """A script is written in a way that putting it beside the others would change."""


def page(root: str, *, base: str, bundle: bytes | None = None) -> str:
    """The page that trusts this root.

    Args:
        root: the text of the newest version of ``/trust/root.json``.
        base: the base of the registry's addresses, for saying where bundles are.
        bundle: the bundle that it begins with; None, or beyond `MAX_EMBEDDED`: the reader chooses one.

    Raises:
        CannotAssemble, NotUnderstood: see each.
    """
    script, style = assembled(), STYLE.read_text(encoding="utf-8")
    parts = {
        "policy": _policy(script, style),
        "title": f"{PAGE['title'].es} · {PAGE['title'].en}",
        "no_script_es": NO_SCRIPT.es,
        "no_script_en": NO_SCRIPT.en,
        "style": style,
        "script": script,
        "words": _data(words()),
        "vocabularies": _data(vocabularies()),
        "made": _data({"root": root, "base": base}),
        "bundle": base64.b64encode(bundle).decode() if bundle is not None and len(bundle) <= MAX_EMBEDDED else "",
    }
    return _BLANK.sub(lambda blank: parts[blank.group(1)], SKELETON.read_text(encoding="utf-8"))


def _policy(script: str, style: str) -> str:
    """Nothing runs but these very bytes, nothing is fetched, no form is sent, no text becomes markup."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashed(script)}",
            f"style-src {_hashed(style)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _data(value: Any) -> str:
    # "<" cannot stand in a script element's data unescaped: it might end the element.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@functools.lru_cache(maxsize=1)
def assembled(entry: str = ENTRY) -> str:
    """The scripts behind ``entry`` as one, each in a scope of its own behind those that it imports.

    Raises `CannotAssemble`.
    """
    found: dict[str, str] = {}
    for name in _ordered(entry, set(), ()):
        found[name] = _scoped(name)
    whole = "\n" + "".join(found.values())
    if "</script" in whole.lower() or "<!--" in whole:
        raise CannotAssemble("a script would end its element")
    return whole


def _ordered(name: str, done: set[str], above: tuple[str, ...]) -> Iterator[str]:
    """The script's name behind the names of those that it imports, each once."""
    if name in above:
        raise CannotAssemble(f"{name} imports itself, by {' and '.join(above)}")
    if name in done:
        return
    for imported in _IMPORT.finditer(_text(name)):
        yield from _ordered(imported.group(2), done, (*above, name))
    done.add(name)
    yield name


def _text(name: str) -> str:
    return (SCRIPTS / name).read_text(encoding="utf-8")


def _scoped(name: str) -> str:
    """A script as a function that gives what it exports: what is private to it stays so."""
    text = _text(name)
    exported = ", ".join(_EXPORT.findall(text))
    bare = _IMPORT.sub(lambda found: f"const {{ {found[1]} }} = {_variable(found[2])};\n", _EXPORT.sub("", text))
    if _OTHER.search(bare):
        raise CannotAssemble(f"{name} imports or exports in a form that is not read here")
    return f"const {_variable(name)} = (() => {{\n{bare}return {{ {exported} }};\n}})();\n"


def _variable(name: str) -> str:
    return f"${name.removesuffix('.js')}"
