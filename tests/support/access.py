"""Who may call which route: stated by hand, line by line, and held against the application.

A new route without a line here fails a test (tests/architecture/test_permissions.py). A provider's roles count at the
provider that the address names.
"""

from __future__ import annotations

import re

from registry.accounts.permissions import AUTHORITY_ROLES, PROVIDER_ROLES, Role

Who = frozenset[str]

PUBLIC: Who = frozenset({"anybody"})
SIGNED_IN: Who = frozenset({"whoever is signed in"})


def roles(*names: Role) -> Who:
    """These roles and no others."""
    return frozenset(name.value for name in names)


HEAD = roles(Role.AUTHORITY_ADMIN)
CURRICULUM = roles(Role.AUTHORITY_ADMIN, Role.AUTHORITY_CURRICULUM)
REVIEWERS = roles(Role.AUTHORITY_REVIEWER)
HEAD_AND_REVIEWERS = HEAD | REVIEWERS
AUTHORITY = roles(*AUTHORITY_ROLES)
OPERATORS = roles(Role.OPERATOR)
HEAD_AND_OPERATORS = HEAD | OPERATORS
HOLDER = roles(Role.HOLDER)
PROVIDER = roles(*PROVIDER_ROLES)
PROVIDER_HEAD = roles(Role.PROVIDER_ADMIN)
DESIGNERS = roles(Role.PROVIDER_ADMIN, Role.PROVIDER_DESIGNER)
ISSUERS = roles(Role.PROVIDER_ISSUER)
STATUS_CHANGERS = roles(Role.PROVIDER_ADMIN, Role.PROVIDER_ISSUER)

_LINES: tuple[tuple[Who, str], ...] = (
    (
        PUBLIC,
        """
        GET /healthz
        GET /
        GET /accessibility
        GET /privacy
        GET /status-page
        GET /catalogue
        GET /standards
        GET /standards/<code>/<version>
        GET /providers
        GET /providers/<slug>
        GET /outcomes
        GET /open-data
        GET /open-data/outcomes.json
        GET /.well-known/did.json
        GET /providers/<slug>/did.json
        GET /status/<public_id>
        GET /accreditations/<accreditation_id>
        GET /accreditations/<accreditation_id>/scope.json
        GET /trust/root.json
        GET /credentials/<document_id>
        GET /definitions/<version_id>
        GET /definitions/<version_id>/badge.png
        GET /definitions/<version_id>/badge.svg
        GET /definitions/<version_id>/rosette.svg
        GET /ims/case/v1p1/CFDocuments
        GET /ims/case/v1p1/CFDocuments/<identifier>
        GET /ims/case/v1p1/CFItems/<identifier>
        GET /ims/case/v1p1/CFAssociations/<identifier>
        GET /ims/case/v1p1/CFPackages/<identifier>
        GET /verify
        POST /verify
        GET /s/<token>
        POST /s/<token>
        GET /f/<folio>
        POST /f/<folio>
        GET /api/v1/openapi.json
        POST /api/v1/verify
        GET /entrar
        POST /entrar
        POST /entrar/enlace
        GET /entrar/enlace/<token>
        POST /entrar/enlace/<token>
        POST /salir
        POST /idioma
        GET /recibir
        POST /recibir
        GET /recibir/<token>
        POST /recibir/<token>
        GET /recibir/correo/<token>
        POST /recibir/correo/<token>
        GET /demo/correos
        GET /demo/correos/<message_id>
        """,
    ),
    (
        SIGNED_IN,
        """
        GET /cuenta
        POST /cuenta
        POST /cuenta/contrasena
        POST /cuenta/sesiones/cerrar
        POST /cuenta/sesiones/<session_id>/cerrar
        GET /mis-microcredenciales
        GET /institucion
        """,
    ),
    (
        HOLDER,
        """
        GET /mis-microcredenciales/correo
        POST /mis-microcredenciales/correo
        GET /mis-microcredenciales/<award_id>
        POST /mis-microcredenciales/<award_id>/aceptar
        POST /mis-microcredenciales/<award_id>/rechazar
        GET /mis-microcredenciales/<award_id>/compartir
        POST /mis-microcredenciales/<award_id>/compartir
        GET /mis-microcredenciales/<award_id>/enlaces/<link_id>
        GET /mis-microcredenciales/<award_id>/enlaces/<link_id>/qr.svg
        POST /mis-microcredenciales/<award_id>/enlaces/<link_id>/retirar
        GET /mis-microcredenciales/<award_id>/descargar/<form>
        POST /mis-microcredenciales/<award_id>/descargar/certificate.pdf
        """,
    ),
    (
        AUTHORITY,
        """
        GET /autoridad
        GET /autoridad/acreditaciones/<number>
        GET /autoridad/estandares
        GET /autoridad/estandares/<code>/<version>
        GET /autoridad/instituciones
        GET /autoridad/instituciones/<slug>
        GET /autoridad/solicitudes
        GET /autoridad/solicitudes/<number>
        """,
    ),
    (
        HEAD,
        """
        GET /autoridad/acreditaciones/<number>/<act_path>
        POST /autoridad/acreditaciones/<number>/<act_path>
        POST /autoridad/instituciones/<slug>/cierre
        GET /autoridad/socios/nuevo
        POST /autoridad/socios/nuevo
        POST /autoridad/solicitudes/<number>/continuar
        POST /autoridad/solicitudes/<number>/dictaminadores
        GET /autoridad/solicitudes/<number>/resolucion
        POST /autoridad/solicitudes/<number>/resolucion
        POST /autoridad/solicitudes/<number>/revisar
        """,
    ),
    (
        CURRICULUM,
        """
        POST /autoridad/contenidos/<content_id>/<version>/vigor
        POST /autoridad/estandares
        POST /autoridad/estandares/<code>/<version>/comentarios
        POST /autoridad/estandares/<code>/<version>/retiro
        POST /autoridad/estandares/<code>/<version>/vigor
        """,
    ),
    (
        REVIEWERS,
        """
        GET /autoridad/dictamenes
        GET /autoridad/solicitudes/<number>/dictamen
        POST /autoridad/solicitudes/<number>/dictamen
        """,
    ),
    (
        HEAD_AND_REVIEWERS,
        """
        GET /autoridad/solicitudes/<number>/dictaminadores/<reviewer_id>/excusa
        POST /autoridad/solicitudes/<number>/dictaminadores/<reviewer_id>/excusa
        GET /autoridad/solicitudes/<number>/evidencia/<file_id>
        POST /autoridad/solicitudes/<number>/informacion
        """,
    ),
    (
        OPERATORS,
        """
        GET /operacion
        GET /operacion/correos
        POST /operacion/correos/<message_id>/repetir
        """,
    ),
    (
        HEAD_AND_OPERATORS,
        """
        GET /operacion/bitacora
        """,
    ),
)


def spelled(rule: str) -> str:
    """A route's rule without its converters: ``/f/<folio>``."""
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"<\1>", rule)


def table() -> dict[str, Who]:
    """``METHOD rule`` → who. Raises ValueError for a route that is stated twice."""
    stated: dict[str, Who] = {}
    for who, lines in _LINES:
        for line in lines.split("\n"):
            route = line.strip()
            if not route:
                continue
            if route in stated:
                raise ValueError(f"{route} is stated twice")
            stated[route] = who
    return stated
