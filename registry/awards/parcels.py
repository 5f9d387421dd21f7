"""Everything that somebody holds, as one ZIP: each microcredential in all its forms, and the signed transcripts.

What needs the database is gathered first; the certificates, half a second of work each, are set while the file is being
sent, so that neither a transaction nor the memory waits for the last of them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from registry.accounts.actor import Actor
from registry.artefacts.typesetting import TypesettingFailed
from registry.awards import certificates, reading
from registry.awards.certificates import CertificateSheet
from registry.awards.messages import PARCEL_README
from registry.awards.models import Award
from registry.clock import now
from registry.documents.carriers import NOTE_FILE
from registry.ids import spell_folio
from registry.records import notes, storage
from registry.records.models import Document
from registry.texts import Language, Text

#: More is taken along in several files.
MOST_IN_PARCEL = 40
_CREDENTIAL = Text("microcredencial", "microcredential")
_NOTE = Text("constancia-de-registro", "registration-note")
_BADGE = Text("insignia", "badge")
_CERTIFICATE = Text("certificado", "certificate")
_TRANSCRIPT = Text("historial", "record")
# A ZIP's own clock begins here; the files say in themselves when they were signed.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass
class Parcel:
    """What goes into the ZIP: files with their bytes, and certificates still to be set, by name."""

    language: Language
    files: list[tuple[str, bytes]] = field(default_factory=list)
    certificates: list[tuple[str, CertificateSheet]] = field(default_factory=list)


def gather(awards: Sequence[Award], documents: Sequence[Document], *, language: Language, actor: Actor) -> Parcel:
    """All forms of these, and the transcripts ``documents``. Makes the share links of the certificates' QR codes: the
    caller commits. Of what is suspended, revoked or superseded no certificate and no badge are made.

    Raises `NotAllowed`, `TypesettingFailed`.
    """
    parcel = Parcel(language)
    for number, document in enumerate(documents, start=1):
        stem = _TRANSCRIPT.in_(language) + (f"-{number}" if len(documents) > 1 else "")
        parcel.files += _signed(document, stem, _NOTE.in_(language) + f"-{stem}")
    at = now()
    for award in awards:
        folder = spell_folio(award.folio)
        parcel.files += _signed(
            award.document, f"{folder}/{_CREDENTIAL.in_(language)}", f"{folder}/{_NOTE.in_(language)}"
        )
        if reading.read(award, at=at).standing.stands:
            badge = f"{folder}/{_BADGE.in_(language)}"
            parcel.files.append((f"{badge}.png", certificates.badge_png_of(award)))
            parcel.files.append((f"{badge}.svg", certificates.badge_svg_of(award)))
            sheet = certificates.certificate_sheet(award, actor=actor)
            parcel.certificates.append((f"{folder}/{_CERTIFICATE.in_(language)}.pdf", sheet))
    return parcel


def sent(parcel: Parcel) -> Iterator[bytes]:
    """The ZIP, piece by piece. A certificate that cannot be set is left out; its credential is there all the same."""
    out = _Sink()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # Not a file among the others: whoever verifies the ZIP would be told that it cannot be read.
        archive.comment = PARCEL_README.in_(parcel.language).encode()
        for name, data in parcel.files:
            archive.writestr(_entry(name), data)
            yield out.taken()
        for name, sheet in parcel.certificates:
            try:
                data = certificates.print_certificate(sheet, language=parcel.language)
            except TypesettingFailed:
                continue
            archive.writestr(_entry(name), data)
            yield out.taken()
    yield out.taken()


def _signed(document: Document, stem: str, note_stem: str) -> Iterator[tuple[str, bytes]]:
    yield f"{stem}.json", storage.signed_json(document)
    yield f"{stem}.jwt", storage.signed_jwt(document).encode()
    note = notes.note_of(document)
    if note is not None:
        yield f"{note_stem}{NOTE_FILE[NOTE_FILE.index('.') :]}", note


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class _Sink(io.RawIOBase):
    """Where the ZIP is written: a place that cannot be gone back in, so that its pieces may leave at once."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole
