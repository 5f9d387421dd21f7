"""Texts of strangers, domains, and what an employer and a need are on a day."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from registry.talent import rules
from registry.talent.errors import ContactInText, TextTooLong
from registry.talent.rules import NeedState, Standing

NOW = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    "text",
    [
        "Escríbanos a https://estafa.example/pago",
        "ftp://host/x",
        "visite www.estafa.mx",
        "ana@empresa.example",
        "ana (at) empresa.com",
        "ａｎａ＠ｅｍｐｒｅｓａ．ｃｏｍ",  # full-width letters read the same
        "empresa.com.mx/vacantes",
        "55 1234 5678 90",
        "+52 (81) 8123-4567",
        "mailto:x",
    ],
)
def test_refuses_a_link_an_address_or_a_telephone_in_a_text(text: str) -> None:
    with pytest.raises(ContactInText):
        rules.without_contact(text)


@pytest.mark.parametrize(
    "text",
    ["Python 3.12, ASP.NET y socket.io", "Del 2026-01-05 al 2026-06-30, de 9:00 a 18:00", "S.A. de C.V., EE. UU.",
     "40 plazas; $25,000.00 al mes", "<b>negritas</b> & más"],
)  # fmt: skip
def test_lets_ordinary_words_pass(text: str) -> None:
    assert rules.without_contact(text) == text


def test_cleans_what_a_stranger_typed_and_keeps_html_as_text() -> None:
    typed = "  Hola\x00\x1b[31m\u202e mundo \r\n\r\n\r\n\r\n<script>x</script>\tfin  "
    assert rules.clean(typed, longest=100) == "Hola [31m mundo\n\n<script>x</script> fin"
    assert rules.clean("uno\ndos", longest=100, lines=False) == "uno dos"
    with pytest.raises(TextTooLong) as refusal:
        rules.clean("x" * 10_000, longest=2_000)
    assert "10,000" in refusal.value.said.en


def test_reads_a_domain_however_it_is_written() -> None:
    for typed in ("acme.example", "https://www.ACME.example/x?y", "ana@acme.example", "acme.example:443"):
        assert rules.domain_of(typed) == "acme.example"
    for typed in ("acme", "", "http://", "a..b", "10.0.0.1", "x" * 300 + ".mx", "acme .mx"):
        assert rules.domain_of(typed) is None
    assert rules.at_domain("ana@rh.acme.example", "acme.example")
    assert not rules.at_domain("ana@notacme.example", "acme.example")
    assert not rules.at_domain("ana@gmail.com", "gmail.com")
    assert list(rules.and_parents("mx.acme.example")) == ["mx.acme.example", "acme.example"]


def test_a_verification_is_over_on_its_last_second_and_its_needs_leave_the_board() -> None:
    employer = SimpleNamespace(state="verified", verified_until=NOW)
    assert rules.standing(employer, at=NOW - dt.timedelta(seconds=1)) is Standing.VERIFIED
    assert rules.standing(employer, at=NOW) is Standing.LAPSED
    day = dt.timedelta(days=1)
    need = SimpleNamespace(opens_on=TODAY, closes_on=TODAY, closed_at=None, removed_at=None)
    assert rules.need_state(need, Standing.VERIFIED, today=TODAY) is NeedState.OPEN
    assert rules.need_state(need, Standing.SUSPENDED, today=TODAY) is NeedState.OFF
    assert rules.need_state(need, Standing.VERIFIED, today=TODAY + day) is NeedState.EXPIRED
    assert rules.need_state(need, Standing.VERIFIED, today=TODAY - day) is NeedState.COMING
    need.closed_at = NOW
    assert rules.need_state(need, Standing.LAPSED, today=TODAY) is NeedState.CLOSED
    need.removed_at = NOW
    assert rules.need_state(need, Standing.VERIFIED, today=TODAY) is NeedState.REMOVED
