"""The scripts that verify in a browser: small, our own, and saying nothing that the catalogues do not."""

from __future__ import annotations

import re

import pytest

from registry.trust.browser import assembling
from registry.trust.browser.messages import PAGE
from registry.trust.browser.sentences import words
from registry.trust.browser.vocabulary import vocabularies

SCRIPTS = sorted(assembling.SCRIPTS.glob("*.js"))
LONGEST = 400
#: What would let text become a program or markup.
_FORBIDDEN = re.compile(r"\beval\(|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|setTimeout\(\"")
_SAID = re.compile(r'checks\.(?:passed|failed|warning|notChecked|make)\(\s*"(\w+)", "(\w+)"')


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_short_and_imports_its_neighbours_alone(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST and not _FORBIDDEN.search(text)
    assert set(re.findall(r'^import .* from "(.*)";$', text, re.MULTILINE)) <= {f"./{one.name}" for one in SCRIPTS}


def test_both_pages_are_one_script_each() -> None:
    for entry in ("offline_page.js", "paper_page.js"):
        whole = assembling.assembled(entry)
        assert "$verify = (() =>" in whole and not re.search(r"^(?:import|export) ", whole, re.MULTILINE)


def test_every_code_that_a_script_names_has_its_sentence() -> None:
    sentences = words()["sentences"]
    named = {found for path in SCRIPTS for found in _SAID.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 50
    assert {(check, code) for check, code in named if code not in sentences[check]} == set()


def test_every_word_of_the_page_is_in_both_languages_and_used() -> None:
    page = assembling.SKELETON.read_text(encoding="utf-8")
    whole = page + "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    assert set(re.findall(r'data-t="(\w+)"', page)) <= PAGE.keys()
    for name, text in PAGE.items():
        assert text.es and text.en and re.search(rf"\b{name}\b", whole), name


def test_a_script_that_would_change_beside_the_others_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(assembling, "SCRIPTS", tmp_path)
    for text in ('import x from "./a.js";\n', "export default 1;\n", 'const y = await import("./a.js");\n'):
        (tmp_path / "a.js").write_text(text)
        with pytest.raises(assembling.CannotAssemble):
            assembling.assembled.__wrapped__("a.js")
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n')
    with pytest.raises(assembling.CannotAssemble):
        assembling.assembled.__wrapped__("a.js")


def test_the_vocabulary_knows_what_the_registrys_documents_say() -> None:
    terms = vocabularies()["https://www.w3.org/ns/credentials/v2"]
    assert terms["id"] == {"k": "@id"} and "validFrom" in terms["VerifiableCredential"]["c"]
