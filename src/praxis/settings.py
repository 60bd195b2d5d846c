"""Settings, read once from the environment (`PRAXIS_…`, and `DATABASE_URL`) and passed in."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from email_validator import EmailNotValidError, validate_email
from fastapi import Depends, Request
from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_LENGTH = 32


class DatabaseSettings(BaseModel):
    pool_size: int = Field(10, ge=1, le=200)
    statement_cache: bool = Field(
        True, description="switch off behind pgbouncer in transaction mode"
    )


class AuthSettings(BaseModel):
    secret_key: SecretStr | None = Field(
        None, description="at least 32 characters; made and kept in the data folder when absent"
    )
    access_token_lifetime: timedelta = timedelta(minutes=15)
    session_lifetime: timedelta = timedelta(days=30)
    reset_lifetime: timedelta = timedelta(hours=1)
    verification_lifetime: timedelta = timedelta(days=3)
    require_verified_email: bool = False
    password_min_length: int = Field(8, ge=8, le=64)
    password_character_classes: bool = Field(
        False, description="also ask for an upper case letter, a digit and a special character"
    )

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < SECRET_LENGTH:
            raise ValueError(f"must have at least {SECRET_LENGTH} characters")
        return key


class RequestSettings(BaseModel):
    body_bytes: int = Field(256 * 1024, ge=1024)
    upload_bytes: int = Field(11 * 1024 * 1024, ge=1024)


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


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="PRAXIS_", env_nested_delimiter="__", env_file=None, extra="ignore"
    )

    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    data_dir: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    log_level: str = "info"
    default_region: str = Field("BD", description="country of mobile numbers without a prefix")
    public_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = Field(False, description="on behind HTTPS: the cookie is then Secure")

    tasks: TaskMode = Field(
        TaskMode.EMBEDDED,
        description="where messages are delivered: in the server, or on Celery workers",
    )
    redis_url: SecretStr | None = Field(None, validation_alias="REDIS_URL")

    database: DatabaseSettings = DatabaseSettings()
    auth: AuthSettings = AuthSettings()
    requests: RequestSettings = RequestSettings()
    scheduling: SchedulingSettings = SchedulingSettings()
    storage: StorageSettings = StorageSettings()
    smtp: SmtpSettings = SmtpSettings()
    notifications: NotificationSettings = NotificationSettings()

    @property
    def mail_folder(self) -> Path:
        """Where e-mails go as long as there is no server for them."""
        return self.data_dir / "mail"

    @model_validator(mode="after")
    def _lease_outlasts_a_mail(self) -> Self:
        if self.notifications.lease <= self.smtp.timeout:
            raise ValueError("PRAXIS_NOTIFICATIONS__LEASE must be longer than PRAXIS_SMTP__TIMEOUT")
        return self

    @model_validator(mode="after")
    def _celery_needs_redis(self) -> Self:
        if self.tasks is TaskMode.CELERY and self.redis_url is None:
            raise ValueError("PRAXIS_TASKS=celery needs REDIS_URL")
        return self


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(_settings)]
