"""What a learner types: a slip's code, the proof beside it, how to share, an e-mail."""

from __future__ import annotations

import datetime as dt

from wtforms import BooleanField, DateField, EmailField, HiddenField, RadioField, StringField
from wtforms.validators import Optional

from registry import clock, ids
from registry.accounts.rules import MAXIMUM_EMAIL
from registry.texts import CENTRAL_MEXICO, Text
from registry.web.forms import Form, at_most, options, required, strip

#: Names reach 320 characters in the registry; a code with its separators is far shorter.
LONGEST_ANSWER = 320
LONGEST_LABEL = 80
#: A link that somebody means to keep open longer has no end date and is withdrawn by hand.
LONGEST_LINK = dt.timedelta(days=5 * 366)
#: Days from today to the link's last one. The widest, chosen beforehand, outlasts an application for a job.
_SPANS = {"week": 7, "month": 30, "quarter": 91}

_CODE_HELP = Text(
    "Las 12 letras y números de su comprobante. Los guiones y las mayúsculas dan igual.",
    "The 12 letters and digits on your slip. Hyphens and capitals do not matter.",
)
_DAY_MISSING = Text(
    "Escriba la fecha en que el enlace deja de funcionar.", "Write the day on which the link stops working."
)
_DAY_PAST = Text("Esa fecha ya pasó; escriba hoy o una posterior.", "That day has passed; write today or a later one.")
_DAY_FAR = Text(
    "Escriba una fecha dentro de cinco años, o elija «Hasta que yo lo retire».",
    "Write a date within five years, or choose “Until I withdraw it”.",
)


