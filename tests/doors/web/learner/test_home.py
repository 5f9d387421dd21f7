"""The home of a record: each state with its word and its next step, progress, renewals, history, a list to print.

Sixty credentials cost no more questions to the database than one, and a page stays light.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest

from benchmarks.measure import statements
from registry.accounts import queries as accounts
from registry.accounts.actor import SYSTEM
from registry.awards import collections, corrections, service, sharing
from registry.db import db
from registry.ids import spell_folio
from registry.people import service as people
from registry.web import sessions
from tests.doors.web.learner import story
from tests.doors.web.learner.story import issue, keep, receive, teacher
from tests.support import browsing
from tests.support.browsing import DESK, NARROWEST, PHONE, overflow, serious_violations

pytestmark = pytest.mark.databases("sqlite")
HOME = "/mis-microcredenciales"
PAGES = (HOME, f"{HOME}/avance", f"{HOME}/historia", f"{HOME}/lista")
#: What issue "the learner's record" promises of a page without its images; and what the page itself may take of it.
LIGHT, HTML = 60_000, 25_000
FILES = r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"'


def give(client, school, count, **more):
    """So many more to the person of this browser, accepted."""
    awards = issue(school, *[teacher() for _ in range(count)], **more)
    for award in awards:
        keep(client, award)
    return awards


def section(page, name):
    """The words of one section of the home."""
    found = page.split(f'id="{name}"')
    return found[1].split("</section>")[0] if len(found) > 1 else ""


def again(client, award):
    """Back in after the clock has moved."""
    account = accounts.by_person(people.root_of(award.person).id)
    return client.enter(account)


def test_every_state_says_what_it_means_and_what_comes_next(client, school, clock):
    suspended, revoked, corrected, current, rejected, waiting = issue(school, *[teacher() for _ in range(6)])
    for award in (suspended, revoked, corrected, current):
        keep(client, award)
    receive(client, waiting)
    receive(client, rejected)
    client.post(f"{HOME}/{rejected.id}/rechazar")
    clock.tick(days=1)
    service.suspend(suspended, reason="under_investigation", actor=school.issuer)
    service.revoke(revoked, reason="issued_in_error", actor=school.issuer)
    corrections.correct_name(corrected, "Ana Sofía Ñúñez de Pérez", actor=school.issuer)
    again(client, current)
    page = client.get(HOME).text
    for award, place, words in (
        (waiting, "waiting", ("Por aceptar", "decida si la acepta")),
        (current, "kept", ("Vigente", "Compartir")),
        (corrected, "kept", ("Se corrigió el",)),
        (suspended, "over", ("Suspendida", "mientras tanto no vale", "inconformarse")),
        (revoked, "over", ("Revocada", "eso no se deshace")),
        (rejected, "rejected", ("Usted la rechazó el", "Verla o aceptarla")),
    ):
        told = section(page, place)
        assert str(award.id) in told, place
        assert all(one in told for one in words), (place, words)
        assert page.count(f'href="{HOME}/{award.id}"') >= 1
    assert page.index('id="waiting"') < page.index('id="kept"') < page.index('id="over"') < page.index('id="rejected"')
    # A word for each, and an icon of its own.
    icons = re.findall(r'class="state is-\w+"><svg[^>]*><use href="#i-(\w+)"', section(page, "over"))
    assert sorted(icons) == ["invalid", "suspended"]
    english = client.get(f"{HOME}?lang=en").text
    assert all(one in english for one in ("To accept", "No longer current", "you can appeal", "You rejected it on"))


@pytest.mark.serves("R41")
def test_a_record_years_later_keeps_what_expired_below_and_says_how_to_renew(client, school, clock):
    (old,) = give(client, school, 1)
    sharing.share(
        old, actor=accounts.actor_of(accounts.by_person(old.person_id)), expires_at=clock.at + dt.timedelta(1)
    )
    clock.set(old.valid_until - dt.timedelta(days=30))
    page = again(client, old).get(HOME).text
    # The link ended long ago; the credential did not.
    assert "Por vencer" in section(page, "kept") and "Puede renovarla hasta el" in page and "Vencida" not in page
    clock.tick(days=31)
    page = again(client, old).get(HOME).text
    assert "Vencida" in section(page, "over") and "Sigue siendo auténtica" in page and not section(page, "kept")
    detail = client.get(f"{HOME}/{old.id}").text
    assert "Puede hacerse desde 6 meses antes" in detail and "Hoy ninguna institución acreditada la ofrece" in detail
    clock.tick(days=400)
    assert "El plazo para renovarla terminó" in again(client, old).get(HOME).text


def test_renewing_names_who_offers_the_same_today(client, school, clock):
    (award,) = give(client, school, 1)
    clock.tick(days=300)
    page = again(client, award).get(f"{HOME}/{award.id}").text
    renew = page.split('id="renovar"')[1].split("</section>")[0]
    assert "Se podrá renovar desde el" in renew and f"/definitions/{school.version.id}" in renew
    assert "32 horas" in renew and "Sin costo." in renew
    advance = client.get(f"{HOME}/avance").text
    assert "16 horas" in advance and "Le falta" in advance and "Quién la ofrece hoy (0)" in advance
    assert "1 de 4 perfiles" in advance and "Ingeniería" not in advance.split("<main")[1]


def test_sixty_cost_no_more_questions_than_one_and_stay_light(client, school, make_app):
    (first,) = give(client, school, 1)
    paths = (*PAGES, f"{HOME}/{first.id}")

    def asked():
        for path in paths:
            client.get(path)
        found = {}
        for path in paths:
            with statements(db.engine) as sent:
                assert client.get(path).status_code == 200
            found[path] = len(sent)
        return found

    with_one = asked()
    more = issue(school, *[teacher() for _ in range(59)])
    for award in more:
        people.merge(award.person, into=first.person, actor=SYSTEM) if award.person_id != first.person_id else None
        award.accepted_at = first.accepted_at
    db.session.commit()
    with_sixty = asked()
    assert with_sixty == {path: pytest.approx(count, abs=1) for path, count in with_one.items()}
    assert max(with_sixty.values()) <= 30, with_sixty
    served = make_app(environment="demo").test_client()
    fixed = sum(_weight(served, one) for one in re.findall(FILES, served.get("/recibir").text))
    for path in (HOME, f"{HOME}?pagina=3", f"{HOME}/avance", f"{HOME}/historia"):
        html = len(client.get(path).data)
        assert fixed > 5_000 and fixed + html <= LIGHT and html <= HTML, (path, fixed, html)


def _weight(client, address):
    """The bytes of a static file on the wire, to a browser that unpacks."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    return len(answer.data)


