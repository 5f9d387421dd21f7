"""The look: what the stylesheet, the frame and the components promise to every page."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template, render_template_string
from flask_wtf import CSRFProtect, FlaskForm
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange

from registry.artefacts import tiles
from registry.texts import Text
from registry.verification.report import Check, Question, Result
from registry.web import language

PACKAGE = Path(__file__).parents[3] / "registry"
CSS = (PACKAGE / "static/css/registry.css").read_text()
COMPONENTS = (
    '{% from "_components.html" import said, state, button, notice, field, error_summary, table, credential_card, '
    "questions, verdict_banner, progress, steps, figures, copy_field, definition_list, work_nav, chart, empty, "
    "timeline, pagination, breadcrumbs, plain_field, file_field %}"
)


@pytest.fixture(scope="module")
def look() -> Flask:
    """The real templates and languages, without a database behind them."""
    app = Flask("look", template_folder=str(PACKAGE / "templates"), static_folder=str(PACKAGE / "static"))
    app.secret_key = "the look needs none"
    app.config.update(TESTING=True, WTF_CSRF_CHECK_DEFAULT=False, WTF_I18N_ENABLED=False)
    CSRFProtect(app)
    language.init_app(app)
    app.add_url_rule("/hoja", view_func=lambda: render_template_string('{% extends "base.html" %}'))
    return app


def write(app: Flask, source: str, *, lang: str = "es", **context: Any) -> str:
    """The source, with every component at hand, as a reader of that language gets it."""
    with app.test_request_context(f"/verify?lang={lang}"):
        return render_template_string(COMPONENTS + source, **context)


# --- stylesheet and policy ---------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def tokens() -> Mapping[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", CSS))


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("ink", ("paper", "card", "valid-bg", "not-current-bg", "invalid-bg", "unchecked-bg")),
        ("muted", ("paper", "card", "unchecked-bg")),
        ("link", ("paper", "card", "unchecked-bg", "invalid-bg")),
        ("guinda", ("paper", "card")),
        ("valid", ("valid-bg", "card")),
        ("not-current", ("not-current-bg", "card")),
        ("invalid", ("invalid-bg", "card", "paper")),
        ("unchecked", ("unchecked-bg", "card")),
        ("card", ("guinda", "green", "guinda-deep")),
    ],
)
def test_every_text_stands_out_from_its_ground(text: str, grounds: tuple[str, ...]) -> None:
    for ground in grounds:
        assert contrast(tokens()[text], tokens()[ground]) >= 4.5, (text, ground)


def test_field_edges_stand_out_and_gold_is_never_text() -> None:
    assert contrast(tokens()["edge"], tokens()["card"]) >= 3
    assert not re.search(r"(?<![\w-])color: var\(--gold\)", CSS)


def test_numbers_on_the_map_stand_out_from_their_tile() -> None:
    tones = dict(re.findall(r"\.tile-(\d) rect \{ fill: (#\w+) \}", CSS))
    assert len(tones) == tiles.TONES
    for tone, ground in tones.items():
        ink = "#ffffff" if int(tone) >= 3 else tokens()["ink"]
        assert contrast(ink, ground) >= 4.5, tone


def test_stylesheet_is_light_and_asks_no_other_host() -> None:
    assert len(gzip.compress(CSS.encode())) < 10_000
    assert "@import" not in CSS
    assert "//" not in re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    for name in re.findall(r"url\(\"?([^)\"]+)", CSS):
        assert (PACKAGE / "static/css" / name).resolve().is_file(), name


def test_no_page_needs_an_inline_style_or_script() -> None:
    refused = re.compile(
        r"""\sstyle=|<style\b|\son[a-z]+=["']|javascript:|<script(?![^>]*\bsrc=)[^>]*>""", re.IGNORECASE
    )
    for path in (PACKAGE / "templates").rglob("*.html"):
        if "mail" in path.parts:
            continue  # mail readers know no stylesheet
        if path.parent.name == "verifier":
            continue  # a file that stands alone: its policy names the digest of its own style and script
        found = refused.search(path.read_text())
        assert found is None, f"{path.relative_to(PACKAGE)}: {found and found.group()}"