class CodeForm(Form):
    """The code on a claim slip."""

    code = StringField(
        Text("Clave de su comprobante", "Code on your slip"),
        description=_CODE_HELP,
        filters=[strip],
        validators=[
            required(Text("Escriba la clave de su comprobante.", "Write the code on your slip.")),
            at_most(LONGEST_ANSWER),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": False},
    )


class CurpForm(Form):
    """The end of the holder's CURP, beside a slip."""

    typed = StringField(
        Text(
            "Últimos 4 caracteres de su CURP, o su fecha de nacimiento",
            "Last 4 characters of your CURP, or your date of birth",
        ),
        description=Text(
            "Los cuatro del final de la CURP (tiene 18); o día, mes y año: 05/03/1990.",
            "The last four of the CURP (it has 18); or day, month and year: 05/03/1990.",
        ),
        filters=[strip],
        validators=[
            required(
                Text(
                    "Escriba los últimos 4 caracteres de su CURP o su fecha de nacimiento.",
                    "Write the last 4 characters of your CURP or your date of birth.",
                )
            ),
            at_most(LONGEST_ANSWER),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": False},
    )


class NameForm(Form):
    """The holder's name, beside a slip of somebody whose CURP the registry does not have."""

    typed = StringField(
        Text("Su nombre completo", "Your full name"),
        description=Text(
            "Como está en el comprobante: nombre y apellidos. Los acentos dan igual.",
            "As it stands on the slip: given names and surnames. Accents do not matter.",
        ),
        filters=[strip],
        validators=[
            required(Text("Escriba su nombre completo.", "Write your full name.")),
            at_most(LONGEST_ANSWER),
        ],
        render_kw={"autocomplete": "name", "spellcheck": False},
    )


class AddressForm(Form):
    """An e-mail to come back with."""

    email = EmailField(
        Text("Correo electrónico", "E-mail"),
        filters=[strip],
        validators=[
            required(Text("Escriba su correo, por ejemplo ana@correo.mx.", "Write your e-mail, such as ana@mail.mx.")),
            at_most(MAXIMUM_EMAIL),
        ],
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": False},
    )


class WalletForm(Form):
    """A code for a digital wallet."""

    label = StringField(
        Text("¿Qué cartera es? (opcional)", "Which wallet is it? (optional)"),
        description=Text(
            "Por ejemplo «mi teléfono». Solo lo ve usted, para reconocer la copia después.",
            "For example “my phone”. Only you see it, to recognise the copy later.",
        ),
        filters=[strip],
        validators=[at_most(LONGEST_LABEL)],
        render_kw={"autocomplete": "off"},
    )


class ShareForm(Form):
    """A link to make: for whom, with what, until when.

    What others will see is never decided by silence, and a link that is forgotten ends by itself.
    """

    submission = HiddenField(default=lambda: ids.new_token(12))  # a second press of the button makes no second link
    label = StringField(
        Text("¿Para quién o para qué? (opcional)", "Whom or what is it for? (optional)"),
        description=Text(
            "Solo lo ve usted, para reconocer el enlace después.",
            "Only you see it, to recognise the link later.",
        ),
        filters=[strip],
        validators=[at_most(LONGEST_LABEL)],
        render_kw={"autocomplete": "off"},
    )
    contents = RadioField(
        Text("¿Qué se muestra?", "What does it show?"),
        choices=options(
            (
                "plain",
                Text(
                    "Sin resultados: solo qué obtuvo, quién lo emitió y si está vigente",
                    "Without results: only what you earned, who issued it and whether it is current",
                ),
            ),
            (
                "all",
                Text(
                    "Todo: también promedio y niveles, y el archivo firmado",
                    "Everything: average and levels too, and the signed file",
                ),
            ),
        ),
        validators=[required(Text("Elija qué se muestra.", "Choose what it shows."))],
    )
    until = RadioField(
        Text("¿Hasta cuándo funciona el enlace?", "How long should the link work?"),
        description=Text(
            "Es la fecha del enlace, no de su microcredencial. Puede retirarlo antes cuando quiera.",
            "This is the link's date, not your microcredential's. You can withdraw it earlier at any time.",
        ),
        choices=options(
            ("week", Text("Una semana", "One week")),
            ("month", Text("Un mes", "One month")),
            ("quarter", Text("Tres meses", "Three months")),
            ("date", Text("Hasta una fecha", "Until a date")),
            ("never", Text("Hasta que yo lo retire", "Until I withdraw it")),
        ),
        default="quarter",
        validators=[required(Text("Elija hasta cuándo.", "Choose how long."))],
    )
    with_code = BooleanField(
        Text("Pedir una clave a quien lo abra", "Ask whoever opens it for a code"),
        description=Text(
            "Opcional. Usted verá seis números y los dirá por otro medio; cada clave abre el enlace una sola vez. "
            "Sirve si el mensaje puede llegar a otras manos.",
            "Optional. You will see six digits and tell them some other way; each code opens the link once. "
            "It helps where the message may reach other hands.",
        ),
    )
    show_name = BooleanField(
        Text("Poner mi nombre en la vista previa", "Put my name in the preview"),
        description=Text(
            "Opcional. WhatsApp y las redes dibujan una vista previa del enlace: dice el título y la institución, y su "
            "nombre solo si lo marca aquí.",
            "Optional. WhatsApp and networks draw a preview of the link: it says the title and the institution, and "
            "your name only if you tick this.",
        ),
    )
    day = DateField(
        Text("Fecha (si eligió «Hasta una fecha»)", "Date (if you chose “Until a date”)"),
        validators=[Optional()],
    )

    def expires_at(self) -> dt.datetime | None:
        """The end of the link's last day in central Mexico, or None; a day that cannot be is refused at its field."""
        if self.until.data == "never":
            return None
        today = clock.today()
        if self.until.data != "date":
            return _end_of(today + dt.timedelta(days=_SPANS[self.until.data]))
        day = self.day.data
        if day is None:
            self.refuse(_DAY_MISSING, "day")
        elif day < today:
            self.refuse(_DAY_PAST, "day")
        elif day - today > LONGEST_LINK:
            self.refuse(_DAY_FAR, "day")
        return _end_of(day) if day is not None else None


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=CENTRAL_MEXICO)
