"""Why a bundle is refused. Nothing of a refused bundle is used."""

from registry.errors import NotFound, RegistryError
from registry.texts import Text


class BundleRefused(RegistryError):
    """Base of these refusals."""

    code = "bundle_refused"
    text = Text("El paquete sin conexión no se puede usar.", "The offline bundle cannot be used.")


class BundleMalformed(BundleRefused):
    """No bundle, or one that is cut off."""

    code = "bundle_malformed"
    text = Text(
        "El archivo no es un paquete de verificación sin conexión, o está incompleto ({detail}). "
        "Descárguelo de nuevo de /trust/bundle.jsonl.gz.",
        "The file is no offline verification bundle, or it is incomplete ({detail}). "
        "Download it again from /trust/bundle.jsonl.gz.",
    )


class BundleVersionUnknown(BundleRefused):
    """A later version of the format."""

    code = "bundle_version_unknown"
    text = Text(
        "El paquete está en la versión {found} del formato y este programa lee la 1. Actualice el programa.",
        "The bundle is in version {found} of the format and this program reads version 1. Update the program.",
    )


class BundleAltered(BundleRefused):
    """Its content is not what was sealed."""

    code = "bundle_altered"
    text = Text(
        "El paquete fue alterado después de firmarse ({detail}). No lo use; descárguelo de nuevo del registro.",
        "The bundle was altered after it was signed ({detail}). Do not use it; download it again from the registry.",
    )


class BundleNotSealed(BundleRefused):
    """The seal is not by a receipts key of the root inside that could sign it."""

    code = "bundle_not_sealed"
    text = Text(
        "El paquete no lleva el sello de este registro ({detail}). No lo use; descárguelo de nuevo del registro.",
        "The bundle does not carry this registry's seal ({detail}). Do not use it; download it again from the "
        "registry.",
    )


class BundleRootUnknown(BundleRefused):
    """The chain of roots does not contain the one that is trusted."""

    code = "bundle_root_unknown"
    text = Text(
        "La raíz de confianza del paquete no es la que se espera: su huella es {found}. "
        "Compárela con la que publica la autoridad y, si es la correcta, indíquela con --root.",
        "The bundle's root of trust is not the expected one: its fingerprint is {found}. "
        "Compare it with the one that the authority publishes and, if it is right, name it with --root.",
    )


class BundleRootBroken(BundleRefused):
    """A version of the root is not signed by enough keys of the one before."""

    code = "bundle_root_broken"
    text = Text(
        "La cadena de raíces de confianza del paquete se rompe en la versión {version}. No lo use.",
        "The bundle's chain of roots of trust breaks at version {version}. Do not use it.",
    )


class BundleFromFuture(BundleRefused):
    """Made later than now."""

    code = "bundle_from_future"
    text = Text(
        "El paquete dice haberse hecho el {made}, que aún no llega. Revise la hora de esta computadora.",
        "The bundle says that it was made on {made}, which has not come yet. Check this computer's clock.",
    )


class BundleRolledBack(BundleRefused):
    """Older than one that was seen before."""

    code = "bundle_rolled_back"
    text = Text(
        "El paquete es del {made}, anterior al que ya se usó aquí, del {seen}. Use el más reciente: "
        "uno viejo no sabe qué se revocó después.",
        "The bundle is of {made}, older than the one that was used here before, of {seen}. Use the newest: "
        "an old one does not know what was revoked since.",
    )


class NoBundleYet(NotFound):
    """The worker has not made one yet."""

    code = "no_bundle_yet"
    text = Text(
        "Este registro todavía no publica su paquete de verificación sin conexión. Vuelva a intentarlo en una hora.",
        "This registry has not published its offline verification bundle yet. Try again in an hour.",
    )