def test_many_are_searched_and_filtered(client, school):
    awards = give(client, school, 9)
    page = client.get(HOME).text
    assert 'name="q"' in page and "Página 1 de 2" in page
    wanted = awards[4]
    for words in (spell_folio(wanted.folio), wanted.folio.lower(), f"RESPONSABLE {wanted.folio}"):
        found = client.get(HOME, query_string={"q": words}).text
        assert set(re.findall(rf"{HOME}/([0-9a-f-]{{36}})\"", found)) == {str(wanted.id)}, words
    assert "Ninguna con esas palabras" in client.get(HOME, query_string={"q": "zzz"}).text
    service.suspend(wanted, reason="under_investigation", actor=school.issuer)
    found = client.get(HOME, query_string={"estado": "suspended"}).text
    assert set(re.findall(rf"{HOME}/([0-9a-f-]{{36}})\"", found)) == {str(wanted.id)}
    for odd in ("estado=nada", "pagina=99", "pagina=-1", "pagina=x", "q=" + "a" * 5000, "q=%25%00"):
        assert client.get(f"{HOME}?{odd}").status_code == 200, odd


def test_history_tells_everything_and_counts_openings_without_naming_anybody(client, school, clock, app):
    (award,) = issue(school, teacher())
    keep(client, award)
    me = accounts.actor_of(accounts.by_person(award.person_id))
    clock.tick(days=1)
    link, _token = sharing.share(award, actor=me, label="Secundaria 12")
    link.views = 7
    ending, _token = sharing.share(award, actor=me, expires_at=clock.at + dt.timedelta(days=2))
    clock.tick(hours=1)
    several = collections.make_link([award], actor=me, label="Dos empleos")
    several.views = 5
    clock.tick(days=3)
    sharing.withdraw(link, actor=me)
    clock.tick(hours=1)
    service.suspend(award, reason="under_investigation", actor=school.issuer)
    clock.tick(days=1)
    service.reinstate(award, actor=school.issuer)
    page = again(client, award).get(f"{HOME}/historia").text
    told = page.split('id="views"')[0]
    order = [
        "La institución la reactivó", "La institución la suspendió", "Usted retiró un enlace", "Terminó un enlace suyo",
        "Usted creó un enlace a varias", "Usted creó un enlace</strong>: Secundaria 12", "Usted la aceptó",
        "Usted la recibió", "La institución la emitió",
    ]  # fmt: skip
    places = [told.index(one) for one in order]
    assert places == sorted(places) and "En investigación" in told and "El enlace, no la microcredencial" in told
    views = page.split('id="views"')[1]
    assert re.findall(r'class="num"[^>]*>(\d+)<', views) == ["5", "0", "7", "12"] and "no personas" in views
    stranger = app.test_client()
    (other,) = issue(school, teacher(full_name="Eva Ruiz Lara", email="eva@correo.example"))
    keep(stranger, other)
    for path in PAGES[1:]:
        theirs = stranger.get(path).text
        assert "Secundaria 12" not in theirs and str(award.id) not in theirs and str(ending.id) not in theirs


