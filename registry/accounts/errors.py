"""Refusals of the accounts room."""

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class WrongCredentials(RegistryError):
    """The address or the password is wrong; which of them is not said."""

    code = "wrong_credentials"
    kind = "unauthenticated"
    text = Text(
        "El correo o la contraseña no coinciden. Revíselos, o pida un enlace para entrar sin contraseña.",
        "The e-mail or the password does not match. Check them, or ask for a link to sign in without a password.",
    )


class TooManyAttempts(RegistryError):
    """The address was tried too often; for a while no password is looked at."""

    code = "too_many_attempts"
    kind = "limited"
    text = Text(
        "Hubo demasiados intentos con este correo. Espere {minutes} minutos, o pida un enlace para entrar.",
        "There were too many attempts with this e-mail. Wait {minutes} minutes, or ask for a sign-in link.",
    )


class LinkSpent(RegistryError):
    """The one-time link was used, has expired, or never existed."""

    code = "link_spent"
    kind = "gone"
    text = Text(
        "Este enlace ya se usó o venció. Pida uno nuevo en la página para entrar.",
        "This link has been used or has expired. Ask for a new one on the sign-in page.",
    )


class PasswordTooShort(RegistryError):
    """Too short to resist guessing."""

    code = "password_too_short"
    text = Text(
        "La contraseña tiene {length} caracteres; escriba al menos {minimum}. Una frase de varias palabras sirve.",
        "The password has {length} characters; write at least {minimum}. A phrase of several words will do.",
    )


class PasswordTooLong(RegistryError):
    """Long enough to keep a server busy."""

    code = "password_too_long"
    text = Text(
        "La contraseña tiene {length} caracteres; escriba a lo más {maximum}.",
        "The password has {length} characters; write at most {maximum}.",
    )


class PasswordCommon(RegistryError):
    """Among the first that anybody would try."""

    code = "password_common"
    text = Text(
        "Esa contraseña es de las primeras que alguien probaría ({why}). Escriba otra, por ejemplo cuatro palabras "
        "sin relación.",
        "That password is among the first that somebody would try ({why}). Write another, for example "
        "four unrelated words.",
    )


class WrongPassword(RegistryError):
    """The present password, asked for before it is changed, is wrong."""

    code = "wrong_password"
    text = Text(
        "La contraseña actual no es correcta. Escríbala otra vez; si la olvidó, entre con un enlace.",
        "The current password is not right. Type it again; if you forgot it, sign in with a link.",
    )


class EmailTaken(Conflict):
    """Another account has this address."""

    code = "email_taken"
    text = Text(
        "Ya hay una cuenta con el correo {email}. Use otra dirección o esa cuenta.",
        "There already is an account with the e-mail {email}. Use another address or that account.",
    )


class EmailMalformed(RegistryError):
    """Not an address."""

    code = "email_malformed"
    text = Text(
        "«{email}» no es un correo. Escríbalo completo: nombre@institucion.mx.",
        "“{email}” is not an e-mail address. Write it in full: name@institution.mx.",
    )


class NameMissing(RegistryError):
    """An account needs a name that others can read."""

    code = "name_missing"
    text = Text("Escriba el nombre completo (hasta 200 caracteres).", "Write the full name (up to 200 characters).")


class RoleOutOfPlace(RegistryError):
    """A role of a provider needs a provider; the others hold without one."""

    code = "role_out_of_place"
    text = Text("El papel «{role}» no se puede otorgar ahí.", "The role “{role}” cannot be granted there.")


class LastAdministrator(Conflict):
    """Somebody must be able to administer the place."""

    code = "last_administrator"
    text = Text(
        "Es la última cuenta que administra. Nombre antes a otra persona administradora.",
        "This is the last account that administers. Name another administrator first.",
    )


class AlreadyAdministered(Conflict):
    """The first administrator exists."""

    code = "already_administered"
    text = Text(
        "La autoridad ya tiene administración. Pídale que invite a más personas desde su panel.",
        "The authority already has an administrator. Ask them to invite more people from their desk.",
    )


class NoSuchSession(NotFound):
    """The session is not this account's or has ended."""

    code = "no_such_session"
    text = Text("Esa sesión ya terminó.", "That session has already ended.")


class EmailAlreadyYours(Conflict):
    """The address opens this very account."""

    code = "email_already_yours"
    text = Text(
        "El correo {email} ya abre esta cuenta. No hace falta agregarlo.",
        "The e-mail {email} already opens this account. There is no need to add it.",
    )


class TooManyEmails(Conflict):
    """More addresses than one person has use for."""

    code = "too_many_emails"
    text = Text(
        "Esta cuenta ya tiene {maximum} correos. Quite uno antes de agregar otro.",
        "This account already has {maximum} e-mails. Remove one before adding another.",
    )


