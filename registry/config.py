"""Settings: one frozen value read from the environment, refused when it is unsafe for where it runs.

Each field carries what a person needs to set it; ``docs/settings.md`` is generated from here.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from registry import dsn
from registry.private_files import (
    check_databases,
    check_days,
    check_mail,
    check_outside,
    check_url,
    parse,
    read_days,
    read_private,
    refuse,
)
from registry.texts import Text

Environment = Literal["development", "demo", "production"]
ENVIRONMENTS: tuple[Environment, ...] = ("development", "demo", "production")
OUTBOUND = ("off", "signed_in", "everyone")
#: Shorter ones can be found by trying (the session and form signatures hang on it).
MINIMUM_SECRET_LENGTH = 32
MEBIBYTE = 1024 * 1024
_REDIS = "redis"  # redis://, rediss://, redis+sentinel://


def _setting(default: Any, meaning: str, *, secret: bool = False, production: str = "") -> Any:
    return field(default=default, metadata={"meaning": meaning, "secret": secret, "production": production})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the registry. The variable's name is the field's name in capitals."""

    environment: Environment = _setting(
        "development", "Where this runs: development, demo (synthetic data, an outbox instead of mail) or production."
    )
    registry_name_es: str = _setting("Registro de Microcredenciales de IA", "The registry's name in Spanish.")
    registry_name_en: str = _setting("Registry of AI Microcredentials", "The registry's name in English.")
    contact: str = _setting("", "The e-mail address that readers may write to.", production="required")
    base_url: str = _setting(
        "https://registro.example",
        "Names identities (DIDs and ids in documents). Fixed at the first signature: changing it later would "
        "disown every document.",
        production="required, https",
    )
    link_url: str = _setting("", "Where links, mails and QR codes lead. Empty: BASE_URL.")
    host: str = _setting("127.0.0.1", "The address that the server listens on.")
    port: int = _setting(8000, "The port that the server listens on.")
    var_dir: Path = _setting(Path("var"), "The folder of the embedded database, the job queue and the key files.")
    database_url: str = _setting(
        "",
        "The database: postgresql://user:password@host/name, or with several hosts …@one:5432,two:5432/name, of which "
        "the one that may write is used. Empty: SQLite in VAR_DIR.",
        secret=True,
    )
    database_replica_url: str = _setting(
        "",
        "Streaming standbys of that PostgreSQL, at which pages are read while they keep up. Empty: none.",
        secret=True,
    )
    secret_key: str = _setting(
        "",
        "Signs form tokens and messages between pages. Outside production an empty one is made once in VAR_DIR.",
        secret=True,
        production=f"required, at least {MINIMUM_SECRET_LENGTH} characters",
    )
    master_key: str = _setting(
        "",
        "Seals private keys and CURPs at rest: 32 bytes in hexadecimal or base64.",
        secret=True,
        production="this or MASTER_KEY_FILE",
    )
    master_key_file: str = _setting(
        "", "A file, readable by its owner alone, that holds the master key. Empty: master.key in VAR_DIR."
    )
    mail_from: str = _setting("", "The sender of mails: name <address>.", production="required")
    smtp_url: str = _setting(
        "",
        "The mail server: smtp://user:password@host:587 (STARTTLS where offered; required when a user is given), "
        "smtps://… (TLS from the start).",
        secret=True,
        production="required",
    )
    mails_per_minute: int = _setting(
        600, "How many mails all workers together send in a minute; a mail server that is rushed refuses. 0: no bound."
    )
    mails_per_minute_per_domain: int = _setting(
        300, "Of those that are one of many, how many to addresses of one domain, such as gmail.com. 0: no bound."
    )
    bounce_address: str = _setting(
        "",
        "Where mail servers send back what they cannot deliver, such as rebotes@registro.example: each mail names it "
        "with a token, rebotes+token@…, and that mailbox feeds `registry mail bounce`. Empty: bounces go unread to "
        "MAIL_FROM.",
    )
    queue_url: str = _setting(
        "",
        "What wakes workers: sqlite:///file, postgresql://… or redis://… (needs the extra registry[redis]). Empty: the "
        "database, when it is PostgreSQL, else a file in VAR_DIR.",
        secret=True,
    )
    trusted_proxies: int = _setting(0, "How many reverse proxies stand in front, whose X-Forwarded headers count.")
    rate_limit_storage: str = _setting(
        "memory://",
        "Where rates are counted: redis://… counts over all processes (needs the extra registry[redis]), memory:// in "
        "each by itself.",
    )
    sign_in_rate: str = _setting("10 per minute; 60 per hour", "Attempts to sign in, per address of origin.")
    verify_rate: str = _setting("60 per minute", "Verifications, per address of origin.")
    verify_processes: int = _setting(
        1,
        "How many processes each server process starts to canonicalise what strangers hand in. "
        "0: it does so itself, and only the limits of a document bound the time.",
    )
    verify_seconds: int = _setting(
        5, "How long one document may keep such a process before it is killed, and how long it may wait for one."
    )
    look_up_rate: str = _setting(
        "10 per minute; 50 per hour", "Look-ups that could serve to guess (folio and surname), per address of origin."
    )
    questions_per_hour: int = _setting(
        5,
        "How often in an hour one share link answers whether an e-mail or a CURP is its holder's: somebody in an "
        "interview asks once or twice.",
    )
    questions_per_day: int = _setting(10, "The same in a day.")
    questions_wrong: int = _setting(
        20, "After how many answers of «no» a link answers nothing more, until its holder switches it on again."
    )
    receipt_rate: str = _setting(
        "10 per minute; 100 per hour", "Signed receipts of verifications, per address of origin."
    )
    batch_rate: str = _setting("20 per hour", "Batches of verifications without an account, per address of origin.")
    batch_size: int = _setting(1_000, "The most credentials, links or folios that one batch answers.")
    batch_seconds: int = _setting(60, "How long one batch may work; what is not reached by then is said to be so.")
    session_hours: int = _setting(12, "How long a person stays signed in.")
    sign_in_link_minutes: int = _setting(30, "How long a link for signing in opens.")
    invitation_days: int = _setting(7, "How long an invitation to staff opens.")
    claim_days: int = _setting(
        365, "How long a microcredential waits to be claimed by link or slip. It stays in the registry afterwards."
    )
    claim_reminder_days: str = _setting(
        "7, 30, 120", "After how many days somebody who has not claimed is reminded by mail; 0: never."
    )
    expiring_days: int = _setting(90, "How many days before its end a microcredential is called expiring soon.")
    expiry_mail_days: int = _setting(60, "How many days before its end its holder is told by mail, once. 0: never.")
    recovery_wait_days: int = _setting(
        7,
        "How long an approved recovery, or the uniting of two records by the registry, waits for an objection from "
        "the earlier addresses.",
        production="at least 3",
    )
    unite_undo_days: int = _setting(30, "How long the uniting of two records of one person can be undone.")
    arco_answer_days: int = _setting(20, "Business days in which a request about one's own data (ARCO) is answered.")
    arco_carry_days: int = _setting(15, "Business days, from the answer on, in which what was granted is carried out.")
    blocked_days: int = _setting(90, "Days for which cancelled data stay blocked, sealed, before they are deleted.")
    wallet_offer_minutes: int = _setting(10, "How long an offer to a holder's wallet opens, and then its token.")
    wallet_attempts: int = _setting(5, "How many transaction codes may be tried before an offer ends.")
    wallet_rate: str = _setting("60 per minute", "Each of the requests that wallets make, per address of origin.")
    oidc_issuer: str = _setting(
        "", "The outside log-in (OpenID Connect): its issuer, as its discovery document writes it. Empty: none."
    )
    oidc_client_id: str = _setting("", "This registry's name at the outside log-in.")
    oidc_client_secret_file: str = _setting(
        "", "A file, readable by its owner alone, with this registry's secret there. Empty: PKCE alone."
    )
    oidc_name_es: str = _setting("Llave nacional", "What the outside log-in is called, in Spanish.")
    oidc_name_en: str = _setting("National log-in", "What the outside log-in is called, in English.")
    oidc_scope: str = _setting("openid profile email", "What is asked of the outside log-in.")
    oidc_curp_claim: str = _setting(
        "curp",
        "The claim of its ID token that holds the CURP, by which people are known. Empty: nobody is known by it.",
    )
    oidc_acr: str = _setting(
        "",
        "The levels of assurance (acr) at which its CURP counts, separated by spaces. Empty: at every level, which is "
        "right only where it verifies every CURP.",
    )
    outcomes_minutes: int = _setting(15, "Minutes between two counts of outcomes by the worker. 0: only by command.")
    outcomes_release_days: int = _setting(1, "Days between two releases of outcomes. 0: only by command.")
    talent_contacts_per_day: int = _setting(20, "To how many people one verified employer may write in 24 hours.")
    talent_contact_months: int = _setting(12, "After so many months messages between employers and people are deleted.")
    argon2_time_cost: int = _setting(3, "Passes of the password hash.", production="at least 2")
    argon2_memory_kib: int = _setting(65_536, "Memory of the password hash, in KiB.", production="at least 19456")
    argon2_parallelism: int = _setting(2, "Lanes of the password hash.")
    max_upload_mib: int = _setting(64, "The largest body that a page or the API accepts, in MiB.")
    max_list_mib: int = _setting(
        256, "The largest file of people to issue to, in MiB: 450,000 rows are some 70 as CSV and 40 as XLSX."
    )
    idempotency_hours: int = _setting(
        24, "How long the API repeats its answer to a request sent again under the same Idempotency-Key."
    )
    outbound_requests: str = _setting(
        "signed_in",
        "For whose verifications other servers are asked for an issuer's keys and status list: off, signed_in "
        "(nobody without an account) or everyone. Public https addresses only, within bounds.",
    )
    legacy_contexts_dir: str = _setting(
        "", "A folder of JSON-LD contexts of earlier versions, for verifying old foreign credentials."
    )
    metrics_token: str = _setting(
        "",
        "Opens /metrics to a monitoring system on another machine, sent as Authorization: Bearer. Empty: this machine "
        "alone may read it.",
        secret=True,
        production=f"if given, at least {MINIMUM_SECRET_LENGTH} characters",
    )
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Read the variables (an empty one counts as unset), apply ``overrides``, and `check` the result."""
        source = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for one in fields(cls):
            raw = source.get(one.name.upper(), "").strip()
            if raw:
                values[one.name] = parse(one.name, raw, one.default)
        return cls(**(values | overrides)).checked()

    def checked(self) -> Settings:
        """The same settings. Raises `ConfigurationError` naming the first one that cannot stand."""
        if self.environment not in ENVIRONMENTS:
            refuse("ENVIRONMENT", "escriba development, demo o production", "write development, demo or production")
        if self.outbound_requests not in OUTBOUND:
            refuse("OUTBOUND_REQUESTS", "escriba off, signed_in o everyone", "write off, signed_in or everyone")
        check_url("BASE_URL", self.base_url)
        check_url("LINK_URL", self.links)
        above_zero = ("port", "session_hours", "sign_in_link_minutes", "invitation_days")
        bounded = ("batch_size", "batch_seconds", "verify_seconds", "max_list_mib", "idempotency_hours")
        waits = ("claim_days", "recovery_wait_days", "unite_undo_days", "expiring_days", "talent_contact_months")
        arco = ("arco_answer_days", "arco_carry_days", "blocked_days")
        for name in (*above_zero, *bounded, *waits, *arco, "wallet_offer_minutes", "wallet_attempts"):
            if getattr(self, name) < 1:
                refuse(name.upper(), "escriba un número mayor que cero", "write a number above zero")
        for name in ("queue_url", "rate_limit_storage"):
            if getattr(self, name).startswith(_REDIS) and importlib.util.find_spec("redis") is None:
                refuse(
                    name.upper(),
                    "falta el cliente de Redis; instale registry[redis]",
                    "the Redis client is missing; install registry[redis]",
                )
        check_databases(self.database_url, self.database_replica_url, self.database, self.replica)
        check_mail(self.mails_per_minute, self.mails_per_minute_per_domain, self.bounce_address)
        check_days("CLAIM_REMINDER_DAYS", self.claim_reminder_days)
        if self.oidc_issuer:
            check_outside(self.oidc_issuer, self.oidc_client_id, self.oidc_secret, local=not self.production)
        if self.production:
            _check_production(self)
        return self

    @property
    def production(self) -> bool:
        """Whether real people and real documents are served."""
        return self.environment == "production"

    @property
    def demo(self) -> bool:
        """Whether everything says that it is a demonstration."""
        return self.environment == "demo"

    @property
    def registry_name(self) -> Text:
        """The registry's name."""
        return Text(es=self.registry_name_es, en=self.registry_name_en)

    @property
    def oidc_name(self) -> Text:
        """What the outside log-in is called."""
        return Text(es=self.oidc_name_es, en=self.oidc_name_en)

    @property
    def oidc_secret(self) -> str:
        """This registry's secret at the outside log-in; empty for a public client. Raises `ConfigurationError`."""
        name = self.oidc_client_secret_file
        return read_private("OIDC_CLIENT_SECRET_FILE", Path(name)) if name else ""

    @property
    def reminder_days(self) -> tuple[int, ...]:
        """The days after which a claim is reminded of, ascending."""
        return read_days(self.claim_reminder_days)

    @property
    def links(self) -> str:
        """The base of links for people, without a slash at the end."""
        return (self.link_url or self.base_url).rstrip("/")

    @property
    def database(self) -> str:
        """The database's address, the embedded one included; several hosts as SQLAlchemy and libpq both read them."""
        if self.database_url:
            return dsn.spread(self.database_url, attributes="read-write")
        return f"sqlite:///{(self.var_dir / 'registry.sqlite3').absolute()}"

    @property
    def replica(self) -> str:
        """The address of the standbys, or an empty one."""
        return dsn.spread(self.database_replica_url, attributes="standby")

    @property
    def queue(self) -> str:
        """What wakes workers, chosen when not given."""
        if self.queue_url:
            return self.queue_url
        if dsn.is_postgresql(self.database):
            return self.database
        return f"sqlite:///{(self.var_dir / 'queue.sqlite3').absolute()}"

    @property
    def counts_dir(self) -> Path:
        """Where the processes of a server leave their counts for /metrics."""
        return self.var_dir / "counts"

    @property
    def master_key_path(self) -> Path:
        """The file of the master key, whether or not it exists."""
        return Path(self.master_key_file) if self.master_key_file else self.var_dir / "master.key"


