"""The only reader of the environment."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one sentence for the administrator."""


class Settings(BaseSettings):
    """What the administrator sets, as ``DIARY_…`` in the environment or in a file ``.env``."""

    model_config = SettingsConfigDict(env_prefix="DIARY_", env_file=".env", extra="ignore")

    bot_token: SecretStr = Field(description="The token that @BotFather gave for the bot.")
    telegram_api: str = Field(
        default="https://api.telegram.org",
        description="Base address of the Bot API: Telegram's own, a local server's or the demo's.",
    )
    database_url: str = Field(
        default="sqlite:///diary.db",
        description="Where the gradebook is kept: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    web_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address under which staff open the web form, as it goes into login links.",
    )
    web_listen: str = Field(
        default="127.0.0.1:8000", description="Host and port on which the web form listens."
    )
    secret_key: SecretStr = Field(
        description="At least 32 random characters; hashes access codes and login links."
    )
    settle_seconds: int = Field(
        default=300,
        ge=0,
        le=86_400,
        description="How long a mark must stand unchanged before families are told, in seconds.",
    )
    webhook: bool = Field(
        default=False,
        description="Receive updates at DIARY_WEB_URL/telegram/… instead of asking Telegram for them.",
    )

    @field_validator("telegram_api", "web_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an address that starts with http:// or https://")
        return value.rstrip("/")

    @field_validator("web_listen")
    @classmethod
    def _is_host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
            raise ValueError("must be HOST:PORT, for example 127.0.0.1:8000")
        return value

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:
            raise ValueError("must have at least 32 characters; `openssl rand -hex 32` makes one")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, value: str) -> str:
        if value.split(":")[0].split("+")[0] not in {"sqlite", "postgresql", "postgres"}:
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @property
    def host(self) -> str:
        return self.web_listen.rpartition(":")[0]

    @property
    def port(self) -> int:
        return int(self.web_listen.rpartition(":")[2])


def load_settings() -> Settings:
    """Read the environment. Raises ``SettingsError`` with one sentence about the first thing wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"DIARY_{first['loc'][0]}".upper()
        if first["type"] == "missing":
            about = Settings.model_fields[str(first["loc"][0])].description
            raise SettingsError(f"{name} is not set. {about}") from None
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name} is wrong: {reason}.") from None