class NoSuchEmail(NotFound):
    """The address is not one of this account's."""

    code = "no_such_email"
    text = Text("Ese correo ya no está en su cuenta.", "That e-mail is no longer in your account.")


class MainEmailStays(Conflict):
    """The main address cannot be removed: the registry writes to it."""

    code = "main_email_stays"
    text = Text(
        "Es su correo principal. Elija otro como principal y después quite este.",
        "It is your main e-mail. Choose another one as main, then remove this one.",
    )


class CeremonyOver(RegistryError):
    """The challenge or the journey was used, took too long, or was begun in another browser."""

    code = "ceremony_over"
    kind = "gone"
    text = Text(
        "Pasó demasiado tiempo, o se empezó en otro navegador. Vuelva a la página para entrar y empiece otra vez.",
        "It took too long, or was begun in another browser. Return to the sign-in page and begin again.",
    )


class PasskeyRefused(RegistryError):
    """What the browser sent opens nothing; whether the passkey is unknown, removed or wrong is not said."""

    code = "passkey_refused"
    text = Text(
        "No reconocimos esa llave de acceso. Quizá la quitó, o es de otro sitio. Pida un enlace por correo.",
        "We did not recognise that passkey. You may have removed it, or it is another site's. Ask for a link by mail.",
    )


class PasskeysNeedAName(RegistryError):
    """Passkeys are bound to a host's name; this page was opened by a number."""

    code = "passkeys_need_a_name"
    kind = "unavailable"
    text = Text(
        "Las llaves de acceso necesitan que el sitio tenga nombre, no solo un número. Ábralo con su nombre.",
        "Passkeys need the site to have a name, not a number alone. Open it by its name.",
    )


class TooManyPasskeys(Conflict):
    """More passkeys than one person has devices."""

    code = "too_many_passkeys"
    text = Text(
        "Esta cuenta ya tiene {maximum} llaves de acceso. Quite una que ya no use.",
        "This account already has {maximum} passkeys. Remove one that you no longer use.",
    )


class NoSuchPasskey(NotFound):
    """The passkey is not this account's, or is gone."""

    code = "no_such_passkey"
    text = Text("Esa llave de acceso ya no está en su cuenta.", "That passkey is no longer in your account.")


class OutsideUnavailable(RegistryError):
    """The outside log-in does not answer, or not as the settings say."""

    code = "outside_unavailable"
    kind = "unavailable"
    text = Text(
        "El otro servicio no responde ahora. Pida un enlace por correo, o inténtelo más tarde.",
        "The other service does not answer now. Ask for a link by mail, or try again later.",
    )


class OutsideRefused(RegistryError):
    """What the browser came back with proves nothing; or whoever it was said no there."""

    code = "outside_refused"
    kind = "denied"
    text = Text(
        "No se pudo confirmar su identidad en el otro servicio. Inténtelo otra vez, o pida un enlace por correo.",
        "The other service could not confirm your identity. Try again, or ask for a link by mail.",
    )


class OutsideCurpWrong(RegistryError):
    """The CURP in the outside log-in's token is none."""

    code = "outside_curp_wrong"
    text = Text(
        "La CURP que envió el otro servicio no es válida; no se abrió nada. Avise allá y entre con un enlace.",
        "The CURP sent by the other service is not valid; nothing was opened. Tell that service, and use a link here.",
    )


class OutsideTaken(Conflict):
    """That identity opens another account here."""

    code = "outside_taken"
    text = Text(
        "Esa identidad ya abre otra cuenta de este registro. Entre con ella y una las dos cuentas desde «Mi cuenta».",
        "That identity already opens another account here. Sign in with it and unite the two from “My account”.",
    )


class KeyNeeded(RegistryError):
    """A program called without a key, or with one that opens nothing."""

    code = "key_needed"
    kind = "unauthenticated"
    text = Text(
        "Mande la llave de su programa en «Authorization: Bearer rmk_…». La que mandó falta, venció, se retiró o es de "
        "una cuenta cerrada; quien emite en su institución hace otra en la página «Llaves de programas».",
        "Send your program's key as “Authorization: Bearer rmk_…”. The one you sent is missing, expired, revoked or of "
        "a closed account; whoever issues at your institution makes another on its page “Program keys”.",
    )


class KeyNameMissing(RegistryError):
    """A key without a word for what it is."""

    code = "key_name_missing"
    text = Text(
        "Escriba para qué es la llave, por ejemplo «Control escolar».",
        "Write what the key is for, such as “Student records”.",
    )


class NoSuchProgramKey(NotFound):
    """There is no such key at this institution."""

    code = "no_such_program_key"
    text = Text(
        "No encontramos esa llave. Vuelva a la página «Llaves de programas».",
        "We could not find that key. Go back to the page “Program keys”.",
    )
