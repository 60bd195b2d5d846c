"""Settings, read once from the environment (`PRAXIS_…`, and `DATABASE_URL`) and passed in."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from fastapi import Depends, Request
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from praxis.kit.clients import parse_networks
from praxis.kit.origins import LOOPBACK_NAMES, host_name, origin_of, read_address, read_origin
from praxis.settings.groups import (
    AuthSettings,
    BackupSettings,
    DatabaseSettings,
    KeySettings,
    LimitSettings,
    MetricsSettings,
    NotificationSettings,
    RequestSettings,
    SchedulingSettings,
    SmtpSettings,
    StorageSettings,
    TaskMode,
)

ANY_HOST = "*"
# What is listened on when that is every address, or not said, is no name of anybody.
NO_NAMES = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 -- read, not bound
# In the environment a list is its entries with commas between them.
Listed = Annotated[tuple[str, ...], NoDecode]


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
    secure_cookies: bool | None = Field(
        None,
        description="whether cookies go over HTTPS only; as PRAXIS_PUBLIC_URL says when absent",
    )
    hosts: Listed = Field(
        (), description="names that it answers to, besides that of the public address and loopback"
    )
    proxies: Listed = Field(
        (), description="addresses of proxies whose X-Forwarded-For and -Proto are believed"
    )
    https: bool | None = Field(
        None,
        description="whether plain HTTP is refused; when absent: with a public address of https "
        "and proxies",
    )
    hsts_subdomains: bool = False
    cors_origins: Listed = Field((), description="origins whose pages may use the API")

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
    keys: KeySettings = KeySettings()
    smtp: SmtpSettings = SmtpSettings()
    notifications: NotificationSettings = NotificationSettings()
    limits: LimitSettings = LimitSettings()
    backup: BackupSettings = BackupSettings()
    metrics: MetricsSettings = MetricsSettings()

    drain: timedelta = Field(
        timedelta(0),
        ge=timedelta(0),
        le=timedelta(minutes=5),
        description="told to stop, how long to answer on while /readyz says that it stops",
    )

    @property
    def is_public_https(self) -> bool:
        return self.public_url.lower().startswith("https://")

    @property
    def cookies_are_secure(self) -> bool:
        return self.is_public_https if self.secure_cookies is None else self.secure_cookies

    @property
    def enforces_https(self) -> bool:
        """Only a proxy that is believed can say that a request came by HTTPS."""
        return bool(self.proxies) and self.is_public_https if self.https is None else self.https

    @property
    def own_hosts(self) -> frozenset[str]:
        """Names of hosts that are ours; an asterisk is any."""
        public = urlsplit(self.public_url).hostname or ""
        listed = {public, host_name(self.host), *map(host_name, self.hosts)}
        return LOOPBACK_NAMES | (listed - NO_NAMES)

    @property
    def own_origins(self) -> frozenset[str]:
        """Whose pages may use our cookies: our own and those that are listed."""
        return frozenset({origin_of(urlsplit(self.public_url)), *self.cors_origins})

    @field_validator("public_url")
    @classmethod
    def _as_browsers_name_it(cls, given: str) -> str:
        # Passkeys are bound to exactly the origin that browsers say: any other one is never met.
        return read_address(given)

    @field_validator("hosts", "proxies", "cors_origins", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        if isinstance(given, str):
            return tuple(entry.strip() for entry in given.split(",") if entry.strip())
        return given

    @field_validator("proxies")
    @classmethod
    def _networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        try:
            parse_networks(given)
        except ValueError as error:
            raise ValueError(f"must be addresses or networks like 10.0.0.0/8: {error}") from None
        return given

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(read_origin(origin) for origin in given)

    @model_validator(mode="after")
    def _https_is_told_by_a_proxy(self) -> Self:
        if self.https and not self.proxies:
            raise ValueError(
                "PRAXIS_HTTPS=true needs PRAXIS_PROXIES: Praxis speaks plain HTTP, and only its "
                "proxy knows what came by HTTPS"
            )
        return self

    @property
    def backup_folder(self) -> Path:
        return self.backup.folder or self.data_dir / "backups"

    @property
    def backup_key_file(self) -> Path:
        return self.backup.key_file or self.data_dir / "keys" / "backup.key"

    @property
    def key_file(self) -> Path:
        """Where the keys to clinical text are."""
        return self.keys.file or self.data_dir / "keys" / "clinical.json"

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

    @model_validator(mode="after")
    def _a_pooler_needs_a_way_past_it(self) -> Self:
        if self.database.pooler and (not self.database_url or not self.database.direct_url):
            raise ValueError(
                "PRAXIS_DATABASE__POOLER=true needs DATABASE_URL and PRAXIS_DATABASE__DIRECT_URL"
            )
        return self


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(_settings)]
