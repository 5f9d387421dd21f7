"""What only the verification in the browser says: what it does not do, and the words of its page."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_GET_THE_JWT = Text(
    "Pida a la persona el archivo .jwt o el certificado en PDF, que lo lleva dentro; ambos se descargan en la página "
    "de su microcredencial. O compruebe este mismo archivo en la página Verificar del registro.",
    "Ask the person for the .jwt file or for the PDF certificate, which carries it; both are downloaded from the "
    "credential's page. Or check this same file on the registry's Verify page.",
)

#: Sentences for codes that no other verification of this registry has.
SENTENCES: Mapping[str, Mapping[str, Sentence]] = {
    "signature": {
        "not_in_browser": Sentence(
            Text("Esta forma de firma no se comprueba aquí.", "This form of signature is not checked here."),
            Text(
                "El archivo lleva la firma incrustada (Data Integrity), que un navegador solo no puede comprobar.",
                "The file carries an embedded signature (Data Integrity), which a browser cannot check by itself.",
            ),
            _GET_THE_JWT,
        ),
    },
    "terms": {
        "not_in_browser": Sentence(
            Text("Una parte no se comprueba aquí.", "One part is not checked here."),
            Text(
                "«{path}» está escrito de un modo que esta comprobación en el navegador no lee.",
                "“{path}” is written in a way that this check in the browser does not read.",
            ),
            Text(
                "Compruebe el archivo en la página Verificar del registro.",
                "Check the file on the registry's Verify page.",
            ),
        ),
    },
}

INSIDE_NOT_LOOKED_AT = Text(
    "Credenciales que lleva dentro y que aquí no se comprobaron: {count}.",
    "Credentials that it carries inside and that were not checked here: {count}.",
)

REFUSALS: Mapping[str, Text] = {
    "picture_not_read_here": Text(
        "No se encontró en la imagen un código «Verificar sin conexión» que este navegador pueda leer. Escanee el "
        "código y pegue su texto, o use el archivo .jwt o el PDF. Las insignias (PNG, SVG) se comprueban en la página "
        "Verificar del registro.",
        "No “Verify offline” code that this browser can read was found in the picture. Scan the code and paste its "
        "text, or use the .jwt file or the PDF. Badges (PNG, SVG) are checked on the registry's Verify page.",
    ),
    "bundle_root_newer": Text(
        "El paquete trae una raíz de confianza más nueva que la de esta página y este navegador no puede comprobar el "
        "paso de una a otra (Ed25519). Descargue de nuevo esta página del registro.",
        "The bundle has a newer root of trust than this page, and this browser cannot check the step from one to the "
        "other (Ed25519). Download this page again from the registry.",
    ),
    "bundle_rolled_back": Text(
        "El paquete es del {made}, anterior al que ya está abierto aquí, del {seen}. Sigue en uso el más reciente.",
        "The bundle is of {made}, older than the one that is open here already, of {seen}. The newer one stays in use.",
    ),
    "browser_too_old": Text(
        "Este navegador no puede comprobar firmas por sí solo desde este archivo. Abra el archivo con una versión "
        "reciente de Chrome, Edge, Firefox o Safari.",
        "This browser cannot check signatures by itself from this file. Open it with a recent version of Chrome, Edge, "
        "Firefox or Safari.",
    ),
    "unexpected": Text(
        "La comprobación se detuvo por una falla de esta página; no se sabe nada de la microcredencial. Compruébela en "
        "la página Verificar del registro.",
        "The check stopped because of a fault in this page; nothing is known of the credential. Check it on the "
        "registry's Verify page.",
    ),
    "bundle_not_fetched": Text(
        "No se pudo traer el paquete de datos del registro, así que aquí no se comprobó nada. Puede enviar el código "
        "al registro con el botón de abajo.",
        "The registry's data bundle could not be fetched, so nothing was checked here. You can send the code to the "
        "registry with the button below.",
    ),
}

#: Where nothing can be checked at all.
NO_SCRIPT = Text(
    "Esta página comprueba con JavaScript, que está apagado en este navegador.",
    "This page checks by JavaScript, which is off in this browser.",
)

#: The page's own words, by the name that stands in its HTML.
PAGE: Mapping[str, Text] = {
    "title": Text("Verificar sin conexión", "Verify offline"),
    "lead": Text(
        "Comprueba una microcredencial en este navegador, sin red y sin enviar nada a nadie.",
        "Checks a microcredential in this browser, without a network and without sending anything to anybody.",
    ),
    "switch": Text("English", "Español"),
    "data": Text("1. Los datos del registro", "1. The registry's data"),
    "no_bundle": Text(
        "Elija el paquete de datos del registro. Se descarga de {url} y dura 48 horas.",
        "Choose the registry's data bundle. It is downloaded from {url} and lasts 48 hours.",
    ),
    "bundle_file": Text("Paquete de datos (bundle.jsonl.gz)", "Data bundle (bundle.jsonl.gz)"),
    "another_bundle": Text("Usar un paquete más reciente", "Use a newer bundle"),
    "made": Text("Datos de {name}, del {made}, {age}.", "Data of {name}, of {made}, {age}."),
    "fresh": Text("Valen hasta el {expires}.", "They hold until {expires}."),
    "stale": Text(
        "Vencieron el {expires}: prueban firmas y lo que valía al emitirse, pero de hoy no dicen nada. Use un paquete "
        "nuevo para saber si sigue vigente.",
        "They expired on {expires}: they prove signatures and what held at issue, but say nothing of today. Use a new "
        "bundle to learn whether a credential is still current.",
    ),
    "fingerprint": Text("Huella de la raíz de confianza", "Fingerprint of the root of trust"),
    "compare": Text(
        "Compárela, la primera vez, con la que {name} publica por otra vía. Si no es la misma, no use este archivo.",
        "The first time, compare it with the one that {name} publishes by another way. If it differs, do not use this "
        "file.",
    ),
    "credential": Text("2. La microcredencial", "2. The credential"),
    "file": Text("Archivo", "File"),
    "file_help": Text(
        "El .jwt, el certificado en PDF o una foto del código «Verificar sin conexión». Con un .jwt, elija a la vez su "
        "constancia (registration-note.jws).",
        "The .jwt, the PDF certificate or a photograph of the “Verify offline” code. With a .jwt, choose its "
        "registration note (registration-note.jws) at the same time.",
    ),
    "text": Text("O su texto", "Or its text"),
    "text_help": Text(
        "El contenido del .jwt, o el texto del código «Verificar sin conexión» del certificado (HTTPS://…/Q#…).",
        "The content of the .jwt, or the text of the certificate's “Verify offline” code (HTTPS://…/Q#…).",
    ),
    "name": Text("Nombre de la persona, para compararlo (opcional)", "The person's name, to compare (optional)"),
    "verify": Text("Verificar", "Verify"),
    "working": Text("Comprobando…", "Checking…"),
    "problem": Text("No se pudo leer", "It could not be read"),
    "checked": Text(
        "Comprobado en este navegador el {at}, con datos del {made}, {age}. Comprobaciones hechas: {done} de {all}.",
        "Checked in this browser on {at}, by data of {made}, {age}. Checks done: {done} of {all}.",
    ),
    "says": Text("Lo que dice la microcredencial", "What the credential says"),
    "holder": Text("Titular", "Holder"),
    "credential_name": Text("Microcredencial", "Credential"),
    "issuer": Text("Institución", "Institution"),
    "folio": Text("Folio", "Folio"),
    "awarded": Text("Fecha", "Date"),
    "until": Text("Vence", "Expires"),
    "standard": Text("Estándar", "Standard"),
    "hours": Text("Horas", "Hours"),
    "levels": Text("Niveles", "Levels"),
    "what_to_do": Text("Qué hacer:", "What to do:"),
    "detail": Text("Detalle técnico", "Technical detail"),
    "passed": Text("Comprobado", "Checked"),
    "failed": Text("No se cumple", "Failed"),
    "warning": Text("Aviso", "Note"),
    "not_checked": Text("No comprobado", "Not checked"),
    "identity_card": Text(
        "Compare siempre el nombre con una identificación oficial.", "Always compare the name with an official ID."
    ),
    "limits": Text(
        "Esta página comprueba firmas ES256. No prueba archivos JSON con firma incrustada ni credenciales que van "
        "dentro de otra: ahí dice «no comprobado». La cadena original y el sello digital de un certificado no se "
        "comprueban aquí; eso lo hace la página «Verificar» del registro.",
        "This page checks ES256 signatures. It does not prove JSON files with an embedded signature or credentials "
        "inside another one: there it says “not checked”. A certificate's cadena original and sello digital are not "
        "checked here; the registry's page “Verify” does that.",
    ),
    "here": Text("Comprobado aquí, sin enviarlo", "Checked here, without sending it"),
}
