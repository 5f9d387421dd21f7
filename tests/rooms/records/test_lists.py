"""Status lists that several workers ask for places at once."""

from __future__ import annotations

import threading
import time
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from registry import contexts
from registry.custody import service as custody
from registry.custody.models import Issuer
from registry.custody.queries import public_key
from registry.db import db
from registry.records import lists
from registry.records.models import StatusList
from registry.signing import Algorithm, verify_data_integrity


def test_of_workers_that_find_no_list_one_opens_it_for_all(
    app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = custody.create_issuer("did:web:registro.example:providers:uno", kind="provider").id
    other = custody.create_issuer("did:web:registro.example:providers:dos", kind="provider")
    lists.take_places(other, 1)  # the first of all begins the database's era, one after the other
    session.commit()
    together, places, faults = threading.Barrier(4), [], []
    real = lists.ids.new_token

    def slowly(size: int = 24) -> str:
        time.sleep(0.3)  # between looking and opening, where the others come
        return real(size)

    monkeypatch.setattr(lists.ids, "new_token", slowly)

    def take() -> None:
        with app.app_context():
            try:
                issuer = db.session.get_one(Issuer, key)
                db.session.rollback()
                together.wait()
                taken = lists.take_places(db.session.merge(issuer), 50)
                db.session.commit()
                places.extend(taken)
            except Exception as fault:
                faults.append(fault)

    workers = [threading.Thread(target=take) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    assert len({place.status_index for place in places}) == 200
    assert len(session.scalars(select(StatusList).where(StatusList.issuer_id == key)).all()) == 1


@pytest.mark.databases("sqlite")
def test_a_list_is_signed_over_what_the_general_engine_gives(session: Any) -> None:
    issuer = custody.create_issuer("did:web:registro.example:providers:uno", kind="provider")
    (place, *_) = lists.take_places(issuer, 3)
    for bit in (True, False):
        lists.set_bits(place.list_id, [place.status_index], value=bit)
        signed = orjson.loads(session.get_one(StatusList, place.list_id).signed_json)
        key = public_key(custody.active_key(issuer, "status", Algorithm.ED25519).public_multibase)
        verify_data_integrity(signed, proof=signed["proof"], public_key=key, contexts=contexts.store())
