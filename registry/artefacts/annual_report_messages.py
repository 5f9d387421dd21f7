"""The sentences that surround the annual report's chapters, in Spanish and English side by side."""

from __future__ import annotations

from registry.texts import Text

KEYWORDS = (
    Text("inteligencia artificial", "artificial intelligence"),
    Text("microcredenciales", "microcredentials"),
    Text("fuerza laboral", "workforce"),
    Text("México", "Mexico"),
)
DOCUMENT_TITLE = Text(
    "Informe anual del estado de la fuerza laboral en IA, {year}", "Annual AI Workforce State Report, {year}"
)
DESCRIPTION = Text(
    "Informe {year}, edición {edition}. Los números salen de la instantánea adjunta.",
    "{year} report, edition {edition}. Its numbers come from the attached snapshot.",
)
RUNNING = Text(
    "Informe anual del estado de la fuerza laboral en IA · {year}", "Annual AI Workforce State Report · {year}"
)
EDITION = Text("Edición {edition} · {day}", "Edition {edition} · {day}")
DRAFT = Text("Borrador, sin firma · {day}", "Draft, not signed · {day}")
SUMMARY = Text("Resumen ejecutivo", "Executive summary")
FINDINGS = Text("Lo que dicen los registros", "What the records say")
CAUTIONS = Text("Lo que no dicen", "What they do not say")
CONTENTS = Text("Contenido", "Contents")
HOW_TO_READ = Text("Cómo leer este informe", "How to read this report")
READING = Text(
    "«n. p.» quiere decir que no se publica: esa celda, o el resto de su línea, tiene menos de "
    "10 personas. «Sin dato» "
    "quiere decir que nadie lo ha medido o entregado; nunca es cero. Cada persona cuenta una "
    "vez, tenga las "
    "microcredenciales que tenga. El género y la entidad son los que cada persona declaró; no se "
    "infieren de la CURP.",
    "“n. p.” means not published: that cell, or the rest of its line, has fewer than 10 people. "
    "“No data” means that "
    "nobody has measured or delivered it; it is never zero. Each person counts once, whatever "
    "microcredentials they "
    "hold. Gender and state are what each person declared; they are never inferred from the CURP.",
)
CHECK = Text("Compruebe este informe", "Check this report")
CHECK_HOW = Text(
    "Este archivo lleva adjuntos la instantánea de la que salió, la lista de sus números (cada "
    "uno con su nombre y la "
    "expresión que lo calcula) y la firma de la autoridad. El programa del registro los vuelve a "
    "calcular todos, los "
    "compara con los impresos aquí y revisa la firma. También puede leerlo y descargar sus datos "
    "en {address}",
    "This file carries the snapshot it was made from, the list of its numbers (each with its "
    "name and the expression "
    "that computes it) and the authority's signature. The registry's program computes all of "
    "them again, compares them "
    "with those printed here and checks the signature. You can also read it and download its "
    "data at {address}",
)
SIGNED = Text(
    "La firma es un texto firmado (JWS compacto) con la llave de emisión de la autoridad, que su "
    "documento DID publica. "
    "El papel por sí solo no prueba nada.",
    "The signature is a compact JWS by the authority's issuing key, which its DID document "
    "publishes. Paper alone "
    "proves nothing.",
)
UNSIGNED = Text(
    "Borrador para revisión: nadie lo ha firmado ni publicado.",
    "A draft for review: nobody has signed or published it.",
)
SNAPSHOT_DESCRIPTION = Text("Instantánea de la que sale el informe (JSON)", "Snapshot the report is made from (JSON)")
NUMBERS_DESCRIPTION = Text(
    "Los números del informe, cada uno con su expresión (JSON)", "The report's numbers, each with its expression (JSON)"
)
SEAL_DESCRIPTION = Text(
    "Firma de la autoridad sobre la instantánea y los números", "The authority's signature over snapshot and numbers"
)
