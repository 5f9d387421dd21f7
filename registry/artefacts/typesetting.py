"""Setting a page: data and a template in, the bytes of a PDF or a PNG out.

Nothing that a person typed ever becomes Typst markup: it travels as one JSON string in ``sys.inputs`` and the templates
place it as text, so ``#``, ``$`` or ``]`` in a name are only characters. The fonts are Libertinus Serif and DejaVu Sans
Mono (carried by Typst) and Source Sans Pro (from its package); the system's own fonts are never asked, so that a
document looks the same, byte for byte, on every machine.
"""

from __future__ import annotations

import atexit
import datetime as dt
import functools
import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from registry.texts import LOCALES, Language

if TYPE_CHECKING:
    import typst

Paper = Literal["us-letter", "a4"]
# Typst's own validation stands behind these two: an archivable file with its attachments, readable by a screen reader.
ARCHIVABLE: tuple[Literal["a-3a"], Literal["ua-1"]] = ("a-3a", "ua-1")
# What is printed where no font has a sign: U+25A1 WHITE SQUARE, which both text fonts of the house can show.
MISSING_SIGN = "\u25a1"
# The styles that the templates use. OTF only: the package carries each face twice, and which of the two would be
# taken depends on the order of the directory.
SANS_FACES = ("Regular", "It", "Semibold", "Bold")
# Above this length a word is given places to break; the longest Spanish surnames and German compounds stay whole.
LONGEST_WHOLE_WORD = 28

_UNSHOWABLE = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
_local = threading.local()
# Typst's own threads do not survive a fork, and a child that used them would wait for ever: it is refused instead.
_started_in: int | None = None
# As it is, without the signs that Typst named, without all rare ones.
ATTEMPTS = 3

_Compile = Callable[["typst.Compiler", str, dict[str, str]], "bytes | list[bytes] | None"]


class TypesettingFailed(Exception):
    """The page could not be set. The message is Typst's own; it is for the operator, never for a reader."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside a PDF as an associated file (PDF/A-3, ISO 19005-3, 6.8).

    ``relationship`` says what it is to the page: ``source`` (the page is a view of it), ``data``, ``alternative`` or
    ``supplement``.
    """

    name: str
    data: bytes
    mime: str
    description: str
    relationship: Literal["source", "data", "alternative", "supplement"] = "source"

    def as_input(self) -> dict[str, object]:
        """The shape that the templates attach: text as a string, anything else as a list of byte values."""
        try:
            content: object = self.data.decode("utf-8")
        except UnicodeDecodeError:
            content = list(self.data)
        return {
            "name": self.name,
            "data": content,
            "mime": self.mime,
            "description": self.description,
            "relationship": self.relationship,
        }


def typeset_pdf(template: str, data: Mapping[str, Any], *, language: Language, made_at: dt.datetime) -> bytes:
    """Set ``templates/<template>.typ`` as a tagged PDF/A-3a that is also PDF/UA-1.

    Args:
        template: name of the template, without its ending.
        data: whatever ``json.dumps`` takes; the template reads it as ``data``.
        language: sets the document's language (es-MX or en-US) and hyphenation.
        made_at: aware datetime written as the document's date; the same arguments always give the same bytes.

    Raises:
        TypesettingFailed: the template or an image in the data is at fault.
    """
    made = made_at.astimezone(dt.UTC).replace(microsecond=0)  # the typesetter refuses fractions of a second
    inputs = {**data, "made_on": made.date().isoformat()}
    return _showable(
        lambda compiler, source, inputs: compiler.compile(
            input=source, format="pdf", sys_inputs=inputs, pdf_standards=list(ARCHIVABLE), timestamp=made
        ),
        template,
        inputs,
        language,
    )


def typeset_png(template: str, data: Mapping[str, Any], *, language: Language, pixels_per_inch: float = 144) -> bytes:
    """Set a template of one page as a PNG. Raises TypesettingFailed."""
    return _showable(
        lambda compiler, source, inputs: compiler.compile(
            input=source, format="png", sys_inputs=inputs, ppi=pixels_per_inch
        ),
        template,
        data,
        language,
    )


