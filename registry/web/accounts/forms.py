"""The forms of signing in and of one's own account."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField

from registry.accounts.rules import MAXIMUM_EMAIL, MAXIMUM_NAME, MAXIMUM_PASSWORD, MINIMUM_PASSWORD
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required, strip

_EMAIL = required(Text("Escriba su correo, por ejemplo ana@uni.mx.", "Write your e-mail, such as ana@uni.mx."))
_AUTOCOMPLETE_EMAIL = {"autocomplete": "username", "inputmode": "email", "spellcheck": False}


class SignInForm(Form):
    """E-mail and password."""

    next = HiddenField()
    email = EmailField(
        Text("Correo electrónico", "E-mail"),
        filters=[strip],
        validators=[_EMAIL, at_most(MAXIMUM_EMAIL)],
        render_kw=_AUTOCOMPLETE_EMAIL,
    )
    password = PasswordField(
        Text("Contraseña", "Password"),
        validators=[
            required(Text("Escriba su contraseña, o pida un enlace.", "Write your password, or ask for a link.")),
            at_most(MAXIMUM_PASSWORD),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class LinkForm(Form):
    """E-mail alone."""

    next = HiddenField()
    email = EmailField(
        Text("Correo electrónico", "E-mail"),
        filters=[strip],
        validators=[_EMAIL, at_most(MAXIMUM_EMAIL)],
        render_kw=_AUTOCOMPLETE_EMAIL,
    )


class ProfileForm(Form):
    """Name and language of the account."""

    name = StringField(
        Text("Nombre", "Name"),
        filters=[strip],
        validators=[required(Text("Escriba su nombre.", "Write your name.")), at_most(MAXIMUM_NAME)],
        render_kw={"autocomplete": "name"},
    )
    language = RadioField(
        Text("Idioma de las páginas y los correos", "Language of pages and mails"),
        choices=options(("es", "Español"), ("en", "English")),
        validators=[required(Text("Elija un idioma.", "Choose a language."))],
    )


class PasswordForm(Form):
    """A new password, and the present one of who has one."""

    current = PasswordField(
        Text("Contraseña actual", "Current password"),
        validators=[at_most(MAXIMUM_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        Text("Contraseña nueva", "New password"),
        description=Text(
            "Al menos {minimum} caracteres; sirve una frase de varias palabras. No hacen falta signos ni mayúsculas.",
            "At least {minimum} characters; a phrase of several words will do. No signs or capitals are needed.",
        ).format(minimum=MINIMUM_PASSWORD),
        validators=[
            required(Text("Escriba la contraseña nueva.", "Write the new password.")),
            at_most(MAXIMUM_PASSWORD),
        ],
        render_kw={"autocomplete": "new-password"},
    )
