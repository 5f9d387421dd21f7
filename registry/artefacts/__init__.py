"""What a person holds in the hand: certificates, acknowledgements, claim slips, receipts, badge pictures, QR codes.

Bytes in, bytes out: no database, no request, no clock. What a document says comes in as facts, and the same facts
always give the same bytes. Nothing drawn here proves anything; the signed credential inside does.
"""

from __future__ import annotations

from registry.artefacts.acknowledgement import (
    AcknowledgedAward,
    AcknowledgementFacts,
    acknowledgement_pdf,
    folio_list_digest,
)
from registry.artefacts.badge import BadgeFacts, Track, badge_png, badge_svg, initials_of
from registry.artefacts.baking import CannotBake, bake_png, bake_svg
from registry.artefacts.certificate import CertificateFacts, LevelReached, certificate_pdf, certificate_preview
from registry.artefacts.claim_slips import MOST_SLIPS, ClaimSlip, TooManySlips, claim_slips_pdf
from registry.artefacts.imprint import Imprint
from registry.artefacts.qr import qr_png, qr_svg
from registry.artefacts.receipt import CheckRow, ReceiptFacts, receipt_pdf
from registry.artefacts.typesetting import Attachment, TypesettingFailed

__all__ = [
    "MOST_SLIPS",
    "AcknowledgedAward",
    "AcknowledgementFacts",
    "Attachment",
    "BadgeFacts",
    "CannotBake",
    "CertificateFacts",
    "CheckRow",
    "ClaimSlip",
    "Imprint",
    "LevelReached",
    "ReceiptFacts",
    "TooManySlips",
    "Track",
    "TypesettingFailed",
    "acknowledgement_pdf",
    "badge_png",
    "badge_svg",
    "bake_png",
    "bake_svg",
    "certificate_pdf",
    "certificate_preview",
    "claim_slips_pdf",
    "folio_list_digest",
    "initials_of",
    "qr_png",
    "qr_svg",
    "receipt_pdf",
]
