"""¿Es de esta persona?"""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_COMPARE = Text(
    "Compare el nombre con una identificación oficial, o escriba el nombre que usted tiene y lo comparamos.",
    "Compare the name with an official ID, or type the name that you have and we compare it.",
)
_COMPARE_ID = Text("Compárelo también con una identificación oficial.", "Compare it with an official ID as well.")

HOLDER_MATCH: Mapping[str, Sentence] = {
    "compare_with_id": Sentence(
        Text("Falta comparar.", "Still to compare."),
        Text(
            "El documento nombra a {holder}; quién lo presenta no puede saberlo un programa.",
            "The document names {holder}; no program can know who presents it.",
        ),
        _COMPARE,
    ),
    "no_name": Sentence(
        Text("No nombra a nadie.", "It names nobody."),
        Text(
            "El documento no lleva el nombre de su titular en claro.",
            "The document does not carry the holder's name in clear.",
        ),
        Text(
            "Pregunte a la persona cómo puede demostrar que es suya.",
            "Ask the person how they can show that it is theirs.",
        ),
    ),
    "name_matches": Sentence(
        Text("El nombre coincide.", "The name matches."),
        Text(
            "El nombre que escribió es el del documento: {holder}.",
            "The name that you typed is the document's: {holder}.",
        ),
        _COMPARE_ID,
    ),
    "name_partly_matches": Sentence(
        Text("El nombre coincide en parte.", "The name matches in part."),
        Text(
            "El documento dice {holder}: lo que usted escribió es una parte.",
            "The document says {holder}: what you typed is a part of it.",
        ),
        _COMPARE_ID,
    ),
    "name_differs": Sentence(
        Text("El nombre no coincide.", "The name does not match."),
        Text("El nombre que escribió no es el del documento.", "The name that you typed is not the document's."),
        Text(
            "Revise lo que escribió; si es correcto, esta microcredencial es de otra persona.",
            "Check what you typed; if it is right, this credential is somebody else's.",
        ),
    ),
}
