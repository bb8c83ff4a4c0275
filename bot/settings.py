"""The only reader of the environment."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting is missing or wrong. ``name`` is the variable, ``fault`` a code that the console words."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"{name}: {fault}")
        self.name = name
        self.fault = fault


class Settings(BaseSettings):
    """What the administrator sets, as ``DIARY_…`` in the environment or in a file ``.env``."""

    model_config = SettingsConfigDict(env_prefix="DIARY_", env_file=".env", extra="ignore")

    bot_token: SecretStr | None = Field(
        default=None, description="The token that @BotFather gave for the bot. Needed to run."
    )
    telegram_api: str = Field(
        default="https://api.telegram.org",
        description="Base address of the Bot API: Telegram's own, a local server's or the demo's.",
    )
    database_url: str = Field(
        default="sqlite:///diary.db",
        description="Where the gradebook is kept: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    files: Path | None = Field(
        default=None,
        description="The folder of attached documents and lesson materials. Left out, it is `files` beside the "
        "database file, or `./files` for a PostgreSQL database. Never a folder that a web server shows.",
    )
    web_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address under which staff open the web form, as it goes into login links.",
    )
    web_listen: str = Field(
        default="127.0.0.1:8000", description="Host and port on which the web form listens."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="At least 32 random characters that key the hashes of access codes and login links. "
        "Changing it makes printed slips useless.",
    )
    settle_seconds: int = Field(
        default=300,
        ge=0,
        le=86_400,
        description="How long a mark must stand unchanged before families are told, in seconds.",
    )
    webhook: bool = Field(
        default=False,
        description="Let Telegram call DIARY_WEB_URL/telegram/webhook instead of asking it for updates.",
    )

    @field_validator("telegram_api", "web_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PydanticCustomError("address", "must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("web_listen")
    @classmethod
    def _is_host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65_535:
            raise PydanticCustomError("listen", "must be HOST:PORT")
        return value

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise PydanticCustomError("short", "must have at least 32 characters")
        return value

    @field_validator("bot_token")
    @classmethod
    def _is_token(cls, value: SecretStr | None) -> SecretStr | None:
        number, _, rest = value.get_secret_value().partition(":") if value else ("1", "", "x")
        if not number.isdigit() or not rest or any(letter.isspace() for letter in rest):
            raise PydanticCustomError("token", "must look like 123456:ABC…")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, value: str) -> str:
        if value.partition(":")[0].partition("+")[0] not in {"sqlite", "postgresql", "postgres"}:
            raise PydanticCustomError("database", "must start with sqlite:/// or postgresql://")
        return value

    @property
    def token(self) -> str:
        """Raises ``SettingsError`` when there is none."""
        if self.bot_token is None:
            raise SettingsError("DIARY_BOT_TOKEN", "missing_token")
        return self.bot_token.get_secret_value()

    @property
    def secret(self) -> bytes:
        """Raises ``SettingsError`` when there is none."""
        if self.secret_key is None:
            raise SettingsError("DIARY_SECRET_KEY", "missing_secret")
        return self.secret_key.get_secret_value().encode()

    @property
    def files_folder(self) -> Path:
        if self.files is not None:
            return self.files
        kind, _, place = self.database_url.partition(":///")
        is_file = kind.partition("+")[0] == "sqlite"
        return (Path(place.partition("?")[0]).parent if is_file else Path()) / "files"

    @property
    def host(self) -> str:
        return self.web_listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.web_listen.rpartition(":")[2])


def load_settings() -> Settings:
    """Read the environment. Raises ``SettingsError`` about the first thing wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"DIARY_{first['loc'][0]}".upper(), first["type"]) from None
