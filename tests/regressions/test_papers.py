"""Papers are set at any moment, not only on the stroke of a second."""

from __future__ import annotations

import datetime as dt

from registry.artefacts.claim_slips import claim_slips_pdf
from tests.artefacts.test_paperwork import IMPRINT, slip

BETWEEN_TWO_SECONDS = dt.datetime(2026, 11, 22, 13, 16, 12, 345_678, tzinfo=dt.UTC)


def test_claim_slips_are_set_at_a_moment_between_two_seconds():
    pdf = claim_slips_pdf(
        [slip()], claim_address="registro.example/recibir", imprint=IMPRINT, made_at=BETWEEN_TWO_SECONDS, demo=True
    )
    assert pdf.startswith(b"%PDF-")
