"""What an employer hands in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from registry.texts import Text


class VerifyForm(FlaskForm):
    """A link, a folio, the text of a credential, or a file; and the name to compare with."""

    text = TextAreaField(Text("Enlace, folio o texto de la credencial", "Link, folio or text of the credential"))
    file = FileField(Text("Archivo de la credencial", "Credential file"))
    name = StringField(Text("Nombre que usted tiene de la persona", "The person's name as you have it"))


class SurnameForm(FlaskForm):
    """The surname that goes with a folio."""

    surname = StringField(Text("Primer apellido de la persona titular", "First surname of the holder"))
