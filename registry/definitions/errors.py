"""What the definitions room refuses, and why."""

from __future__ import annotations

from collections.abc import Sequence

from registry.definitions.rules import RuleResult, failed_rules
from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class NoSuchDefinition(NotFound):
    """There is no such definition, or it is not for this reader."""

    code = "no_such_definition"
    text = Text(
        "No encontramos esa microcredencial. Búsquela en el catálogo.",
        "We could not find that microcredential. Look it up in the catalogue.",
    )


class StandardNotOpen(Conflict):
    """Only a standard in force can be designed against or published for."""

    code = "standard_not_open"
    text = Text(
        "El estándar {standard} no está en vigor. Use la versión que sí lo está.",
        "Standard {standard} is not in force. Use the version that is.",
    )


class NotADraft(Conflict):
    """A published or withdrawn version never changes."""

    code = "not_a_draft"
    text = Text(
        "Esta versión ya no es un borrador y no se cambia. Cree una versión nueva.",
        "This version is no longer a draft and does not change. Create a new version.",
    )


class ChangedMeanwhile(Conflict):
    """It was saved in between, by somebody else or in another window."""

    code = "draft_changed_meanwhile"
    text = Text(
        "Este borrador se guardó en otra ventana el {at}, y no se guardó nada de aquí. Ábralo otra vez en una "
        "pestaña nueva y repita ahí sus cambios.",
        "This draft was saved in another window on {at}, and nothing was saved from here. Open it again in a new tab "
        "and repeat your changes there.",
    )


class DraftOpen(Conflict):
    """The definition already has a draft."""

    code = "draft_open"
    text = Text(
        "Ya hay un borrador de la versión {number}. Continúe con ese.",
        "There is already a draft of version {number}. Continue with that one.",
    )


class NotPublishable(RegistryError):
    """A rule still fails; ``failures`` says which."""

    code = "not_publishable"
    text = Text(
        "No se puede publicar todavía. {first} {remedy} Reglas por cumplir: {count}.",
        "It cannot be published yet. {first} {remedy} Rules still to meet: {count}.",
    )

    def __init__(self, failures: Sequence[RuleResult]) -> None:
        self.failures = tuple(failures)
        first = self.failures[0]
        super().__init__(first=first.message, remedy=first.remedy or Text("", ""), count=failed_rules(self.failures))


class NotAccreditedFor(Conflict):
    """No accreditation of the provider covers this definition at this moment."""

    code = "not_accredited_for"
    kind = "denied"
    text = Text(
        "La institución «{provider}» no tiene una acreditación vigente para {standard}, {target}. "
        "Solicítela; mientras tanto puede seguir editando el borrador.",
        "The institution “{provider}” has no current accreditation for {standard}, {target}. "
        "Apply for it; meanwhile the draft can still be edited.",
    )


class NotPublished(Conflict):
    """Only a published version can be withdrawn, endorsed or followed by another."""

    code = "not_published"
    text = Text("Esta versión no está publicada.", "This version is not published.")


class WithdrawalReasonMissing(RegistryError):
    """A withdrawal says why."""

    code = "withdrawal_reason_missing"
    text = Text("Escriba el motivo del retiro.", "Write the reason for the withdrawal.")


class PartnerUnfit(RegistryError):
    """The institution cannot endorse: itself, closed, or without keys or agreement."""

    code = "partner_unfit"
    text = Text(
        "«{partner}» no puede respaldar esta microcredencial: debe ser otra institución, con llaves y convenio.",
        "“{partner}” cannot endorse this microcredential: "
        "it takes another institution, with keys and an agreement in force.",
    )


class NotInvited(NotFound):
    """The partner was not asked, or has already answered."""

    code = "not_invited"
    text = Text(
        "No hay una invitación pendiente para que «{partner}» respalde esta microcredencial.",
        "There is no open invitation for “{partner}” to endorse this microcredential.",
    )


class NothingToWithdraw(NotFound):
    """There is no signed endorsement that still stands."""

    code = "nothing_to_withdraw"
    text = Text(
        "No hay un respaldo firmado por su institución que retirar; quizá ya lo retiró.",
        "There is no endorsement signed by your institution to withdraw; it may have been withdrawn already.",
    )


class EndorsementReasonMissing(RegistryError):
    """Whoever takes a signature back says why, for anybody to read."""

    code = "endorsement_reason_missing"
    text = Text(
        "Escriba por qué lo retira: se publica junto al retiro.",
        "Write why you withdraw it: it is published with the withdrawal.",
    )
