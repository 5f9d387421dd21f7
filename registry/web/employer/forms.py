"""What an employer hands in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import StringField, TextAreaField

from registry.texts import Text


class VerifyForm(FlaskForm):
    """A link, a folio, the text of a credential, or a file; and the name to compare with."""

    text = TextAreaField(Text("Enlace, folio o texto de la credencial", "Link, folio or text of the credential"))
    file = FileField(Text("Archivo de la credencial", "Credential file"))
    name = StringField(Text("Nombre que usted tiene de la persona", "The person's name as you have it"))


class BatchForm(FlaskForm):
    """Many at once: files, a ZIP, a list; or links and folios, one on each line."""

    files = MultipleFileField(Text("ZIP, archivos o lista", "ZIP, files or list"))
    text = TextAreaField(Text("O pegue enlaces o folios, uno por línea", "Or paste links or folios, one on each line"))


class SurnameForm(FlaskForm):
    """The surname that goes with a folio."""

    surname = StringField(Text("Primer apellido de la persona titular", "First surname of the holder"))