# --- frame -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503, 418])
def test_every_refusal_says_what_why_and_what_next(look: Flask, code: int, lang: str) -> None:
    with look.test_request_context(f"/nowhere?lang={lang}"):
        page = render_template("errors/error.html", code=code, reference="AB12")
    assert f"Error {code}" in page
    assert "AB12" in page
    assert len(re.findall(r"<p[ >]", page.split('<section class="prose')[1].split("</section>")[0])) >= 4
    assert f'<html lang="{"es-MX" if lang == "es" else "en"}">' in page
    assert ("Ir al inicio" in page) == (lang == "es")


def test_a_refusal_speaks_in_its_own_words_when_it_has_them(look: Flask) -> None:
    with look.test_request_context("/"):
        page = render_template("errors/error.html", code=409, error=Text("Ya <b>firmada</b>.", "Already signed."))
    assert "Ya &lt;b&gt;firmada&lt;/b&gt;." in page


def frame(app: Flask, path: str, **context: Any) -> str:
    with app.test_request_context(path):
        return render_template_string('{% extends "base.html" %}{% block title %}Hoja{% endblock %}', **context)


def test_frame_hides_no_variable_of_a_page(look: Flask) -> None:
    names = ("name", "notice", "icon", "said", "here", "other", "rest", "items")
    source = '{% extends "base.html" %}{% block main %}<p>' + "".join(f"{{{{ {name} }}}}" for name in names)
    with look.test_request_context("/"):
        page = render_template_string(source + "{% endblock %}", **{name: f"[{name}]" for name in names})
    assert "<p>" + "".join(f"[{name}]" for name in names) in page


def test_frame_marks_where_the_reader_is_and_nothing_else(look: Flask) -> None:
    page = frame(look, "/catalogue")
    current = re.findall(r'<a href="([^"]+)" aria-current', page)
    assert set(current) == {"/catalogue"}
    assert 'href="#main"' in page
    assert "<title>Hoja · Registro de Microcredenciales de IA</title>" in page


def test_frame_offers_sign_in_to_strangers_and_sign_out_by_post_to_others(look: Flask) -> None:
    assert 'href="/entrar"' in frame(look, "/")
    viewer = {"name": "Ana <b>", "home_path": "/institucion", "kind": "provider"}
    page = frame(look, "/", viewer=viewer)
    assert 'href="/entrar"' not in page
    assert "Ana &lt;b&gt;" in page
    assert re.search(r'<form method="post" action="/salir"><input type="hidden" name="csrf_token" value="[^"]+">', page)


def test_frame_sets_no_session_for_a_stranger_who_only_reads(look: Flask) -> None:
    assert "Set-Cookie" not in look.test_client().get("/hoja").headers


def test_frame_says_that_the_data_are_synthetic_only_in_a_demo(look: Flask) -> None:
    assert "datos sintéticos" in frame(look, "/", demo=True)
    assert "datos sintéticos" not in frame(look, "/")


def test_frame_offers_to_remember_a_language_asked_for_in_the_address(look: Flask) -> None:
    assert 'action="/idioma"' not in frame(look, "/verify")
    page = frame(look, "/verify?q=a%26b&lang=en")
    assert 'name="next" value="/verify?q=a%26b"' in page
    assert 'action="/idioma"' in page
    assert "Use English on every page" in page
    assert 'href="/catalogue?lang=en"' in page


# --- components --------------------------------------------------------------------------------------------------


KINDS = [SelectChoice("a", Text("Pública", "Public")), SelectChoice("b", "<b>")]
TRACKS = [SelectChoice("l", Text("Alfabetización", "Literacy"))]


