"""Claim slips: the sheet that hands a microcredential to a person who gave no e-mail, six to a page, to cut apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry.artefacts import messages
from registry.artefacts.imprint import Imprint
from registry.artefacts.qr import qr_svg
from registry.artefacts.typesetting import Paper, breakable, typeset_pdf
from registry.texts import LANGUAGES, Text

# 84 sheets; whoever prints more does it in parts, so that no request holds a worker for long.
MOST_SLIPS = 500


class TooManySlips(ValueError):
    """More slips were asked for than one file holds; the caller prints them in parts of `MOST_SLIPS`."""


@dataclass(frozen=True, slots=True)
class ClaimSlip:
    """One person's slip. ``claim_url`` carries the whole secret; ``code`` is what is typed instead, as printed."""

    holder: str
    title: Text
    institution: str
    claim_url: str
    code: str
    claim_by: dt.date | None = None


def claim_slips_pdf(
    slips: Sequence[ClaimSlip],
    *,
    claim_address: str,
    imprint: Imprint,
    made_at: dt.datetime,
    demo: bool,
    paper: Paper = "us-letter",
) -> bytes:
    """The slips in the order given, two across and three down, with lines to cut along, as PDF/A-3a and PDF/UA-1.

    Spanish, with a short English line on each: the reader's language is not known yet.

    Args:
        slips: at most `MOST_SLIPS`.
        claim_address: where the code is typed, without scheme, for reading aloud.
        imprint: the registry, at the foot of each slip.
        made_at: aware datetime that dates the file.
        demo: prints «Demostración · datos sintéticos» on each slip.
        paper: upright sheet.

    Raises:
        TooManySlips: more than `MOST_SLIPS`.
    """
    if len(slips) > MOST_SLIPS:
        raise TooManySlips(f"{len(slips)} slips, at most {MOST_SLIPS} in one file")
    data = {
        "paper": paper,
        "slips": [_slip(slip, claim_address) for slip in slips],
        "words": {
            "document_title": messages.SLIPS_TITLE.format(count=len(slips)).es,
            "kind": messages.SLIP_KIND.in_("es"),
            "code": messages.SLIP_CODE.in_("es"),
            "imprint": messages.IMPRINT.format(registry=imprint.registry, operator=imprint.operator).es,
            "missing_signs": messages.MISSING_SIGNS.es,
            **({"demo": messages.DEMO.es} if demo else {}),
        },
    }
    return typeset_pdf("claim_slips", data, language="es", made_at=made_at)


def _slip(slip: ClaimSlip, claim_address: str) -> dict[str, object]:
    how = messages.SLIP_HOW.format(address=claim_address)
    if slip.claim_by:
        until = messages.SLIP_UNTIL.format(day=slip.claim_by)
        how = messages.joined(how, Text(" ", " "), until)
    how = messages.joined(how, Text(" ", " "), messages.SLIP_KEEP)
    title = messages.SLIP_QR.format(holder=slip.holder).es
    return {
        "holder": breakable(slip.holder),
        "intro": messages.SLIP_INTRO.format(institution=breakable(slip.institution)).es,
        "title": breakable(slip.title.es),
        "code": slip.code,
        "url": slip.claim_url,
        "qr": qr_svg(slip.claim_url, title=title, light=None),
        "qr_words": title,
        "how": {language: how.in_(language) for language in LANGUAGES},
    }
