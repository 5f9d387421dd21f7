"""What an institution hands in: short names, evidence files, and whether the dossier is complete. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.curriculum.criteria import Criterion
from registry.providers.errors import FileTooLarge, FileTypeRefused, SlugUnfit, StatementTooLong

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_SHORTEST, SLUG_LONGEST = 3, 40
#: Words that stand in addresses beside institutions, or that would pass for the authority.
RESERVED_SLUGS = frozenset(
    {"admin", "alta", "api", "autoridad", "authority", "did", "new", "nueva", "registro", "registry", "root", "sep"}
)

STATEMENT_MAXIMUM = 4_000
FILE_MAXIMUM_BYTES = 5_000_000
FILES_PER_CRITERION = 5
NAME_MAXIMUM = 120

#: Extension → media type, and what the file must begin with. Reviewers open these; nothing that runs is among them.
_KINDS: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
}
ACCEPTED_EXTENSIONS = tuple(f".{extension}" for extension in _KINDS)


def require_slug(slug: str) -> str:
    """The short name, as it will stand in addresses and in the DID. Raises `SlugUnfit`."""
    if not (SLUG_SHORTEST <= len(slug) <= SLUG_LONGEST) or not SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        raise SlugUnfit(slug=slug[:SLUG_LONGEST])
    return slug


def slug_from(name: str) -> str:
    """A short name made of an institution's name; empty when it has no usable letter."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", letters))
    while len(slug) > SLUG_LONGEST:
        slug = slug.rsplit("-", 1)[0] if "-" in slug else slug[:SLUG_LONGEST]
    return slug


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: the name that the browser gave, and the bytes."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that may be kept: a name that is safe on any disk and in any header, and the type found in it."""

    name: str
    media_type: str
    body: bytes


def require_evidence(upload: Upload) -> Evidence:
    """Hold a file to size and type. Raises `FileTooLarge`, `FileTypeRefused` (also when it is empty)."""
    name = safe_name(upload.name)
    if len(upload.body) > FILE_MAXIMUM_BYTES:
        megabytes = round(len(upload.body) / 1_000_000, 1)
        raise FileTooLarge(name=name, size=megabytes, maximum=FILE_MAXIMUM_BYTES // 1_000_000)
    media_type, beginnings = _KINDS.get(_extension(name), ("", ()))
    if not any(upload.body.startswith(beginning) for beginning in beginnings):
        raise FileTypeRefused(name=name)
    return Evidence(name=name, media_type=media_type, body=upload.body)


def safe_name(name: str) -> str:
    """A file's name without folders, control characters or marks that a shell or a header reads; never empty."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one if one.isalnum() or one in " ._-()" else "_" for one in last)
    kept = re.sub(r"\s+", " ", kept).strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if not dot:
        return kept[:NAME_MAXIMUM] or "documento"
    return f"{(stem or 'documento')[: NAME_MAXIMUM - len(extension) - 1]}.{extension.lower()}"[-NAME_MAXIMUM:]


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def require_statement(statement: str) -> str:
    """What an institution declares about a criterion, trimmed. Raises `StatementTooLong`."""
    trimmed = statement.strip().replace("\r\n", "\n")
    if len(trimmed) > STATEMENT_MAXIMUM:
        raise StatementTooLong(length=len(trimmed), maximum=STATEMENT_MAXIMUM)
    return trimmed


@dataclass(frozen=True, slots=True)
class Answer:
    """What a dossier says about a criterion so far."""

    has_statement: bool = False
    files: int = 0

    @property
    def complete(self) -> bool:
        """Words say what the documents show: both are needed."""
        return self.has_statement and self.files > 0


class Progress(StrEnum):
    """How far the answer to one criterion has come."""

    COMPLETE = "complete"
    STARTED = "started"
    EMPTY = "empty"
    OPTIONAL = "optional"
    COMPUTED_MET = "computed_met"
    COMPUTED_NOT_MET = "computed_not_met"


def progress(criterion: Criterion, answer: Answer, computed: bool | None) -> Progress:
    """Where an answer stands. A criterion that could not be computed is answered with documents like any other."""
    if criterion.computed_from is not None and computed is not None:
        return Progress.COMPUTED_MET if computed else Progress.COMPUTED_NOT_MET
    if answer.complete:
        return Progress.COMPLETE
    if answer.has_statement or answer.files:
        return Progress.STARTED
    return Progress.EMPTY if criterion.mandatory else Progress.OPTIONAL


def missing(
    applying: Sequence[Criterion], answers: Mapping[str, Answer], computed: Mapping[str, bool]
) -> tuple[str, ...]:
    """The mandatory criteria that keep a dossier from being submitted, in order."""
    keeps_back = {Progress.STARTED, Progress.EMPTY, Progress.COMPUTED_NOT_MET}
    return tuple(
        one.id
        for one in applying
        if one.mandatory and progress(one, answers.get(one.id, Answer()), computed.get(one.id)) in keeps_back
    )