class Sample(FlaskForm):
    """One field of each kind that the macro treats by itself."""

    name = StringField(Text("Nombre", "Name"), [DataRequired()], description=Text("Como firma.", "As signed."))
    curp = StringField("CURP", [Length(18, 18, Text("Son %(max)d caracteres.", "It has %(max)d characters."))])
    email = EmailField(Text("Correo", "E-mail"), [Email()])
    kind = SelectField(
        Text("Tipo", "Kind"), choices=[SelectChoice("a", Text("Pública", "Public")), SelectChoice("b", "<b>")]
    )
    track = RadioField(
        Text("Vía", "Track"), [InputRequired()], choices=[SelectChoice("l", Text("Alfabetización", "Literacy"))]
    )
    hours = IntegerField(Text("Horas", "Hours"), [NumberRange(8, 400)])
    agreed = BooleanField(Text("De acuerdo", "Agreed"))


def filled_form(app: Flask, lang: str) -> str:
    with app.test_request_context(f"/?lang={lang}"):
        form = Sample(MultiDict({"curp": '"><script>', "hours": "3", "kind": "z", "email": "x"}), meta={"csrf": False})
        assert not form.validate()
        return render_template_string(
            COMPONENTS + "{{ error_summary(form) }}{% for f in form %}{{ field(f) }}{% endfor %}", form=form
        )


def test_each_error_stands_at_its_field_and_in_the_summary_with_a_link(look: Flask) -> None:
    page = filled_form(look, "es")
    for name in ("name", "curp", "email", "kind", "track", "hours"):
        assert f'href="#{name}"' in page, name
        assert f'id="{name}-error"' in page, name
    assert 'id="name" name="name" value="" aria-describedby="name-help name-error" aria-invalid="true" required' in page
    assert "Como firma." in page
    assert "Son 18 caracteres." in page


def test_no_form_error_reaches_a_reader_of_spanish_in_english(look: Flask) -> None:
    page = filled_form(look, "es")
    for english in ("required", "Not a valid", "Invalid", "must be", "Name", "Kind", "Public<", "Literacy"):
        assert english not in re.sub(r"<[^>]+>", " ", page), english
    assert "Escriba un número entre 8 y 400." in page


def test_what_a_person_typed_cannot_become_markup(look: Flask) -> None:
    page = filled_form(look, "en")
    assert "<script>" not in page
    assert 'value="&#34;&gt;&lt;script&gt;"' in page
    assert "&lt;b&gt;" in page


def test_radio_and_select_keep_what_was_chosen(look: Flask) -> None:
    with look.test_request_context("/"):
        form = Sample(MultiDict({"kind": "b", "track": "l", "agreed": "y"}), meta={"csrf": False})
        page = render_template_string(COMPONENTS + "{% for f in form %}{{ field(f) }}{% endfor %}", form=form)
    assert '<option value="b" selected>' in page
    assert re.search(r'type="radio" name="track" value="l" checked', page)
    assert re.search(r'type="checkbox" id="agreed" name="agreed" value="y" checked', page)


def check(id: str, question: Question, result: Result, code: str = "code") -> Check:
    text = Text(f"Título {id}", f"Title {id}"), Text("Razón.", "Reason."), Text("Haga algo.", "Do something.")
    return Check(id, question, result, code, *text, evidence={"asOf": "2026-11-22", "source": "<https://x>"})


def answer_to(look: Flask, *checks: Check, lang: str = "en") -> str:
    page = write(look, "{{ questions(report) }}", lang=lang, report={"checks": checks})
    return re.sub(r"<[^>]+>", "", page.split("<header>")[1].split("</header>")[0]).split("?")[1].strip()


@pytest.mark.parametrize("worse", [Result.FAILED, Result.WARNING, Result.NOT_CHECKED])
@pytest.mark.parametrize("question", list(Question))
def test_never_answers_yes_unless_every_check_passed(look: Flask, question: Question, worse: Result) -> None:
    passed = check("one", question, Result.PASSED)
    assert answer_to(look, passed) == "Yes"
    assert answer_to(look, passed, check("two", question, worse)) != "Yes"


