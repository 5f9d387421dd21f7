"""Where the institution teaches: its sites, as it declares them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import Optional

from registry import clock, content
from registry.errors import RegistryError
from registry.providers import sites
from registry.providers.errors import SiteUnfit
from registry.providers.messages import SITE_FIELDS
from registry.providers.models import ProviderSite
from registry.providers.sites import SiteDetails
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell
from registry.web.provider.messages import SAVED
from registry.web.security import actor, needs

_FILL = Text("Llene este dato.", "Fill this in.")


class SiteForm(Form):
    """One site."""

    name = StringField(
        SITE_FIELDS["name"],
        description=Text("Como la conoce la gente: «Plantel Centro».", "As people know it: “Downtown campus”."),
        filters=[strip],
        validators=[required(_FILL), at_most(sites.LONGEST)],
        render_kw={"autocomplete": "off"},
    )
    state_code = SelectField(SITE_FIELDS["state_code"], validate_choice=False, validators=[required(_FILL)])
    municipality = StringField(
        SITE_FIELDS["municipality"],
        filters=[strip],
        validators=[required(_FILL), at_most(sites.LONGEST)],
        render_kw={"autocomplete": "off"},
    )
    mode = RadioField(SITE_FIELDS["mode"], validate_choice=False, validators=[required(_FILL)])
    valid_from = DateField(SITE_FIELDS["valid_from"], validators=[required(_FILL)])
    valid_until = DateField(
        SITE_FIELDS["valid_until"],
        description=Text(
            "El último día en que enseña ahí, si ya se sabe. Vacío: hasta que lo cambie.",
            "The last day on which it teaches there, if that is known. Empty: until you change it.",
        ),
        validators=[Optional()],
    )

    def details(self) -> SiteDetails:
        """As the room takes it; the form has been validated."""
        begins = self.valid_from.data
        assert begins is not None  # noqa: S101  the form requires it
        return SiteDetails(
            name=self.name.data or "",
            state_code=self.state_code.data or "",
            municipality=self.municipality.data or "",
            mode=self.mode.data or "",
            valid_from=begins,
            valid_until=self.valid_until.data,
        )


@blueprint.get("/institucion/<slug>/sedes")
@needs("provider:edit", provider_from="slug")
def sites_list(slug: str) -> str:
    """Every site, and the form of another."""
    desk = open_desk(slug)
    form = SiteForm(
        formdata=None, state_code=desk.provider.state_code or "", mode=sites.MODES[0], valid_from=clock.today()
    )
    return _list_page(desk, form)


@blueprint.post("/institucion/<slug>/sedes")
@needs("provider:edit", provider_from="slug")
def site_add(slug: str) -> Page:
    """Add one."""
    desk, form = open_desk(slug), SiteForm()
    if form.validate_on_submit():
        made = _attempt(form, lambda: sites.add(desk.provider.id, form.details(), actor=actor()))
        if not isinstance(made, RegistryError):
            tell(SAVED)
            return see("sites_list", slug)
        return refused(_list_page(desk, form), made)
    return refused(_list_page(desk, form))


@blueprint.get("/institucion/<slug>/sedes/<uuid:site_id>")
@needs("provider:edit", provider_from="slug")
def site(slug: str, site_id: uuid.UUID) -> str:
    """One of them, to be changed."""
    desk = open_desk(slug)
    found = sites.require(desk.provider.id, site_id)
    return _site_page(desk, found, SiteForm(formdata=None, obj=found))


@blueprint.post("/institucion/<slug>/sedes/<uuid:site_id>")
@needs("provider:edit", provider_from="slug")
def site_change(slug: str, site_id: uuid.UUID) -> Page:
    """Change it."""
    desk, form = open_desk(slug), SiteForm()
    found = sites.require(desk.provider.id, site_id)
    if form.validate_on_submit():
        made = _attempt(form, lambda: sites.change(desk.provider.id, site_id, form.details(), actor=actor()))
        if not isinstance(made, RegistryError):
            tell(SAVED)
            return see("sites_list", slug)
        return refused(_site_page(desk, found, form), made)
    return refused(_site_page(desk, found, form))


@blueprint.post("/institucion/<slug>/sedes/<uuid:site_id>/<any(retirar,restaurar):act>")
@needs("provider:edit", provider_from="slug")
def site_act(slug: str, site_id: uuid.UUID, act: str) -> Page:
    """Take it off the public page, or put it back."""
    desk, form = open_desk(slug), Form()
    found = sites.require(desk.provider.id, site_id)
    do = sites.withdraw if act == "retirar" else sites.restore
    if form.validate_on_submit():
        made = carried_out(form, lambda: do(desk.provider.id, site_id, actor=actor()))
        if not isinstance(made, RegistryError):
            tell(SAVED)
            return see("sites_list", slug)
    return refused(_site_page(desk, found, SiteForm(formdata=None, obj=found)))


def _attempt(form: SiteForm, action: Callable[[], ProviderSite]) -> ProviderSite | RegistryError:
    made = carried_out(form, action)
    if isinstance(made, SiteUnfit):  # said at its field, not at the top
        form.form_errors.clear()
        form.refuse(made, str(made.details["field"]))
    return made


def _chosen(form: SiteForm) -> SiteForm:
    form.state_code.choices = options(
        ("", Text("Elija una entidad", "Choose a state")), *((one.code, one.name) for one in content.states())
    )
    form.mode.choices = options(*((one, content.label("modes", one)) for one in sites.MODES))
    return form


def _list_page(desk: Desk, form: SiteForm) -> str:
    found, today = sites.every(desk.provider.id), clock.today()
    return page(
        "sites.html", desk, current="sites_list", form=_chosen(form), sites=found,
        holds={one.id: sites.holds(one, today) for one in found}, today=today,
    )  # fmt: skip


def _site_page(desk: Desk, found: ProviderSite, form: SiteForm) -> str:
    return page("site.html", desk, current="sites_list", form=_chosen(form), site=found)
