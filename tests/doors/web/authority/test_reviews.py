"""A reviewer's ruling and the decision, through their pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from registry.accounts.models import Account
from registry.db import db
from registry.providers import service, tray
from registry.providers.models import Accreditation, Application
from tests.support import ministry as ministries
from tests.support.client import Client
from tests.support.ministry import Ministry, opinion

Enter = Callable[[Account], Client]
SECRET = "Opinión que nadie debe leer todavía."


@pytest.fixture
def head(ministry: Ministry, enter: Enter) -> Client:
    account = db.session.get(Account, ministry.head.account_id)
    assert account is not None
    return enter(account)


def form(application: Application, *failing: str, do: str = "file", text: str = "Revisé todo.") -> dict[str, str]:
    draft = opinion(application, *failing)
    data = {f"finding-{name}": value for name, value in draft.findings.items()}
    data |= {f"comment-{name}": comment for name, comment in draft.comments.items()}
    return data | {"opinion": text, "do": do}


def address(application: Application, page: str = "dictamen") -> str:
    return f"/autoridad/solicitudes/{application.number}/{page}"


def test_a_draft_is_kept_and_shown_again(ministry: Ministry, application: Application, enter: Enter) -> None:
    client = enter(ministry.reviewers[0])
    data = {"finding-ACC-A1": "does_not_meet", "comment-ACC-A1": "No veo el acta.", "opinion": "Voy a la mitad."}
    assert client.post(address(application), data=data | {"do": "save"}).status_code == 302
    text = client.get(address(application)).text
    assert "No veo el acta." in text
    assert "Voy a la mitad." in text
    assert 'name="finding-ACC-A1" value="does_not_meet" checked' in text
    assert tray.seats_of(tray.application(application.id))[0].filed_at is None


def test_refuses_to_file_half_a_review_but_keeps_it(ministry: Ministry, application: Application, enter: Enter) -> None:
    client = enter(ministry.reviewers[0])
    data = {"finding-ACC-A1": "meets", "opinion": "Me falta lo demás.", "do": "file"}
    answer = client.post(address(application), data=data)
    assert answer.status_code == 422
    assert 'href="#finding-ACC-A2"' in answer.text
    assert 'href="#finding-ACC-A1"' not in answer.text
    assert "Marque si se cumple o no." in answer.text
    assert "Me falta lo demás." in client.get(address(application)).text


def test_refuses_a_failed_criterion_without_comment_at_its_field(
    ministry: Ministry, application: Application, enter: Enter
) -> None:
    data = form(application, "ACC-B4")
    del data["comment-ACC-B4"]
    answer = enter(ministry.reviewers[0]).post(address(application), data=data)
    assert answer.status_code == 422
    assert 'href="#comment-ACC-B4"' in answer.text


def test_refuses_to_file_twice(ministry: Ministry, application: Application, enter: Enter) -> None:
    client = enter(ministry.reviewers[0])
    assert client.post(address(application), data=form(application)).status_code == 302
    answer = client.post(address(application), data=form(application, "ACC-A1"))
    assert answer.status_code == 409
    assert "Presentar el dictamen" not in client.get(address(application)).text


def test_refuses_the_form_to_a_reviewer_without_a_seat(
    ministry: Ministry, application: Application, enter: Enter
) -> None:
    client = enter(ministry.reviewers[2])
    assert client.get(address(application)).status_code == 404
    assert client.post(address(application), data=form(application)).status_code == 404


def test_refuses_to_show_a_review_before_all_are_filed(
    ministry: Ministry, application: Application, enter: Enter, head: Client
) -> None:
    enter(ministry.reviewers[0]).post(address(application), data=form(application, text=SECRET))
    assert SECRET not in head.get(address(application, "resolucion")).text
    assert SECRET not in head.get(f"/autoridad/solicitudes/{application.number}").text
    assert SECRET not in enter(ministry.reviewers[1]).get(address(application)).text
    enter(ministry.reviewers[1]).post(address(application), data=form(application))
    assert SECRET in head.get(address(application, "resolucion")).text


def test_refuses_decision_with_one_review(
    ministry: Ministry, application: Application, enter: Enter, head: Client
) -> None:
    enter(ministry.reviewers[0]).post(address(application), data=form(application))
    page = head.get(address(application, "resolucion")).text
    assert "Faltan dictámenes: hay 1 de 2" in page
    assert "Resolver:" not in page
    answer = head.post(address(application, "resolucion"), data={"expected_result": "accredited", "text": "Cumple."})
    assert answer.status_code == 409
    assert db.session.scalar(select(Accreditation.id)) is None


def test_decision_shows_the_rule_before_and_grants_after(
    ministry: Ministry, application: Application, enter: Enter, head: Client
) -> None:
    for account in ministry.reviewers[:2]:
        enter(account).post(address(application), data=form(application, "ACC-B4"))
    page = head.get(address(application, "resolucion")).text
    assert "decide-conditional" in page
    assert "Resolver: Acreditada con condiciones" in page
    stale = head.post(address(application, "resolucion"), data={"expected_result": "accredited", "text": "Cumple."})
    assert stale.status_code == 409
    assert "El resultado de la regla cambió" in stale.text
    empty = head.post(address(application, "resolucion"), data={"expected_result": "conditional", "text": ""})
    assert empty.status_code == 422
    done = head.post(
        address(application, "resolucion"), data={"expected_result": "conditional", "text": "Falta el calendario."}
    )
    assert done.status_code == 302
    after = head.get(f"/autoridad/solicitudes/{application.number}").text
    assert "Falta el calendario." in after
    assert "Acreditada con condiciones" in after


def test_refuses_the_decision_page_to_reviewers(ministry: Ministry, application: Application, enter: Enter) -> None:
    assert enter(ministry.reviewers[0]).get(address(application, "resolucion")).status_code == 403


def test_a_third_reviewer_is_asked_for_when_two_disagree(
    ministry: Ministry, application: Application, enter: Enter, head: Client
) -> None:
    enter(ministry.reviewers[0]).post(address(application), data=form(application))
    enter(ministry.reviewers[1]).post(address(application), data=form(application, "ACC-A4"))
    page = head.get(f"/autoridad/solicitudes/{application.number}").text
    assert "Los dos dictámenes llegan a resultados distintos" in page
    head.post(
        f"/autoridad/solicitudes/{application.number}/dictaminadores",
        data={"reviewer": str(ministry.reviewers[2].id)},
    )
    enter(ministry.reviewers[2]).post(address(application), data=form(application))
    db.session.expire_all()
    assert service.outcome(tray.application(application.id)).result == "accredited"


def test_the_review_list_empties_as_reviews_are_filed(
    ministry: Ministry, application: Application, enter: Enter
) -> None:
    client = enter(ministry.reviewers[0])
    assert application.number in client.get("/autoridad/dictamenes").text
    client.post(address(application), data=form(application))
    assert "No tiene dictámenes pendientes" in client.get("/autoridad/dictamenes").text


def test_computed_findings_are_shown_to_the_reviewer(ministry: Ministry, enter: Enter) -> None:
    application = ministries.under_review(ministry, ministries.new_provider())
    service.request_information(application.id, "Revise.", actor=ministry.head)
    worse = ministries.computed(ACC_B1=False)
    service.reply(application.id, "Listo.", worse, actor=ministries.administrator(application.provider))
    text = enter(ministry.reviewers[0]).get(address(application)).text
    assert "El registro lo calculó como no cumplido" in text