def test_only_what_makes_a_credential_invalid_is_red(look: Flask) -> None:
    def kinds(one: Check) -> set[str]:
        return set(re.findall(r"is-(\w+)", write(look, "{{ questions(report) }}", report={"checks": [one]})))

    assert kinds(check("validity_period", Question.CURRENT, Result.FAILED, "expired")) == {"not_current"}
    assert kinds(check("revocation", Question.CURRENT, Result.FAILED, "revoked")) == {"invalid"}
    assert kinds(check("signature", Question.AUTHENTIC, Result.FAILED)) == {"invalid"}
    assert kinds(check("accredited_now", Question.ISSUER, Result.FAILED)) == {"warning"}
    assert kinds(check("status", Question.CURRENT, Result.NOT_CHECKED)) == {"not_checked"}


def test_report_and_its_json_look_the_same(look: Flask) -> None:
    checks = [
        check("signature", Question.AUTHENTIC, Result.PASSED),
        check("holder", Question.PERSON, Result.NOT_CHECKED),
    ]
    source = "{{ questions(report) }}"
    as_objects = write(look, source, report={"checks": checks})
    assert as_objects == write(look, source, report={"checks": [one.as_dict() for one in checks]})
    assert "Título signature." in as_objects
    assert "&lt;https://x&gt;" in as_objects


def test_remedy_is_not_offered_where_nothing_is_wrong(look: Flask) -> None:
    page = write(look, "{{ questions(report) }}", report={"checks": [check("s", Question.AUTHENTIC, Result.PASSED)]})
    assert "Qué hacer" not in page


@pytest.mark.parametrize(
    ("verdict", "word", "kind"),
    [
        ("valid", "Válida", "valid"),
        ("authentic_not_current", "Auténtica, pero no vigente", "not_current"),
        ("invalid", "No válida", "invalid"),
        ("unverifiable", "No se pudo comprobar", "not_checked"),
    ],
)
def test_the_four_verdicts_are_never_merged(look: Flask, verdict: str, word: str, kind: str) -> None:
    report = {"verdict": verdict, "headline": {"es": "Frase.", "en": "Sentence."}, "checks": []}
    page = write(look, "{{ verdict_banner(report) }}", report=report)
    assert f'<h1 id="verdict">{word}</h1>' in page
    assert f'class="verdict is-{kind}"' in page


def test_each_state_has_an_icon_of_its_own_shape_and_a_word(look: Flask) -> None:
    sprite = (PACKAGE / "templates/_icons.html").read_text()
    shapes = dict(re.findall(r'<symbol id="i-(\w+)"[^>]*>(.*?)</symbol>', sprite))
    kinds = ("valid", "not_current", "invalid", "not_checked", "info", "warning")
    assert len({shapes[kind] for kind in kinds}) == len(kinds)
    for kind in kinds:
        page = write(look, "{{ state(kind, word) }}", kind=kind, word=Text("Palabra", "Word"))
        assert f"#i-{kind}" in page
        assert "Palabra" in page


def test_each_cell_of_a_table_knows_its_column_for_small_screens(look: Flask) -> None:
    headers = ["Persona", {"text": Text("Horas", "Hours"), "num": True}, "Nota"]
    page = write(look, "{{ table('Lista', headers, rows) }}", headers=headers, rows=[["<Ana>", 1243, ""]])
    assert '<th scope="row" data-label="Persona"><span>&lt;Ana&gt;</span></th>' in page
    assert '<td class="num" data-label="Horas"><span>1,243</span></td>' in page
    assert "<td></td>" in page  # an empty cell leaves no lonely label on a card


