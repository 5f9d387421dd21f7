"""Status lists that several workers ask for places at once."""

from __future__ import annotations

import threading
from typing import Any

from flask import Flask
from sqlalchemy import select

from registry.custody import service as custody
from registry.custody.models import Issuer
from registry.db import db
from registry.records import lists
from registry.records.models import StatusList


def test_of_workers_that_find_no_list_one_opens_it_for_all(app: Flask, session: Any) -> None:
    key = custody.create_issuer("did:web:registro.example:providers:uno", kind="provider").id
    session.commit()
    together, places, faults = threading.Barrier(4), [], []

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
    assert len({place.index for place in places}) == 200
    assert len(session.scalars(select(StatusList)).all()) == 1
