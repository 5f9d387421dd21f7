"""The part of the description that is about receipts and about the question of who the holder is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from registry.texts import Text
from registry.verification.report import Result

Said = Callable[..., dict[str, Any]]
Problem = Callable[[Text], dict[str, Any]]


def receipt_parameter(said: Said) -> dict[str, Any]:
    """``?receipt=true`` of ``/verify``."""
    return {
        "name": "receipt",
        "in": "query",
        "required": False,
        "schema": {"type": "boolean", "default": False},
        **said(
            description=Text(
                "Si es «true», el informe lleva además `receipt`: el mismo informe firmado por el registro, con la "
                "huella de lo enviado. No se guarda copia.",
                "If true, the report also carries `receipt`: the same report signed by the registry, with the digest "
                "of what was sent. No copy is kept.",
            )
        ),
    }


def receipt_schemas(said: Said) -> dict[str, Any]:
    """What a receipt is, and what reading one comes to."""
    text = {"$ref": "#/components/schemas/Text"}
    return {
        "Receipt": {
            "type": "object",
            "required": ["type", "claims", "jws"],
            "properties": {
                "type": {"const": "VerificationReceipt"},
                "claims": {
                    "type": "object",
                    **said(description=Text("Lo firmado, para leerlo.", "What was signed, for reading.")),
                },
                "jws": {
                    "type": "string",
                    **said(
                        description=Text(
                            "JWS compacto (ES256) de una llave de comprobantes de /trust/root.json.",
                            "Compact JWS (ES256) by a receipts key of /trust/root.json.",
                        )
                    ),
                },
            },
        },
        "ReceiptReading": {
            "type": "object",
            "required": ["result", "code", "reason", "remedy", "key", "receipt"],
            "properties": {
                "result": {"enum": [one.value for one in (Result.PASSED, Result.FAILED, Result.NOT_CHECKED)]},
                "code": {"type": "string"},
                "reason": text,
                "remedy": text,
                "key": {"type": ["string", "null"]},
                "receipt": {
                    "type": ["object", "null"],
                    **said(
                        description=Text(
                            "Lo que dice, solo si es auténtico: lo que se encontró entonces.",
                            "What it says, only when it is genuine: what was found then.",
                        )
                    ),
                },
            },
        },
        "HolderAnswer": {
            "type": "object",
            "required": ["kind", "answer", "compare"],
            "properties": {"kind": {"enum": ["email", "curp"]}, "answer": {"type": "boolean"}, "compare": text},
        },
    }


def receipt_paths(said: Said, problem: Problem) -> dict[str, Any]:
    """``/receipts`` and ``/holder-question``."""
    return {"/receipts": {"post": _receipts(said, problem)}, "/holder-question": {"post": _question(said, problem)}}


def _receipts(said: Said, problem: Problem) -> dict[str, Any]:
    return {
        "operationId": "readReceipt",
        **said(
            summary=Text("Leer un comprobante", "Read a receipt"),
            description=Text(
                "Dice si un comprobante de verificación lo firmó este registro y qué se encontró entonces, no hoy.",
                "Says whether this registry signed a verification receipt, and what was found then, not today.",
            ),
        ),
        "requestBody": {
            "required": True,
            "content": {
                "application/jose": {"schema": {"type": "string"}},
                "application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"file": {"type": "string", "format": "binary"}},
                    }
                },
            },
        },
        "responses": {
            "200": _answer(said, Text("Lo que resultó", "What it turned out to be"), "ReceiptReading"),
            "422": problem(Text("No es un comprobante", "It is no receipt")),
            "429": problem(Text("Demasiadas solicitudes", "Too many requests")),
        },
    }


def _question(said: Said, problem: Problem) -> dict[str, Any]:
    return {
        "operationId": "askAboutHolder",
        **said(
            summary=Text("¿Es suyo este correo o esta CURP?", "Is this e-mail or CURP the holder's?"),
            description=Text(
                "Responde sí o no, solo con el enlace que compartió la persona titular, pocas veces por enlace. La "
                "persona ve cuándo se preguntó y qué se contestó.",
                "Answers yes or no, only with the link that the holder shared, a few times per link. The holder sees "
                "when it was asked and what was answered.",
            ),
        ),
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["url", "value"],
                        "properties": {"url": {"type": "string"}, "value": {"type": "string"}},
                    }
                }
            },
        },
        "responses": {
            "200": _answer(said, Text("La respuesta", "The answer"), "HolderAnswer"),
            "400": problem(Text("Falta el enlace o el dato", "The link or the value is missing")),
            "403": problem(Text("Ese enlace no contesta esas preguntas", "That link answers no such questions")),
            "404": problem(
                Text("El enlace compartido no existe o ya terminó", "The share link does not exist or has ended")
            ),
            "422": problem(Text("No es un enlace, un correo ni una CURP", "No link, e-mail or CURP")),
            "429": problem(Text("Demasiadas preguntas", "Too many questions")),
        },
    }


def _answer(said: Said, meaning: Text, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {**said(description=meaning), "content": content}
