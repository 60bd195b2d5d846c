"""Settings, read once from the environment (`PRAXIS_…`, and `DATABASE_URL`) and passed in."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, Field, SecretStr, field_validator
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

    background_tasks: bool = Field(
        True, description="seal the audit and tidy up inside the server process"
    )

    database: DatabaseSettings = DatabaseSettings()
    auth: AuthSettings = AuthSettings()
    requests: RequestSettings = RequestSettings()
    scheduling: SchedulingSettings = SchedulingSettings()
    storage: StorageSettings = StorageSettings()


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(_settings)]
