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
