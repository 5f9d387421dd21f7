"""The sentences of this room, in both languages: what could not be read, and what is malformed."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text

UNREADABLE: Mapping[str, Text] = {
    "empty": Text(
        "No llegó ningún contenido. Elija el archivo de la microcredencial o pegue su texto completo.",
        "Nothing arrived. Choose the credential's file or paste its whole text.",
    ),
    "too_large": Text(
        "El contenido pesa {size} bytes y el límite es de {limit}. Una microcredencial pesa unos pocos kilobytes: "
        "envíe solo ese archivo.",
        "The content is {size} bytes and the limit is {limit}. A credential is a few kilobytes: send that file only.",
    ),
    "not_utf8": Text(
        "El texto no está en UTF-8, así que no puede leerse sin alterarlo. Envíe el archivo original, "
        "sin abrirlo ni guardarlo con otro programa.",
        "The text is not UTF-8, so it cannot be read without changing it. Send the original file, "
        "not one re-saved by another program.",
    ),
    "html": Text(
        "Esto es una página web, no la microcredencial. Pegue el enlace, o descargue el archivo JSON, JWT, PNG, SVG "
        "o PDF y envíelo.",
        "This is a web page, not the credential. Paste its link, or download the JSON, JWT, PNG, SVG or PDF file "
        "and send that.",
    ),
    "picture_without_credential": Text(
        "La imagen no lleva una microcredencial dentro: puede ser una captura de pantalla o una copia que la perdió. "
        "Pida a la persona el enlace o el archivo original.",
        "The picture carries no credential: it may be a screenshot, or a copy that lost it. "
        "Ask the person for the link or the original file.",
    ),
    "photograph": Text(
        "Es una fotografía o un video en un formato que no leemos. Envíe la imagen en JPEG, PNG o WebP, "
        "o pida a la persona el enlace o el archivo original.",
        "It is a photograph or a video in a format that is not read. Send the picture as JPEG, PNG or WebP, "
        "or ask the person for the link or the original file.",
    ),
    "no_credential_found": Text(
        "No hay ninguna microcredencial en este archivo: es una imagen sin credencial dentro y sin un código QR "
        "legible, como una captura de pantalla. Pida a la persona el enlace o el archivo original.",
        "No credential found in this file: it is a picture with no credential inside and no QR code that can be read, "
        "such as a screenshot. Ask the person for the link or the original file.",
    ),
    "code_of_nothing": Text(
        "El código QR de la imagen no lleva a una microcredencial: dice «{found}». "
        "Pida a la persona el enlace o el archivo original.",
        "The QR code in the picture does not lead to a credential: it says “{found}”. "
        "Ask the person for the link or the original file.",
    ),
    "code_is_a_link": Text(
        "El código QR de la imagen es un enlace o un folio, que sin conexión no lleva a nada. Use el código «Verificar "
        "sin conexión» del certificado, el PDF o el archivo, o compruebe con conexión.",
        "The QR code in the picture is a link or a folio, which leads nowhere offline. Use the certificate's “Verify "
        "offline” code, the PDF or the file, or check with a network.",
    ),
    "several_codes": Text(
        "La imagen tiene {count} códigos QR distintos y solo puede verificarse uno. "
        "Tome la foto de nuevo, de cerca, con un solo código.",
        "The picture has {count} different QR codes and only one can be verified. "
        "Take the photograph again, closer, with one code only.",
    ),
    "picture_too_large": Text(
        "La imagen tiene más puntos de los que se leen (64 millones en JPEG, 25 en PNG o WebP). "
        "Recórtela alrededor del código QR o tómela con menos resolución.",
        "The picture has more pixels than are read (64 million in JPEG, 25 in PNG or WebP). "
        "Crop it around the QR code or take it at a lower resolution.",
    ),
    "picture_too_busy": Text(
        "No encontramos el código QR en el tiempo previsto: la imagen tiene demasiados detalles. "
        "Recórtela alrededor del código.",
        "The QR code was not found in the time allowed: the picture has too much detail. Crop it around the code.",
    ),
    "archive_too_many": Text(
        "El ZIP tiene más de {limit} archivos. Divídalo en varios.",
        "The ZIP has more than {limit} files. Split it into several.",
    ),
    "archive_expands": Text(
        "El ZIP crece demasiado al abrirse: un archivo pequeño que se vuelve enorme. "
        "Comprima solo las credenciales, con un programa común.",
        "The ZIP grows too much when it is opened: a small file that becomes huge. "
        "Pack the credentials only, with an ordinary program.",
    ),
    "entry_encrypted": Text(
        "El archivo está protegido con contraseña dentro del ZIP. Comprímalo sin contraseña.",
        "The file is protected by a password inside the ZIP. Pack it without one.",
    ),
    "entry_method": Text(
        "El archivo está comprimido con un método que no leemos. Use la compresión ZIP normal.",
        "The file is packed with a method that is not read. Use the ordinary ZIP compression.",
    ),
    "nested_archive": Text(
        "Es un ZIP dentro de otro ZIP, y esos no se abren. Ponga las credenciales en un solo ZIP.",
        "It is a ZIP inside another ZIP, which is not opened. Put the credentials into one ZIP.",
    ),
    "pdf_without_credential": Text(
        "El PDF no lleva adjunta una microcredencial: puede ser una impresión o un escaneo. "
        "Use el código QR o el folio impreso, o pida el archivo original.",
        "The PDF has no credential attached: it may be a print-out or a scan. "
        "Use the printed QR code or folio, or ask for the original file.",
    ),
    "damaged": Text(
        "El archivo está dañado o incompleto ({detail}). Pida de nuevo el original.",
        "The file is damaged or incomplete ({detail}). Ask for the original again.",
    ),
    "several": Text(
        "El archivo lleva {count} microcredenciales dentro y debe llevar una. Envíe el archivo original de cada una.",
        "The file carries {count} credentials and must carry one. Send the original file of each.",
    ),
    "encrypted_pdf": Text(
        "El PDF está protegido con contraseña. Guárdelo sin contraseña o pida el original.",
        "The PDF is protected by a password. Save it without one or ask for the original.",
    ),
    "not_json": Text(
        "El texto no es una microcredencial: no es JSON válido (línea {line}, columna {column}). "
        "Revise que esté completo, desde la primera llave hasta la última.",
        "The text is not a credential: it is not valid JSON (line {line}, column {column}). "
        "Check that it is complete, from the first brace to the last.",
    ),
    "not_an_object": Text(
        "El JSON no es un objeto: una microcredencial empieza con una llave de apertura.",
        "The JSON is not an object: a credential begins with an opening brace.",
    ),
    "repeated_member": Text(
        "El JSON repite el miembro «{member}», así que puede leerse de dos maneras. No puede comprobarse.",
        "The JSON repeats the member “{member}”, so it can be read in two ways. It cannot be checked.",
    ),
    "ambiguous_json": Text(
        "El JSON tiene un número o un carácter que cada programa lee a su manera. No puede comprobarse.",
        "The JSON has a number or a character that programs read differently. It cannot be checked.",
    ),
    "too_deep": Text(
        "El JSON tiene más de {limit} niveles, uno dentro de otro. Ninguna microcredencial los necesita.",
        "The JSON is nested more than {limit} levels deep. No credential needs that.",
    ),
    "bad_jwt": Text(
        "El texto empieza como una credencial en formato JWT, pero no se puede leer: está incompleto o alterado. "
        "Cópielo completo, sin espacios ni saltos de línea, o suba el archivo.",
        "The text begins like a credential in JWT form but cannot be read: it is incomplete or altered. "
        "Copy it whole, without spaces or line breaks, or upload the file.",
    ),
    "selective_disclosure": Text(
        "Es una credencial SD-JWT, un formato que este registro todavía no "
        "lee. Pida la misma credencial en JSON o JWT.",
        "This is an SD-JWT credential, a format that this registry does not read yet. Ask for it as JSON or JWT.",
    ),
    "presentation": Text(
        "Es una presentación con varias credenciales dentro. Envíe cada credencial por separado.",
        "This is a presentation with credentials inside it. Send each credential by itself.",
    ),
    "paper_unreadable": Text(
        "El código impreso llegó incompleto o alterado ({detail}). Vuelva a leerlo, o copie todo el texto que empieza "
        "con HTTPS:// hasta el final.",
        "The printed code arrived incomplete or altered ({detail}). Scan it again, or copy the whole text that begins "
        "with HTTPS:// to its end.",
    ),
    "seal_incomplete": Text(
        "Falta una parte: pegue la cadena original completa, de || a ||, y después el sello digital.",
        "A part is missing: paste the whole original chain (cadena original), from || to ||, and after it the digital "
        "seal (sello digital).",
    ),
    "seal_unreadable": Text(
        "La cadena original o el sello digital están incompletos o mal copiados ({detail}). Cópielos de nuevo del "
        "certificado, o entregue el PDF.",
        "The original chain (cadena original) or the digital seal (sello digital) is incomplete or miscopied "
        "({detail}). Copy them again from the certificate, or hand in the PDF.",
    ),
    "not_a_credential": Text(
        "No hay ninguna microcredencial en este archivo: sus datos son de otra cosa. "
        "Pida a la persona el enlace o el archivo original de su microcredencial.",
        "No credential found in this file: its data are of something else. "
        "Ask the person for the link or the original file of the credential.",
    ),
    "older_badge": Text(
        "Es una insignia Open Badges 1 o 2, anterior a las credenciales firmadas que se leen aquí (Open Badges 3.0). "
        "Compruébela con quien la emitió, o pida a la persona la versión 3.0.",
        "This is an Open Badges 1 or 2 badge, older than the signed credentials that are read here (Open Badges 3.0). "
        "Check it with its issuer, or ask the person for version 3.0.",
    ),
    "unknown_format": Text(
        "No reconocemos el contenido. Se leen JSON, JWT, PNG, SVG y PDF que lleven una microcredencial, "
        "o el enlace que le compartieron.",
        "We do not recognize the content. JSON, JWT, PNG, SVG and PDF files that carry a credential can be read, "
        "or the link that you were given.",
    ),
}

MALFORMED: Mapping[str, Text] = {
    "missing": Text("Falta «{path}», que toda microcredencial lleva.", "“{path}” is missing; every credential has it."),
    "wrong_type": Text("«{path}» no es {expected}.", "“{path}” is not {expected}."),
    "not_a_url": Text("«{path}» no es una dirección absoluta.", "“{path}” is not an absolute address."),
    "not_a_date": Text(
        "«{path}» no es una fecha con hora y huso horario.", "“{path}” is not a date with time and offset."
    ),
    "ends_before_it_starts": Text(
        "«{path}» es anterior al inicio de la vigencia.", "“{path}” is earlier than the start of validity."
    ),
    "unknown_type": Text(
        "No es una microcredencial Open Badges 3.0: su tipo es «{found}».",
        "It is not an Open Badges 3.0 credential: its type is “{found}”.",
    ),
    "unknown_context": Text(
        "«{path}» no empieza con el contexto de credenciales verificables del W3C.",
        "“{path}” does not begin with the W3C verifiable-credentials context.",
    ),
    "several": Text("«{path}» tiene varios valores y admite uno.", "“{path}” has several values and takes one."),
    "nobody": Text(
        "«{path}» no dice de quién es: no tiene «id» ni «identifier».",
        "“{path}” does not say whose it is: it has neither “id” nor “identifier”.",
    ),
    "undeclared_result": Text(
        "«{path}» nombra un resultado que el logro no declara.",
        "“{path}” names a result that the achievement does not declare.",
    ),
}

EXPECTED: Mapping[str, Text] = {
    "text": Text("un texto", "a text"),
    "object": Text("un objeto", "an object"),
    "list": Text("una lista", "a list"),
    "boolean": Text("verdadero o falso", "true or false"),
    "index": Text("un número entero desde 0", "a whole number from 0"),
}