def current() -> Settings:
    """The settings of the running application."""
    from flask import current_app

    settings: Settings = current_app.config["SETTINGS"]
    return settings


def describe() -> tuple[tuple[str, str, str, str], ...]:
    """For docs/settings.md: variable, default, what production asks, meaning."""
    return tuple(
        (
            one.name.upper(),
            "" if one.metadata["secret"] else str(one.default),
            str(one.metadata["production"]),
            str(one.metadata["meaning"]),
        )
        for one in fields(Settings)
    )


def _check_production(settings: Settings) -> None:
    required = {
        "SECRET_KEY": len(settings.secret_key) >= MINIMUM_SECRET_LENGTH,
        "BASE_URL": settings.base_url.startswith("https://") and not settings.base_url.endswith(".example"),
        "LINK_URL": settings.links.startswith("https://"),
        "METRICS_TOKEN": not settings.metrics_token or len(settings.metrics_token) >= MINIMUM_SECRET_LENGTH,
        "SMTP_URL": bool(settings.smtp_url),
        "MAIL_FROM": bool(settings.mail_from),
        "CONTACT": bool(settings.contact),
        "RECOVERY_WAIT_DAYS": settings.recovery_wait_days >= 3,
        "ARGON2_TIME_COST": settings.argon2_time_cost >= 2,
        "ARGON2_MEMORY_KIB": settings.argon2_memory_kib >= 19_456,
    }
    needs = {name: need for name, _default, need, _meaning in describe()}
    for name, satisfied in required.items():
        if not satisfied:
            need = needs.get(name) or "https"
            refuse(name, f"falta o no es seguro para producción ({need})", f"missing or unsafe in production ({need})")
