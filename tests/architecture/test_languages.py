"""Spanish and English side by side, neither ever missing (docs/decisions/0002-two-languages.md)."""

from __future__ import annotations

import ast
import re
import string

import jinja2
import jinja2.nodes as nodes
import pytest

from registry.errors import RegistryError
from registry.texts import Text
from tests.architecture.source import PACKAGE, modules

TEMPLATES = sorted(path for path in (PACKAGE / "templates").rglob("*.*") if path.suffix in {".html", ".txt"})
#: Words that are the same in both languages stand as one literal and are no sentence.
_SPANISH = re.compile(r"[áéíóúñ¿¡«»]", re.IGNORECASE)


def parsed(path):
    return jinja2.Environment().parse(path.read_text(encoding="utf-8"))


def literal(node):
    """The text of a literal, also of literals joined by ``~``; None for anything else."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return node.value
    return None


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE / "templates")))
def test_every_sentence_of_a_template_has_both_languages(path):
    faults = []
    for call in parsed(path).find_all(nodes.Call):
        if not (isinstance(call.node, nodes.Name) and call.node.name == "t"):
            continue
        if len(call.args) != 2 or call.kwargs:
            faults.append(f"line {call.lineno}: t() takes Spanish and English")
        elif any(text is not None and not text.strip() for text in map(literal, call.args)):
            faults.append(f"line {call.lineno}: an empty sentence")
        elif _reads_as_spanish(literal(call.args[0]), literal(call.args[1])):
            faults.append(f"line {call.lineno}: “{literal(call.args[1])}” reads as Spanish")
    assert faults == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE / "templates")))
def test_no_spanish_stands_in_a_template_without_its_english(path):
    """Text outside ``t()`` must be in a branch on ``lang``; what has accents there is a forgotten sentence."""
    faults = []

    def walk(node, branched):
        if isinstance(node, nodes.If):
            branched = (
                branched
                or any(name.name == "lang" for name in node.test.find_all(nodes.Name))
                or (
                    isinstance(node.test, nodes.Compare)
                    and isinstance(node.test.expr, nodes.Name)
                    and node.test.expr.name == "lang"
                )
            )
        if isinstance(node, nodes.TemplateData) and not branched:
            words = re.sub(r"<[^>]*>|&\w+;", " ", node.data)
            faults.extend(word for word in re.findall(r"\w*[áéíóúñÁÉÍÓÚÑ]\w*", words) if word != "Español")
        for child in node.iter_child_nodes():
            walk(child, branched)

    walk(parsed(path), False)
    assert faults == []


def test_every_text_in_python_is_given_in_both_languages():
    faults = []
    count = 0
    for module in modules():
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Text", "t"}):
                continue
            if any(isinstance(one, ast.Starred) for one in node.args) or any(one.arg is None for one in node.keywords):
                continue
            values = list(node.args) + [one.value for one in node.keywords]
            count += 1
            if len(values) != 2:
                faults.append(f"{module.path}:{node.lineno}: {len(values)} languages")
            elif len({isinstance(one, ast.Constant) and not str(one.value).strip() for one in values}) == 2:
                faults.append(f"{module.path}:{node.lineno}: empty in one language")
            elif all(isinstance(one, ast.Constant) for one in values):
                faults += _placeholders(module, node, values)
    assert faults == []
    assert count > 300


def test_every_refusal_speaks_both_languages_and_has_a_code_of_its_own():
    from registry import models  # noqa: F401  rooms define their refusals when imported

    def families(of):
        for one in of.__subclasses__():
            yield one
            yield from families(one)

    codes: dict[str, str] = {}
    for refusal in families(RegistryError):
        if "text" in vars(refusal):
            assert isinstance(refusal.text, Text) and refusal.text.es.strip() and refusal.text.en.strip(), refusal
            assert codes.setdefault(refusal.code, refusal.__name__) == refusal.__name__, f"{refusal.code} is used twice"


def test_pages_never_say_tu():
    """The registry says usted: no imperative or possessive of tú."""
    informal = re.compile(r"\b(tu|tus|tú|haz|puedes|tienes|quieres|debes|contigo)\b", re.IGNORECASE)
    faults = []
    for path in TEMPLATES:
        for call in parsed(path).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args:
                spanish = literal(call.args[0]) or ""
                faults += [f"{path.name}:{call.lineno}: {word}" for word in informal.findall(spanish)]
    assert faults == []


def test_a_signature_of_ours_is_never_called_firma_electronica():
    """In Mexico that is a person's e.firma; institutions and the registry seal (docs/glossary.md)."""
    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in sorted(PACKAGE.rglob("*.*"))
        if path.suffix in {".py", ".html", ".txt", ".typ"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"firma electr", line, re.IGNORECASE)
    ]
    assert found == []


def _placeholders(module, node, values):
    try:
        spanish, english = (
            {field for _, field, _, _ in string.Formatter().parse(one.value) if field} for one in values
        )
    except ValueError:
        return []
    if spanish == english:
        return []
    return [f"{module.path}:{node.lineno}: {sorted(spanish ^ english)} in one language only"]


def _reads_as_spanish(spanish, english):
    if spanish is None or english is None or spanish == english or not _SPANISH.search(english):
        return False
    # An English sentence may quote Spanish words, and names keep their accents.
    unquoted = re.sub(r"“[^”]*”", "", english)
    words = re.findall(r"\w*[áéíóúñÁÉÍÓÚÑ]\w*", unquoted)
    return bool(re.search(r"[¿¡«»]", unquoted)) or any(word[0].islower() for word in words)
