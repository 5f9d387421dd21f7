"""Forms: bilingual labels and refusals, values kept when something is wrong.

Labels, descriptions, choices and refusals may be `Text`; the field macros of ``_components.html`` write them in the
reader's language.
"""

from __future__ import annotations

from collections.abc import Callable

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from registry.errors import RegistryError
from registry.texts import Text

Validator = Callable[[FlaskForm, Field], None]


class Form(FlaskForm):
    """The base of every form."""

    def refuse(self, error: RegistryError | Text, field: str | None = None) -> None:
        """Show a service's refusal at a field, or at the top of the form."""
        said = error.said if isinstance(error, RegistryError) else error
        if field is None:
            self.form_errors.append(said)
        else:
            self[field].errors = [*self[field].errors, said]


def required(said: Text) -> Validator:
    """The field must hold something; ``said`` tells what to write. Marks the field as required."""

    def check(_form: FlaskForm, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(said)

    return _flagged(check, required=True)


def at_most(characters: int) -> Validator:
    """No more characters than this."""

    def check(_form: FlaskForm, field: Field) -> None:
        length = len(field.data or "")
        if length > characters:
            refusal = Text(
                "Tiene {length} caracteres; el máximo es {maximum}.",
                "It has {length} characters; the limit is {maximum}.",
            )
            raise ValidationError(refusal.format(length=length, maximum=characters))

    return _flagged(check, maxlength=characters)


def _flagged(check: Validator, **flags: object) -> Validator:
    # WTForms reads from this attribute what the field should say in HTML.
    check.field_flags = flags  # type: ignore[attr-defined]
    return check


def options(*pairs: tuple[str, Text | str]) -> list[SelectChoice]:
    """The choices of a list or of radio buttons: value and what people read."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def strip(value: str | None) -> str | None:
    """A filter: no spaces around what was typed."""
    return value.strip() if isinstance(value, str) else value
