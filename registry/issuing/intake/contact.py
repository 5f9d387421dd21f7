"""E-mail addresses, telephone numbers and school keys as people write them."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from registry.issuing.intake import messages as say
from registry.issuing.intake.findings import Remark
from registry.issuing.intake.wording import quoted

_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# What nearly every address looks like; the rest is left to the library, which is slower and knows the standard.
_USUAL_EMAIL = re.compile(
    r"[a-z0-9](?:[a-z0-9_+'-]|\.(?!\.)){0,62}(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_NAMED_EMAIL = re.compile(r"[^<>]*<([^<>\s]+@[^<>\s]+)>")
_PHONE_NOISE = re.compile(r"[\s().\-/\u00a0]+")
_OLD_PREFIX = re.compile(r"^(?:044|045|01)(?=\d{10}$)")
_CCT = re.compile(r"(0[1-9]|[12][0-9]|3[0-2])[A-Z]{3}[0-9]{4}[A-Z0-9]")
_CODE_NOISE = re.compile(r"[^0-9A-Z]")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CCT_NOISE = re.compile(r"[\s\-_/.\u200b-\u200f\ufeff]+")


def read_email(written: str) -> tuple[str | None, Remark | None]:
    """The address in lower case, with a note when that changed it; or why it is not one. Empty is «no e-mail»."""
    if not written.strip():
        return None, say.NO_EMAIL.remark()
    if len(written) > 320:
        return None, say.BAD_EMAIL.remark()
    address = _HIDDEN.sub("", written).strip().lower().removeprefix("mailto:")
    if named := _NAMED_EMAIL.fullmatch(address):
        address = named[1]
    if not (len(address) <= 254 and _USUAL_EMAIL.fullmatch(address)):
        try:
            # Whether the domain exists is not asked: reading a file makes no network calls.
            found = validate_email(
                address, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False
            )
        except (EmailNotValidError, ValueError):
            return None, say.BAD_EMAIL.remark()
        address = found.normalized.lower()
        if "." not in address.rpartition("@")[2]:
            return None, say.BAD_EMAIL.remark()
    return address, None if address == written else say.SPACES_OR_CASE.remark(value=address)


def read_phone(written: str) -> tuple[str | None, Remark | None]:
    """The number with its country code («+525512345678»); Mexican when it has ten digits. Empty is none."""
    text = _PHONE_NOISE.sub("", _HIDDEN.sub("", written))
    if not text:
        return None, None
    digits = text.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return None, say.BAD_PHONE.remark()
    if not text.startswith("+"):
        digits = _OLD_PREFIX.sub("", digits)
    if len(digits) == 13 and digits.startswith("521"):
        digits = "52" + digits[3:]
    if len(digits) == 10 and not text.startswith("+") and digits[0] != "0":
        return "+52" + digits, None
    is_mexican = len(digits) == 12 and digits.startswith("52")
    if is_mexican or (text.startswith("+") and 8 <= len(digits) <= 15 and digits[0] != "0"):
        return "+" + digits, None
    return None, say.BAD_PHONE.remark()


def read_chamber_code(written: str) -> str:
    """A chamber's code as it is kept: capitals and digits alone; O, I and L are read as 0, 1 and 1."""
    return _CODE_NOISE.sub("", written.upper()).translate(_LOOKALIKES)


def read_cct(written: str) -> tuple[str | None, Remark | None]:
    """A school key, cleaned; or what is wrong with it. Empty gives neither."""
    key = _CCT_NOISE.sub("", written).upper()
    if not key:
        return None, None
    if len(key) != 10:
        return None, say.CCT_LENGTH.remark(value=quoted(key), count=len(key))
    if not _CCT.fullmatch(key):
        if key[:2].isascii() and key[:2].isdigit() and _CCT.fullmatch("01" + key[2:]):
            return None, say.CCT_STATE.remark(state=key[:2])
        return None, say.CCT_SHAPE.remark(value=quoted(key))
    return key, None if key == written else say.SPACES_OR_CASE.remark(value=key)