def typeset_svg(template: str, data: Mapping[str, Any], *, language: Language) -> str:
    """Set a template of one page as an SVG, its letters as outlines. Raises TypesettingFailed."""
    return _showable(
        lambda compiler, source, inputs: compiler.compile(input=source, format="svg", sys_inputs=inputs),
        template,
        data,
        language,
    ).decode()


def breakable(text: str) -> str:
    """The text with zero-width spaces inside words too long for any line, so that no name runs off the page."""
    return " ".join(
        word
        if len(word) <= LONGEST_WHOLE_WORD
        else "\u200b".join(word[start : start + 6] for start in range(0, len(word), 6))
        for word in text.split(" ")
    )


def _showable(compile_: _Compile, template: str, data: Mapping[str, Any], language: Language) -> bytes:
    """Compile; where a font lacks a sign, print a white square for it and say so on the page.

    PDF/A-3a and PDF/UA-1 forbid signs without a glyph, and Typst refuses them: a graduate with one rare sign in the
    name would otherwise get no document at all. The signed credential always has the name whole.
    """
    import typst

    compiler, source = _compiler(), str(_templates() / f"{template}.typ")
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    missing: set[str] = set()
    for attempt in range(ATTEMPTS):
        try:
            made = compile_(compiler, source, _inputs(text, language, missing))
        except typst.TypstError as error:
            found = {sign for run in _UNSHOWABLE.findall(error.diagnostic) for sign in _unescape(run)}
            if not found - missing:
                raise TypesettingFailed(error.diagnostic) from error
            # Typst names the signs it met first; if others follow, everything outside the usual alphabets goes too.
            missing |= found if attempt == 0 else found | {sign for sign in text if not _common(sign)}
        else:
            if not isinstance(made, bytes):
                raise TypesettingFailed(f"{template} does not fit one page")
            return made
    raise TypesettingFailed("signs that no font can show: " + " ".join(sorted(f"U+{ord(s):04X}" for s in missing)))


def _inputs(text: str, language: Language, missing: set[str]) -> dict[str, str]:
    locale, region = LOCALES[language].split("_")
    return {
        "data": text.translate({ord(sign): MISSING_SIGN for sign in missing}) if missing else text,
        "lang": locale,
        "region": region,
        "missing": str(len(missing)),
    }


def _unescape(run: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), run)


def _common(sign: str) -> bool:
    """Whether a sign is of the Latin, Greek or Cyrillic alphabets or of the usual punctuation."""
    return ord(sign) < 0x530 or 0x1E00 <= ord(sign) < 0x2070 or sign in f"€№™−{MISSING_SIGN}"


def _compiler() -> typst.Compiler:
    if _started_in != os.getpid() and _started_in is not None:
        raise TypesettingFailed("typesetting began before this process was forked; fork first, then print")
    # One per thread: a Compiler refuses a second caller while it works ("Already borrowed"). The fonts are shared.
    compiler: typst.Compiler | None = getattr(_local, "compiler", None)
    if compiler is None:
        compiler = _local.compiler = _start()
    return compiler


def _start() -> typst.Compiler:
    import typst

    global _started_in
    _started_in = os.getpid()
    return typst.Compiler(root=str(_templates()), font_paths=_fonts())


@functools.cache
def _fonts() -> typst.Fonts:
    # Typst is imported where it is used: its library is 85 MB and costs 130 ms, which no other command should pay.
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_sans_directory()])


def _sans_directory() -> str:
    """A private directory with just the faces in use: Typst takes directories only and opens fonts when first needed.

    It lives as long as the process that made it; a forked child leaves it alone when it ends.
    """
    directory, owner = tempfile.mkdtemp(prefix="registry-fonts-"), os.getpid()

    def remove() -> None:
        if os.getpid() == owner:
            shutil.rmtree(directory, ignore_errors=True)

    atexit.register(remove)
    for face in SANS_FACES:
        name = f"SourceSansPro-{face}.otf"
        face_bytes = (resources.files("font_source_sans_pro") / "files" / name).read_bytes()
        (Path(directory) / name).write_bytes(face_bytes)
    return directory


@functools.cache
def _templates() -> Path:
    return Path(str(resources.files("registry.artefacts") / "templates"))


def attachments_input(attachments: Sequence[Attachment]) -> list[dict[str, object]]:
    """All attachments in the shape that ``house.typ`` attaches."""
    return [attachment.as_input() for attachment in attachments]
