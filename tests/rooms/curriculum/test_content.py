from __future__ import annotations

import pytest

from registry import content
from registry.texts import Text


def test_every_list_has_labels_in_both_languages_and_no_id_twice() -> None:
    for name, values in content.catalogs().items():
        if name == "non_business_days":
            assert all(value.more["rule"] for value in values)
        assert len({value.id for value in values}) == len(values), name
        assert all(value.label.es and value.label.en for value in values), name


def test_labels_are_what_people_read() -> None:
    assert content.label("modes", "on_site") == Text("Presencial", "On site")
    assert content.label("modes", "telepathy") == Text("telepathy", "telepathy")
    with pytest.raises(KeyError):
        content.catalog("telepathy")


def test_there_are_thirty_two_states() -> None:
    assert [state.code for state in content.states()] == [f"{number:02}" for number in range(1, 33)]
    assert {state.code for state in content.states() if state.low_connectivity} == {"07", "12", "20"}
    oaxaca = content.state("20")
    assert oaxaca is not None
    assert (oaxaca.name.es, str(oaxaca.internet_percent)) == ("Oaxaca", "55.5")
    assert content.state("33") is None


def test_there_are_fifteen_poles_in_states_that_exist() -> None:
    assert len(content.poles()) == 15
    assert all(content.state(pole.state) for pole in content.poles())
    assert all(pole.vocation is None or (pole.vocation.es and pole.vocation.en) for pole in content.poles())


def test_the_glossary_has_both_languages() -> None:
    assert len(content.glossary()) == 50
    assert all(text.es and text.en for term in content.glossary() for text in (term.term, term.definition))


@pytest.mark.serves("R52")
def test_figures_that_must_never_be_shown_are_not_given_out() -> None:
    figures = content.context_figures()
    assert {figure.publish for figure in figures} == {"show", "with_note"}
    assert all(figure.caution for figure in figures if figure.publish == "with_note")
    assert len(figures) == 24


def test_what_was_read_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        content.catalogs()["modes"] = ()  # type: ignore[index]
    with pytest.raises(AttributeError):
        content.states()[0].code = "99"  # type: ignore[misc]
