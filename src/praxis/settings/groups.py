"""The groups of settings: in the environment, `PRAXIS_`, the group, two underscores, the name."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from email_validator import EmailNotValidError, validate_email
from limits import parse
from pydantic import BaseModel, Field, SecretStr, field_validator

SECRET_LENGTH = 32
TOKEN_LENGTH = 16
ROLES = frozenset({"patient", "doctor", "staff", "admin"})


class DatabaseSettings(BaseModel):
    pool_size: int = Field(10, ge=1, le=200)
    pooler: bool = Field(False, description="DATABASE_URL is that of pgbouncer in transaction mode")
    direct_url: SecretStr | None = Field(
        None, description="the same database past the pooler: to migrate, and to hear of events"
    )


class MetricsSettings(BaseModel):
    token: SecretStr | None = Field(
        None, description="who knows it reads /metrics; without one that address does not exist"
    )

    @field_validator("token")
    @classmethod
    def _long_enough(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and len(token.get_secret_value()) < TOKEN_LENGTH:
            raise ValueError(f"must have at least {TOKEN_LENGTH} characters")
        return token


class AuthSettings(BaseModel):
    secret_key: SecretStr | None = Field(
        None, description="at least 32 characters; made and kept in the data folder when absent"
    )
    access_token_lifetime: timedelta = timedelta(minutes=15)
    session_lifetime: timedelta = timedelta(days=30)
    reset_lifetime: timedelta = timedelta(hours=1)
    verification_lifetime: timedelta = timedelta(days=3)
    require_verified_email: bool = False
    password_form: bool = Field(
        True, description="whether POST /auth/token takes the OAuth2 password form"
    )
    second_factor_for: str = Field(
        "", description="roles that need a second factor, like admin,staff; they may only add one"
    )
    step_up_lifetime: timedelta = Field(
        timedelta(minutes=10),
        ge=timedelta(seconds=1),
        le=timedelta(hours=12),
        description="how long a proof is fresh enough for exports, accounts, keys and factors",
    )
    password_min_length: int = Field(8, ge=8, le=64)
    password_character_classes: bool = Field(
        False, description="also ask for an upper case letter, a digit and a special character"
    )

    @field_validator("second_factor_for")
    @classmethod
    def _known_roles(cls, roles: str) -> str:
        named = [role.strip() for role in roles.split(",") if role.strip()]
        if not set(named) <= ROLES:
            raise ValueError(f"must name roles among {', '.join(sorted(ROLES))}")
        return ",".join(named)

    def needs_factor(self, role: str) -> bool:
        """Whether accounts of this role need a second factor."""
        return bool(self.second_factor_for) and role in self.second_factor_for.split(",")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < SECRET_LENGTH:
            raise ValueError(f"must have at least {SECRET_LENGTH} characters")
        return key


class RequestSettings(BaseModel):
    body_bytes: int = Field(256 * 1024, ge=1024)
    upload_bytes: int = Field(11 * 1024 * 1024, ge=1024)
    timeout: timedelta = Field(
        timedelta(seconds=30),
        ge=timedelta(milliseconds=100),
        description="until an answer begins, once the request is there",
    )
    body_timeout: timedelta = Field(
        timedelta(seconds=30), ge=timedelta(milliseconds=100), description="until a body is there"
    )
    upload_timeout: timedelta = Field(
        timedelta(minutes=5),
        ge=timedelta(milliseconds=100),
        description="until a body with a file is there",
    )


class LimitSettings(BaseModel):
    """How often a caller may ask: `240/minute`. Far above what work needs, far below a flood."""

    enabled: bool = True
    sign_in: str = Field("240/minute", description="sign-ins from one address")
    registration: str = Field("300/hour", description="accounts made from one address")
    recovery: str = Field("120/hour", description="mailed links and their use, from one address")
    search: str = Field("900/minute", description="searches of visitors from one address")
    visitors: str = Field("6000/minute", description="all that visitors of one address ask")
    writes: str = Field("900/minute", description="changes by one account")
    accounts: str = Field("3000/minute", description="all that one account asks")

    @field_validator(
        "sign_in", "registration", "recovery", "search", "visitors", "writes", "accounts"
    )
    @classmethod
    def _can_be_read(cls, rate: str) -> str:
        try:
            item = parse(rate)
        except ValueError:
            raise ValueError("must be a rate like 240/minute") from None
        if item.amount < 1:
            raise ValueError("must let at least one request through")
        return rate


class SchedulingSettings(BaseModel):
    hold_lifetime: timedelta = timedelta(minutes=10)
    holds_per_user: int = Field(5, ge=1)
    pending_lifetime: timedelta = timedelta(hours=48)
    max_slot_window: timedelta = timedelta(days=92)


class StorageSettings(BaseModel):
    url: str | None = Field(None, description="s3://bucket/prefix; a folder when absent")
    s3_endpoint: str | None = None
    s3_region: str = "us-east-1"
    s3_access_key_id: str | None = None
    s3_secret_access_key: SecretStr | None = None
    attachment_bytes: int = Field(10 * 1024 * 1024, ge=1024)


class KeySettings(BaseModel):
    file: Path | None = Field(
        None, description="keys to clinical text; keys/clinical.json in the data folder when absent"
    )


class TaskMode(StrEnum):
    """Where messages are delivered and the clock is kept."""

    EMBEDDED = "embedded"
    CELERY = "celery"
    OFF = "off"


class MailSecurity(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class SmtpSettings(BaseModel):
    host: str | None = Field(None, description="without one, e-mails go to a folder")
    port: int = Field(587, ge=1, le=65535)
    security: MailSecurity = MailSecurity.STARTTLS
    username: str | None = None
    password: SecretStr | None = None
    sender: str | None = Field(
        None, description="address that e-mails come from; no-reply at the public host when absent"
    )
    ca_file: Path | None = Field(
        None, description="certificates to trust besides those of the machine"
    )
    timeout: timedelta = Field(timedelta(seconds=20), ge=timedelta(seconds=1))
    connections: int = Field(4, ge=1, le=50, description="e-mails under way at once")

    @field_validator("sender")
    @classmethod
    def _plain_address(cls, sender: str | None) -> str | None:
        if sender is None:
            return None
        try:
            # Within a network, servers may have names that nobody knows outside.
            found = validate_email(
                sender.strip(),
                check_deliverability=False,
                globally_deliverable=False,
                allow_smtputf8=False,
            )
        except (EmailNotValidError, UnicodeError):
            raise ValueError(
                "must be an e-mail address alone, like no-reply@clinic.example.org"
            ) from None
        return found.ascii_email


class NotificationSettings(BaseModel):
    settle: timedelta = Field(
        timedelta(seconds=10),
        ge=timedelta(0),
        le=timedelta(minutes=10),
        description="how long news of a visit waits, so that several go in one e-mail",
    )
    lease: timedelta = Field(
        timedelta(minutes=2),
        ge=timedelta(seconds=1),
        description="after this long an e-mail whose sender has died is taken up by another",
    )


class BackupSettings(BaseModel):
    """Of the embedded database; what an external one is backed up by is its keeper's to say."""

    enabled: bool = Field(True, description="back up every day, and keep the log in between")
    folder: Path | None = Field(
        None, description="where backups lie, best on another disk; in the data folder when absent"
    )
    key_file: Path | None = Field(
        None, description="the key that opens them; keys/backup.key in the data folder when absent"
    )
    hour: int = Field(2, ge=0, le=23, description="of the day, by the clock of the practice")
    keep: int = Field(14, ge=1, le=1000, description="how many backups are kept")
    interval: timedelta = Field(
        timedelta(minutes=1),
        ge=timedelta(seconds=1),
        le=timedelta(hours=1),
        description="how often what was written since is added to them",
    )
