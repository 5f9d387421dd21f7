"""What a person holds in the hand: certificates, acknowledgements, claim slips, receipts, badge pictures, QR codes.

Bytes in, bytes out: no database, no request, no clock. What a document says comes in as facts, and the same facts
always give the same bytes. Nothing drawn here proves anything; the signed credential inside does.
"""

from __future__ import annotations

from registry.artefacts.baking import CannotBake, bake_png, bake_svg
from registry.artefacts.certificate import CertificateFacts, LevelReached, certificate_pdf
from registry.artefacts.imprint import Imprint
from registry.artefacts.qr import qr_png, qr_svg
from registry.artefacts.typesetting import Attachment, TypesettingFailed

__all__ = [
    "Attachment",
    "CannotBake",
    "CertificateFacts",
    "Imprint",
    "LevelReached",
    "TypesettingFailed",
    "bake_png",
    "bake_svg",
    "certificate_pdf",
    "qr_png",
    "qr_svg",
]
