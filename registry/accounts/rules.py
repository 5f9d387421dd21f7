"""What a password must be, and when trying has to pause. Pure."""

from __future__ import annotations

import datetime as dt
import unicodedata

from registry.accounts.errors import EmailMalformed, NameMissing, PasswordCommon, PasswordTooLong, PasswordTooShort
from registry.texts import Text

#: NIST SP 800-63B asks for fifteen where a password stands alone and eight beside another factor; links by mail are
#: the way back in here, lock-outs slow the guessing, and length is asked for instead of signs and capitals.
MINIMUM_PASSWORD = 12
#: Hashing is slow on purpose: nobody may make it slower with a novel.
MAXIMUM_PASSWORD = 128
#: This many wrong passwords in `ATTEMPT_WINDOW` close the address to passwords (never to links) for as long.
MAXIMUM_FAILURES = 10
ATTEMPT_WINDOW = dt.timedelta(minutes=15)
#: An address receives no more links than this in `ATTEMPT_WINDOW`: nobody's mailbox is to be flooded through us.
MAXIMUM_LINKS = 3
#: Links and counts of failures name addresses, also of people who have no account here.
KEEP_LINKS = dt.timedelta(days=1)
#: Ended sessions stay for a while: «where was my account open?».
KEEP_SESSIONS = dt.timedelta(days=90)
MAXIMUM_NAME = 200
MAXIMUM_EMAIL = 254
MAXIMUM_ONWARD = 500  # longer addresses are broken by mail programs

_COMMON_STEMS = (
    "password",
    "contraseña",
    "contrasena",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "abc",
    "iloveyou",
    "teamo",
    "tequiero",
    "mexico",
    "guadalupe",
    "america",
    "chivas",
    "admin",
    "administrador",
    "letmein",
    "welcome",
    "bienvenido",
    "hola",
    "dragon",
    "monkey",
    "football",
    "futbol",
    "princesa",
    "princess",
    "superman",
    "batman",
    "master",
    "secret",
    "secreto",
    "registro",
    "microcredencial",
    "test",
    "prueba",
    "demo",
    "temporal",
    "changeme",
    "cambiame",
)
_COMMON_RUNS = ("01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv")
_SWAPS = str.maketrans("0134578@$!", "oieastbasi")


def check_password(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Raise `PasswordTooShort`, `PasswordTooLong` or `PasswordCommon`; ``about``: the e-mail and name of its owner."""
    length = len(password)
    if length < MINIMUM_PASSWORD:
        raise PasswordTooShort(length=length, minimum=MINIMUM_PASSWORD)
    if length > MAXIMUM_PASSWORD:
        raise PasswordTooLong(length=length, maximum=MAXIMUM_PASSWORD)
    folded = _fold(password)
    if len(set(folded)) <= 3:
        raise PasswordCommon(why=Text("muy pocos signos distintos", "too few different characters"))
    if any(folded in run * 3 or folded in run[::-1] * 3 for run in _COMMON_RUNS):
        raise PasswordCommon(why=Text("una serie del teclado", "a run of the keyboard"))
    if _is_stem(folded, _COMMON_STEMS):
        raise PasswordCommon(why=Text("una palabra muy usada con adornos", "a much used word with decorations"))
    own = tuple(_fold(part) for text in about for part in text.replace("@", " ").replace(".", " ").split())
    if _is_stem(folded, tuple(part for part in own if len(part) >= 4)):
        raise PasswordCommon(why=Text("su propio nombre o correo", "your own name or e-mail"))


def _is_stem(folded: str, stems: tuple[str, ...]) -> bool:
    """Whether nothing remains but digits and signs once the stems (also with 3 for e, @ for a) are taken out."""
    for variant in (folded, folded.translate(_SWAPS)):
        rest = variant
        for stem in sorted(stems, key=len, reverse=True):
            rest = rest.replace(stem, "")
        # Half of it or more must be something else than the stem; digits alone are no more than decoration.
        if rest != variant and sum(character.isalpha() for character in rest) < 4:
            return True
    return False


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "")


def check_email(email: str) -> None:
    """Raise `EmailMalformed` for what cannot be an address; whether it exists only a mail can tell."""
    local, at, domain = email.rpartition("@")
    if (
        not at
        or not local
        or "." not in domain
        or len(email) > MAXIMUM_EMAIL
        or any(character.isspace() or ord(character) < 33 or character in '<>,;:"()[]\\' for character in email)
        or domain.startswith((".", "-"))
        or domain.endswith((".", "-"))
        or ".." in email
    ):
        raise EmailMalformed(email=email[:80])


def check_name(name: str) -> None:
    """Raise `NameMissing` for an empty or endless name."""
    if not name.strip() or len(name) > MAXIMUM_NAME or any(ord(character) < 32 for character in name):
        raise NameMissing()


def is_locked(failures: int, last_at: dt.datetime, *, at: dt.datetime) -> bool:
    """Whether passwords for an address are to be refused unseen."""
    return failures >= MAXIMUM_FAILURES and at - last_at < ATTEMPT_WINDOW