def test_the_list_holds_all_and_says_that_it_proves_nothing(client, school):
    awards = give(client, school, 10)
    page = client.get(f"{HOME}/lista").text
    assert all(spell_folio(award.folio) in page for award in awards)
    assert "no prueba nada por sí misma" in page and "10:0" in page


@pytest.fixture
def present(session):
    """The server has a clock of its own, so this school lives in the present."""
    return story.open_school()


def test_the_pages_are_sound_on_a_phone_and_at_a_desk_in_both_languages(browser, live_server, present, app):
    awards = issue(present, *[teacher() for _ in range(9)])
    client = app.test_client()
    for award in awards[1:]:
        keep(client, award)
    receive(client, awards[0])
    link, _token = sharing.share(awards[1], actor=accounts.actor_of(accounts.by_person(awards[1].person_id)))
    service.suspend(awards[2], reason="under_investigation", actor=present.issuer)
    name = sessions.cookie_name(live_server.app.config["SETTINGS"])
    cookie = next(one for one in client._cookies.values() if one.key == name)
    db.session.commit()
    paths = (*PAGES, f"{HOME}?pagina=2", f"{HOME}/{awards[1].id}", f"{HOME}/historia")
    with browsing.opened(browser, viewport=PHONE) as page:
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        for place, path in enumerate((*paths, HOME)):
            # Each once, in one language and at one size; the home in both.
            language, size = (("es", PHONE), ("en", DESK))[place % 2]
            page.set_viewport_size(size)
            page.goto(f"{live_server.url}{path}{'&' if '?' in path else '?'}lang={language}")
            assert serious_violations(page) == [], path
            page.set_viewport_size(NARROWEST)
            assert overflow(page) == 0, path
        page.goto(live_server.url + HOME)
        focused = []
        for _ in range(40):
            page.keyboard.press("Tab")
            focused.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 30)"))
    # By keyboard in the order of the page: the search, what waits, what is held.
    order = [focused.index(one) for one in ("Buscar", "Abrirla y decidir", "Compartir")]
    assert order == sorted(order) and link.id
