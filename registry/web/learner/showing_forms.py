"""What a learner types to show several microcredentials, to publish a page, to take everything along."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput

from registry.awards.models import Award
from registry.awards.reading import Reading
from registry.texts import CENTRAL_MEXICO, Text
from registry.web.forms import Form, at_most, options, strip
from registry.web.learner.forms import ShareForm

LONGEST_HEADING = 80
LONGEST_HANDLE = 40
_CHOICE = Text("{title} · {issuer}, {day}", "{title} · {issuer}, {day}")
_TICK_ONE = Text("Elija al menos una.", "Choose at least one.")


class _OfSeveral(Form):
    """Some of the microcredentials that somebody holds."""

    awards = SelectMultipleField(
        Text("¿Cuáles?", "Which ones?"), choices=[], option_widget=CheckboxInput(), validate_choice=True
    )

    def offer(self, held: Iterable[Reading], *, all_of_them: bool) -> None:
        """The choices: what is held. ``all_of_them``: ticked while nothing was sent yet."""
        held = list(held)
        self.awards.choices = options(
            *(
                (
                    str(read.award.id),
                    _CHOICE.format(
                        title=read.title,
                        issuer=read.facts.issuer_name or "",
                        day=read.award.issued_at.astimezone(CENTRAL_MEXICO).date(),
                    ),
                )
                for read in held
            )
        )
        if all_of_them and not self.is_submitted():
            self.awards.data = [str(read.award.id) for read in held]

    def tick(self, awards: Iterable[Award]) -> None:
        """These are ticked while nothing was sent yet."""
        if not self.is_submitted():
            self.awards.data = [str(award.id) for award in awards]

    @property
    def chosen(self) -> set[uuid.UUID]:
        """The keys of those ticked."""
        return {uuid.UUID(one) for one in self.awards.data or []}

    def require_some(self) -> None:
        """Refuse a form without a tick, at its field."""
        if not self.awards.data:
            self.refuse(_TICK_ONE, "awards")


_HEADING_HELP = Text(
    "Lo lee quien abra la página. Por ejemplo «Mis cursos de inteligencia artificial».",
    "Whoever opens the page reads it. For example “My courses in artificial intelligence”.",
)


class CollectionForm(_OfSeveral, ShareForm):
    """A link to several."""

    heading = StringField(
        Text("Título de la página (opcional)", "Heading of the page (optional)"),
        description=_HEADING_HELP,
        filters=[strip],
        validators=[at_most(LONGEST_HEADING)],
        render_kw={"autocomplete": "off"},
    )


class PageForm(_OfSeveral):
    """A public page."""

    handle = StringField(
        Text("Dirección de su página (opcional)", "Address of your page (optional)"),
        description=Text(
            "De 3 a 40 letras sin acento, números o guiones. Si la deja vacía, el registro pone una al azar.",
            "3 to 40 unaccented letters, digits or hyphens. Left empty, the registry picks one at random.",
        ),
        filters=[strip],
        validators=[at_most(LONGEST_HANDLE)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": False},
    )
    heading = StringField(
        Text("Título de la página (opcional)", "Heading of the page (optional)"),
        description=_HEADING_HELP,
        filters=[strip],
        validators=[at_most(LONGEST_HEADING)],
        render_kw={"autocomplete": "off"},
    )
    with_results = BooleanField(
        Text(
            "Mostrar también promedio y niveles, y ofrecer los archivos firmados",
            "Show average and levels too, and offer the signed files",
        )
    )
    show_name = BooleanField(
        Text(
            "Poner mi nombre en la página y en la vista previa del enlace",
            "Put my name on the page and in the link's preview",
        )
    )


class TakeForm(_OfSeveral):
    """Everything at once."""