def test_a_table_without_rows_says_so(look: Flask) -> None:
    assert 'colspan="2">Nothing to show.' in write(look, "{{ table('t', ['a', 'b'], []) }}", lang="en")


def test_progress_says_what_is_left(look: Flask) -> None:
    page = write(look, "{{ progress(640, 1162, 'Emitiendo') }}{{ progress(0, none, 'Preparando', id='p2') }}")
    assert "640 de 1,162 · faltan 522" in page
    assert '<progress id="p2"></progress>' in page


def test_card_escapes_names_and_shows_only_what_it_knows(look: Flask) -> None:
    page = write(look, "{{ credential_card({'title': '<i>', 'track': 'engineering', 'folio': '7Q4K'}) }}")
    assert "&lt;i&gt;" in page
    assert "Ingeniería de IA" in page
    assert "Vigencia" not in page
    assert "<img" not in page


def test_a_card_says_the_signed_title_first_and_what_it_means_beneath(look: Flask) -> None:
    card = {"title": "Uso de la IA", "title_lang": "es", "title_in_both": Text("Uso de la IA", "Use of AI")}
    english = write(look, "{{ credential_card(card) }}", lang="en", card=card)
    assert '<h2 class="credential-title" lang="es">Uso de la IA</h2>' in english
    assert english.index("Uso de la IA") < english.index('<p class="credential-also">Use of AI</p>')
    spanish = write(look, "{{ credential_card(card) }}", card=card)
    assert "credential-also" not in spanish and 'lang="es">Uso' not in spanish
    foreign = write(look, "{{ credential_card({'title': 'Prompting', 'title_lang': none}) }}", card=card)
    assert 'class="credential-title">Prompting' in foreign


def test_a_file_field_has_a_word_of_its_own_in_the_readers_language(look: Flask) -> None:
    for lang, word in (("es", "Elegir archivo"), ("en", "Choose a file")):
        assert f'aria-hidden="true">{word}</span>' in write(look, "{{ file_field('f') }}", lang=lang)


def test_a_chart_that_is_open_hides_none_of_its_numbers(look: Flask) -> None:
    source = "{{ chart('', 'Mapa', headers=['Entidad', 'Personas'], rows=[['Puebla', 47]], open=%s) }}"
    assert "<details" not in write(look, source % "true") and "<details" in write(look, source % "false")


def test_components_keep_markup_that_a_view_made(look: Flask) -> None:
    page = write(look, "{{ table('t', ['a'], [[link]]) }}{{ said(word) }}", link=Markup("<a>x</a>"), word=escape("<"))
    assert "<span><a>x</a></span>" in page
    assert page.rstrip().endswith("&lt;")


def test_every_component_is_written_in_both_languages(look: Flask) -> None:
    source = """{{ steps(['a', 'b'], 2) }}{{ figures([{'number': 3, 'label': word, 'kind': 'valid'}]) }}
      {{ copy_field(word, 'x') }}{{ definition_list([(word, day)]) }}{{ empty(word, word) }}
      {{ pagination('#', '#', word) }}
      {{ work_nav([{'text': word, 'href': '#', 'count': 0}], '#') }}{{ timeline([{'when': day, 'title': word}]) }}
      {{ breadcrumbs([{'text': word, 'href': '/'}, {'text': word}]) }}{{ notice('info', word, word) }}
      {{ plain_field('q', word, options=[('', word)]) }}{{ file_field('f', help=word) }}{{ button(word) }}
      {{ chart('', word, headers=['a'], rows=[]) }}"""
    context = {"word": Text("palabra", "word"), "day": dt.date(2026, 8, 14)}
    spanish, english = (re.sub(r"\s+", " ", write(look, source, lang=lang, **context)) for lang in ("es", "en"))
    assert "14 de agosto de 2026" in spanish and "August 14, 2026" in english
    assert "palabra" not in english and ">word<" not in spanish
    assert 'aria-label="Páginas"' in spanish and 'aria-label="Pages"' in english
