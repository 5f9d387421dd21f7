"""``/api/docs`` says everything that ``openapi.json`` says, in both languages."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from registry.api.openapi import description
from registry.api.reference import operations, schemas
from tests.support.browsing import NARROWEST, overflow, serious_violations

pytestmark = pytest.mark.databases("sqlite")
SENTENCES = ("summary", "description")


def members(value: Any):
    """Every mapping of the description."""
    if isinstance(value, dict):
        yield value
        for name, one in value.items():
            if name != "x-es":
                yield from members(one)
    elif isinstance(value, list):
        for one in value:
            yield from members(one)


def test_every_sentence_of_the_description_stands_in_both_languages():
    lacking = [
        (member, one[member])
        for one in members(description(title="R", server="https://r.example"))
        for member in SENTENCES
        if isinstance(one.get(member), str) and not one.get("x-es", {}).get(member)
    ]
    assert lacking == [], "write them with said(…)"


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.serves("R37", "R55")
def test_the_page_tells_every_operation_field_and_answer(client, language):
    told = client.get("/api/v1/openapi.json").get_json()
    page = html.unescape(re.sub(r"<[^>]+>", " ", client.get(f"/api/docs?lang={language}").text))
    words = re.sub(r"\s+", " ", page)
    assert told["paths"]
    for address, item in told["paths"].items():
        for method, one in item.items():
            assert f"{method.upper()} {told['servers'][0]['url']}{address}" in words
            said = one["summary"] if language == "en" else one["x-es"]["summary"]
            assert said in words
            names = [each["name"] for each in one.get("parameters", ())]
            assert [name for name in (*names, *one["responses"]) if f" {name} " not in words] == []
    for name, shape in told["components"]["schemas"].items():
        assert [each for each in (name, *shape["properties"]) if f" {each} " not in words] == []


def test_types_read_as_programmers_write_them():
    told = description(title="R", server="https://r.example")
    types = {(one.name, each.name): each.type for one in schemas(told) for each in one.fields}
    assert types["Report", "checks"] == "Check[]"
    assert types["Report", "checkedAt"] == "string (date-time)"
    assert types["Check", "reason"] == "Text"
    assert types["Report", "credential"] == "object | null"
    (verify,) = [one for one in operations(told) if one.id == "verify"]
    assert next(one for one in verify.parameters if one.name == "name").type == 'string {"maxLength":320}'


def test_reads_on_the_narrowest_phone_and_needs_no_script(live_server, page):
    page.set_viewport_size(NARROWEST)
    page.goto(f"{live_server.url}/api/docs")
    assert serious_violations(page) == [] and overflow(page) == 0
    assert page.locator("script").count() == page.locator("script[src^='/static/']").count()
