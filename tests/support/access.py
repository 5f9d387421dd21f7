"""Who may call which route: stated by hand, line by line, and held against the application.

A new route without a line here fails a test (tests/architecture/test_permissions.py). A provider's roles count at the
provider that the address names.
"""

from __future__ import annotations

import re

from registry.accounts.permissions import AUTHORITY_ROLES, PROVIDER_ROLES, Role
from tests.support.access_open import LINES
from tests.support.access_roles import (
    AUDITORS,
    CHAMBERS,
    CURRICULUM,
    DESIGNERS,
    EMPLOYERS,
    HEAD,
    HEAD_AND_OPERATORS,
    HEAD_AND_REVIEWERS,
    ISSUERS,
    OPERATORS,
    PRIVACY,
    PROGRAMS,
    PROVIDER_HEAD,
    PUBLIC,
    REPORT_PREPARERS,
    REVIEWERS,
    SCHOOL_DECLARERS,
    SIGNED_IN,
    STATUS_CHANGERS,
    TARGET_SETTERS,
    VOUCHERS,
    Who,
    roles,
)

__all__ = ["OWN_TOKEN", "PUBLIC", "SIGNED_IN", "spelled", "table"]

#: Public by their mark: whoever calls them shows a token of their own, which only they know (a wallet's).
OWN_TOKEN = frozenset({"POST /oid4vci/credential", "POST /oid4vci/deferred", "POST /oid4vci/notification"})

_LINES: tuple[tuple[Who, str], ...] = (
    (
        roles(Role.AUTHORITY_STATISTICS),
        """
        GET /autoridad/indicadores/<indicator_id>/editar
        POST /autoridad/indicadores/<indicator_id>/editar
        POST /autoridad/indicadores/propuestas/<proposal_id>/retirar
        GET /autoridad/indicadores/series/nueva
        POST /autoridad/indicadores/series/nueva
        GET /autoridad/indicadores/series/valor
        POST /autoridad/indicadores/series/valor
        POST /autoridad/indicadores/series/<import_id>/columnas
        POST /autoridad/indicadores/series/<import_id>/retirar
        """,
    ),
    (
        HEAD,
        """
        POST /autoridad/indicadores/calcular
        GET /autoridad/indicadores/<indicator_id>/<period>/corregir
        POST /autoridad/indicadores/<indicator_id>/<period>/corregir
        POST /autoridad/indicadores/propuestas/<proposal_id>/aprobar
        POST /autoridad/indicadores/propuestas/<proposal_id>/rechazar
        POST /autoridad/indicadores/series/<import_id>/aprobar
        """,
    ),
    (
        AUTHORITY_ROLES,
        """
        GET /autoridad
        GET /autoridad/acreditaciones/<number>
        GET /autoridad/calidad
        GET /autoridad/calidad/<number>
        GET /autoridad/estandares
        GET /autoridad/estandares/<code>/<version>
        GET /autoridad/indicadores
        GET /autoridad/indicadores/propuestas/<proposal_id>
        GET /autoridad/indicadores/series/<import_id>
        GET /autoridad/indicadores/series/<import_id>/por-corregir.csv
        GET /autoridad/instituciones
        GET /autoridad/instituciones/<slug>
        GET /autoridad/solicitudes
        GET /autoridad/solicitudes/<number>
        """,
    ),
    (
        PROVIDER_ROLES,
        """
        GET /api/v1/batches/<batch_id>
        GET /api/v1/batches/<batch_id>/findings
        GET /institucion/<slug>
        GET /institucion/<slug>/auditorias
        GET /institucion/<slug>/auditorias/<number>
        GET /institucion/<slug>/disenos
        GET /institucion/<slug>/disenos/<version_id>
        GET /institucion/<slug>/disenos/<version_id>/roseta.svg
        GET /institucion/<slug>/emisiones
        GET /institucion/<slug>/emisiones/<batch_id>
        GET /institucion/<slug>/emisiones/<batch_id>/acuse.jws
        GET /institucion/<slug>/emisiones/<batch_id>/acuse.pdf
        GET /institucion/<slug>/emisiones/<batch_id>/avance
        GET /institucion/<slug>/emisiones/<batch_id>/correos
        GET /institucion/<slug>/emisiones/<batch_id>/por-corregir.xlsx
        GET /institucion/<slug>/emisiones/<batch_id>/revision
        GET /institucion/<slug>/emisiones/<batch_id>/vista-previa
        GET /institucion/<slug>/emisiones/<batch_id>/vista-previa.<form>
        GET /institucion/<slug>/inscripciones
        GET /institucion/<slug>/inscripciones/archivos/<list_id>
        POST /institucion/<slug>/inscripciones/buscar
        GET /institucion/<slug>/microcredenciales
        GET /institucion/<slug>/microcredenciales/<award_id>
        """,
    ),
    (
        AUDITORS,
        """
        POST /autoridad/calidad
        POST /autoridad/calidad/<number>/<act>
        """,
    ),
    (
        TARGET_SETTERS,
        """
        GET /autoridad/piso
        POST /autoridad/piso
        GET /autoridad/piso/cambios
        POST /autoridad/piso/cambios/<act_id>/deshacer
        GET /autoridad/piso/metas.csv
        """,
    ),
    (
        roles(Role.STATE_ADMIN),
        """
        GET /entidad
        """,
    ),
    (
        REPORT_PREPARERS,
        """
        GET /autoridad/informes
        POST /autoridad/informes
        GET /autoridad/informes/<year>
        GET /autoridad/informes/<year>/<language>.pdf
        POST /autoridad/informes/<year>/descartar
        """,
    ),
    (
        HEAD,
        """
        POST /autoridad/informes/<year>/publicar
        """,
    ),
    (
        SCHOOL_DECLARERS,
        """
        GET /entidad/escuelas
        POST /entidad/escuelas
        POST /entidad/escuelas/importar
        POST /entidad/escuelas/<cct>/retirar
        """,
    ),
    (
        CHAMBERS,
        """
        GET /camara
        GET /camara/<chamber_id>
        POST /camara/<chamber_id>/codigos
        GET /camara/<chamber_id>/codigos/<code>
        POST /camara/<chamber_id>/codigos/<code>/retirar
        """,
    ),
    (
        PRIVACY,
        """
        GET /operacion/derechos
        GET /operacion/derechos/<number>
        POST /operacion/derechos/<number>/aprobar
        POST /operacion/derechos/<number>/copia.zip
        POST /operacion/derechos/<number>/desbloquear
        POST /operacion/derechos/<number>/hecha
        POST /operacion/derechos/<number>/negar
        POST /operacion/derechos/<number>/procede
        GET /operacion/derechos/papel
        POST /operacion/derechos/papel
        """,
    ),
    (
        HEAD,
        """
        GET /autoridad/empleadores
        GET /autoridad/empleadores/<employer_id>
        POST /autoridad/empleadores/<employer_id>/<act>
        POST /autoridad/empleadores/cambios/<change_id>/<act>
        POST /autoridad/empleadores/denuncias/<report_id>
        GET /autoridad/necesidades/<need_id>/retirar
        POST /autoridad/necesidades/<need_id>/retirar
        GET /autoridad/correcciones
        GET /autoridad/correcciones/<part_id>
        POST /autoridad/correcciones/<part_id>/corregir
        POST /autoridad/correcciones/<part_id>/negar
        GET /autoridad/instituciones/<slug>/microcredenciales
        GET /autoridad/instituciones/<slug>/microcredenciales/<award_id>
        GET /autoridad/instituciones/<slug>/microcredenciales/<award_id>/<act>
        POST /autoridad/instituciones/<slug>/microcredenciales/<award_id>/<act>
        GET /autoridad/instituciones/<slug>/microcredenciales/<award_id>/corregir
        POST /autoridad/instituciones/<slug>/microcredenciales/<award_id>/corregir
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
        PROGRAMS,
        """
        GET /autoridad/programas
        GET /autoridad/programas/<program_id>/convenios
        POST /autoridad/programas/<program_id>/convenios
        GET /autoridad/programas/<program_id>/convocatorias/nueva
        POST /autoridad/programas/<program_id>/convocatorias/nueva
        GET /autoridad/programas/convenios/<agreement_id>/terminar
        POST /autoridad/programas/convenios/<agreement_id>/terminar
        GET /autoridad/programas/convocatorias/<call_id>
        GET /autoridad/programas/convocatorias/<call_id>/<act>
        POST /autoridad/programas/convocatorias/<call_id>/<act>
        POST /autoridad/programas/convocatorias/<call_id>/ampliar
        GET /autoridad/programas/convocatorias/<call_id>/editar
        POST /autoridad/programas/convocatorias/<call_id>/editar
        POST /autoridad/programas/convocatorias/<call_id>/elegibilidad
        GET /autoridad/programas/convocatorias/<call_id>/ventanilla
        POST /autoridad/programas/convocatorias/<call_id>/ventanilla
        GET /autoridad/programas/convocatorias/<call_id>/ventanilla/archivo
        POST /autoridad/programas/convocatorias/<call_id>/ventanilla/archivo
        GET /autoridad/programas/convocatorias/<call_id>/ventanilla/plantilla.csv
        GET /autoridad/programas/generaciones/<cohort_id>
        POST /autoridad/programas/generaciones/<cohort_id>/bajas
        POST /autoridad/programas/generaciones/<cohort_id>/financiamiento
        GET /autoridad/programas/generaciones/<cohort_id>/comprometer
        POST /autoridad/programas/generaciones/<cohort_id>/comprometer
        GET /autoridad/programas/generaciones/<cohort_id>/etapas/<stage_id>/<act>
        POST /autoridad/programas/generaciones/<cohort_id>/etapas/<stage_id>/<act>
        GET /autoridad/programas/generaciones/<cohort_id>/etapas/<stage_id>/insumos.json
        GET /autoridad/programas/generaciones/<cohort_id>/etapas/<stage_id>/resultados
        POST /autoridad/programas/generaciones/<cohort_id>/etapas/<stage_id>/resultados
        POST /autoridad/programas/generaciones/<cohort_id>/etapas/<stage_id>/resultados/emitidas
        POST /autoridad/programas/generaciones/<cohort_id>/etapas/<stage_id>/resultados/uno
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
        GET /autoridad/calidad/<number>/registros/<code>
        POST /autoridad/calidad/<number>/registros/<code>
        GET /autoridad/calidad/<number>/registros/<code>/<evidence_id>
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
        POST /operacion/correos/pausar
        POST /operacion/correos/reanudar
        """,
    ),
    (
        HEAD_AND_OPERATORS,
        """
        GET /autoridad/personal
        POST /autoridad/personal
        GET /autoridad/personal/<grant_id>/retirar
        POST /autoridad/personal/<grant_id>/retirar
        GET /operacion/bitacora
        GET /operacion/identidades
        GET /operacion/identidades/<number>
        POST /operacion/identidades/<number>
        POST /operacion/identidades/<number>/aprobar
        POST /operacion/identidades/<number>/negar
        GET /operacion/identidades/unir
        POST /operacion/identidades/unir
        """,
    ),
    (
        PROVIDER_HEAD,
        """
        GET /institucion/<slug>/cofirmas
        GET /institucion/<slug>/cofirmas/<version_id>/<lote>
        POST /institucion/<slug>/cofirmas/<version_id>/<lote>
        POST /institucion/<slug>/cofirmas/disenos/<version_id>
        POST /institucion/<slug>/cofirmas/retirar
        GET /institucion/<slug>/datos
        POST /institucion/<slug>/datos
        GET /institucion/<slug>/sedes
        POST /institucion/<slug>/sedes
        GET /institucion/<slug>/sedes/<site_id>
        POST /institucion/<slug>/sedes/<site_id>
        POST /institucion/<slug>/sedes/<site_id>/<act>
        GET /institucion/<slug>/personal
        POST /institucion/<slug>/personal
        GET /institucion/<slug>/personal/<grant_id>/retirar
        POST /institucion/<slug>/personal/<grant_id>/retirar
        GET /institucion/<slug>/solicitud
        GET /institucion/<slug>/solicitud/<number>/evidencia/<file_id>
        GET /institucion/<slug>/solicitud/alcance
        POST /institucion/<slug>/solicitud/alcance
        POST /institucion/<slug>/solicitud/enviar
        GET /institucion/<slug>/solicitud/expediente/<group_id>
        POST /institucion/<slug>/solicitud/expediente/<group_id>
        GET /institucion/<slug>/solicitud/nueva
        POST /institucion/<slug>/solicitud/nueva
        POST /institucion/<slug>/solicitud/responder
        GET /institucion/<slug>/solicitud/retirar
        POST /institucion/<slug>/solicitud/retirar
        """,
    ),
    (
        EMPLOYERS,
        """
        GET /empleador
        GET /empleador/datos
        POST /empleador/datos
        POST /empleador/datos/<change_id>/deshacer
        GET /empleador/mensajes
        GET /empleador/mensajes/<contact_id>
        GET /empleador/necesidades
        GET /empleador/necesidades/<need_id>
        POST /empleador/necesidades/<need_id>
        POST /empleador/necesidades/<need_id>/cerrar
        GET /empleador/necesidades/nueva
        POST /empleador/necesidades/nueva
        GET /empleador/personal
        POST /empleador/personal
        POST /empleador/personal/<grant_id>/retirar
        POST /empleador/renovar
        GET /empleador/talento
        POST /empleador/talento
        GET /empleador/talento/<search_id>
        GET /empleador/talento/<search_id>/<number>
        GET /empleador/talento/persona/<handle>
        POST /empleador/talento/persona/<handle>
        """,
    ),
    (
        DESIGNERS,
        """
        POST /institucion/<slug>/disenos/<version_id>
        POST /institucion/<slug>/disenos/<version_id>/descartar
        POST /institucion/<slug>/disenos/<version_id>/invitar
        GET /institucion/<slug>/disenos/<version_id>/retirar
        POST /institucion/<slug>/disenos/<version_id>/retirar
        POST /institucion/<slug>/disenos/<version_id>/version-nueva
        GET /institucion/<slug>/disenos/nuevo
        POST /institucion/<slug>/disenos/nuevo
        """,
    ),
    (
        ISSUERS,
        """
        GET /institucion/<slug>/emisiones/<batch_id>/columnas
        POST /institucion/<slug>/emisiones/<batch_id>/columnas
        POST /institucion/<slug>/emisiones/<batch_id>/confirmar
        GET /institucion/<slug>/emisiones/<batch_id>/emitir
        POST /institucion/<slug>/emisiones/<batch_id>/emitir
        POST /api/v1/batches
        POST /api/v1/batches/<batch_id>/commit
        POST /api/v1/batches/<batch_id>/confirm
        POST /api/v1/batches/<batch_id>/resume
        POST /institucion/<slug>/emisiones/<batch_id>/detener-revision
        POST /institucion/<slug>/emisiones/<batch_id>/reanudar
        POST /institucion/<slug>/emisiones/<batch_id>/reintentar
        POST /institucion/<slug>/emisiones/<batch_id>/revisar
        GET /institucion/<slug>/emitir
        POST /institucion/<slug>/emitir
        GET /institucion/<slug>/emitir-a-una-persona
        POST /institucion/<slug>/emitir-a-una-persona
        """,
    ),
    (
        VOUCHERS,
        """
        GET /institucion/<slug>/identidades
        GET /institucion/<slug>/identidades/<number>
        POST /institucion/<slug>/identidades/<number>
        POST /institucion/<slug>/identidades/<number>/aprobar
        POST /institucion/<slug>/identidades/<number>/negar
        """,
    ),
    (
        STATUS_CHANGERS,
        """
        GET /institucion/<slug>/auditorias/<number>/<code>
        POST /institucion/<slug>/auditorias/<number>/<code>
        GET /institucion/<slug>/auditorias/<number>/<code>/<evidence_id>
        GET /institucion/<slug>/correcciones
        GET /institucion/<slug>/correcciones/<part_id>
        POST /institucion/<slug>/correcciones/<part_id>/corregir
        POST /institucion/<slug>/correcciones/<part_id>/negar
        POST /institucion/<slug>/microcredenciales/<award_id>/tutor
        GET /institucion/<slug>/inscripciones/archivos/<list_id>/por-corregir.csv
        GET /institucion/<slug>/inscripciones/nueva
        POST /institucion/<slug>/inscripciones/nueva
        GET /institucion/<slug>/inscripciones/subir
        POST /institucion/<slug>/inscripciones/subir
        POST /institucion/<slug>/inscripciones/archivos/<list_id>/entregar
        POST /institucion/<slug>/inscripciones/archivos/<list_id>/descartar
        POST /institucion/<slug>/inscripciones/archivos/<list_id>/deshacer
        GET /institucion/<slug>/inscripciones/<enrolment_id>
        POST /institucion/<slug>/inscripciones/<enrolment_id>/terminar
        POST /institucion/<slug>/inscripciones/<enrolment_id>/reabrir
        POST /institucion/<slug>/inscripciones/<enrolment_id>/quitar
        POST /institucion/<slug>/emisiones/<batch_id>/cancelar
        GET /institucion/<slug>/emisiones/<batch_id>/comprobantes.pdf
        POST /institucion/<slug>/emisiones/<batch_id>/correos/comprobantes
        POST /api/v1/batches/<batch_id>/cancel
        POST /api/v1/batches/<batch_id>/pause
        GET /institucion/<slug>/llaves
        POST /institucion/<slug>/llaves
        POST /institucion/<slug>/llaves/<key_id>/retirar
        POST /institucion/<slug>/emisiones/<batch_id>/deshacer
        POST /institucion/<slug>/emisiones/<batch_id>/pausar
        POST /institucion/<slug>/microcredenciales/<award_id>/comprobante
        GET /institucion/<slug>/microcredenciales/<award_id>/comprobante.pdf
        GET /institucion/<slug>/microcredenciales/<award_id>/corregir
        POST /institucion/<slug>/microcredenciales/<award_id>/corregir
        POST /institucion/<slug>/microcredenciales/<award_id>/enviar
        GET /institucion/<slug>/microcredenciales/<award_id>/<act>
        POST /institucion/<slug>/microcredenciales/<award_id>/<act>
        """,
    ),
)


def spelled(rule: str) -> str:
    """A route's rule without its converters: ``/f/<folio>``."""
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"<\1>", rule)


def table() -> dict[str, Who]:
    """``METHOD rule`` → who. Raises ValueError for a route that is stated twice."""
    stated: dict[str, Who] = {}
    for who, lines in (*LINES, *_LINES):
        for line in lines.split("\n"):
            route = line.strip()
            if not route:
                continue
            if route in stated:
                raise ValueError(f"{route} is stated twice")
            stated[route] = who
    return stated
