"""What the surroundings may decide. A wrong variable stops the start with one clear line."""

import os
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlparse

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_SQLITE = ";".join(
    f"PRAGMA {pragma}"
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=20000",
    )
)
_SCHEMES = {
    "database_url": ("postgres", "postgresql"),
    "layer_url": ("redis", "rediss", "valkey"),
    "mqtt_url": ("mqtt", "mqtts"),
    "email_url": ("smtp", "smtp+tls", "smtps", "console", "file"),
    "tsa_url": ("http", "https"),
    "public_url": ("http", "https"),
}


_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class Mail(NamedTuple):
    """How e-mail leaves: by one of Django's backends."""

    backend: str
    sender: str = "pilotbase@localhost"
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    ssl: bool = False
    folder: str | None = None


class Env(BaseSettings):
    """``PILOTBASE_…`` variables; the command decides ``demo`` and the key's default with it."""

    model_config = SettingsConfigDict(env_prefix="PILOTBASE_", use_attribute_docstrings=True)

    data: Path = Path("var")
    """The folder for everything it writes: SQLite's database, files, the demonstration's key."""
    bind: str = "127.0.0.1:8000"
    """The address and port to listen on."""
    database_url: str = ""
    """PostgreSQL, as `postgres://user:password@host:5432/name`; else SQLite in the folder."""
    layer_url: str = ""
    """Valkey or Redis, which carries live messages between processes; without it, one process."""
    secret_key: str = ""
    """At least 50 random characters, the same for all processes. Only `demo` makes its own."""
    demo: bool = False
    """A demonstration plant. The command `demo` says so by itself."""
    demo_password: str = "pilot-demo"  # noqa: S105  (public, and for the demonstration only)
    """The password of all demonstration people; one of your own to listen beyond loopback."""
    https: bool = False
    """Behind a proxy that speaks HTTPS: secure cookies, HSTS, plain HTTP sent to HTTPS."""
    allowed_hosts: str = ""
    """The names it is reached by, with commas between; the loopback names always count."""
    public_url: str = ""
    """Where people outside find it: stands in the code on a report. Else the first allowed host."""
    mqtt_url: str = ""
    """The plant's MQTT broker. Checked at the start; nothing uses it yet."""
    email_url: str = ""
    """The server that takes e-mail: `smtp+tls://user:password@host:587?from=plant@example.org`, or
    `smtps://` or `smtp://`; `console://` and `file:///folder` are for trying. Else none is sent."""
    tsa_url: str = ""
    """The time-stamping authority (RFC 3161). Checked at the start; nothing uses it yet."""
    pool_size: int = Field(default=8, ge=1, le=200)
    """The most connections to PostgreSQL that a process keeps."""
    chromium: str = ""
    """The Chromium of the browser tests; without it, the one that is installed."""

    @field_validator("bind")
    @classmethod
    def _address(cls, bind: str) -> str:
        host, _, port = bind.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError("is an address and a port, such as 127.0.0.1:8000")
        return bind

    @field_validator(*_SCHEMES)
    @classmethod
    def _url(cls, url: str, info: Any) -> str:
        schemes = _SCHEMES[info.field_name]
        if url and urlparse(url).scheme not in schemes:
            raise ValueError(f"starts with {' or '.join(s + '://' for s in schemes)}")
        return url

    @field_validator("email_url")
    @classmethod
    def _mailbox(cls, url: str) -> str:
        """What is said beyond the scheme."""
        if url:
            _refuse_mail(url)
        return url

    @property
    def host(self) -> str:
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.bind.rpartition(":")[2])

    def hosts(self) -> list[str]:
        named = [host.strip() for host in self.allowed_hosts.split(",") if host.strip()]
        return [*named, "localhost", "127.0.0.1", "[::1]", self.host]

    def address(self) -> str:
        """Where people find this installation, without a slash at its end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        named = next((host.strip() for host in self.allowed_hosts.split(",") if host.strip()), "")
        scheme = "https" if self.https else "http"
        return f"{scheme}://{named or self.bind}"

    def key(self) -> str:
        """The secret key. Only the demonstration makes one up, and keeps it in its folder."""
        if self.secret_key:
            return self.secret_key
        if not self.demo:
            return ""
        return _kept_key(self.data / "demo-secret-key")

    def mail(self) -> "Mail":
        """How e-mail is sent; without a server, not at all."""
        return _mail(self.email_url) if self.email_url else Mail("dummy")

    def database(self) -> dict[str, Any]:
        if self.database_url:
            return _postgres(self.database_url, self.pool_size)
        return _sqlite(self.data)

    def layer(self) -> dict[str, Any]:
        if self.layer_url:
            backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
            url = self.layer_url.replace("valkey://", "redis://", 1)
            return {"BACKEND": backend, "CONFIG": {"hosts": [url]}}
        backend = "channels.layers.InMemoryChannelLayer"
        return {"BACKEND": backend, "CONFIG": {"capacity": 1000}}


def read() -> Env:
    """The surroundings as they are. A wrong one ends the program with a sentence."""
    try:
        return Env()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = "PILOTBASE_" + "_".join(str(part) for part in first["loc"]).upper()
        said = str(first["msg"]).removeprefix("Value error, ")
        sys.exit(f"{name} {said}; it is {_without_password(os.environ.get(name, ''))!r}.")


def _refuse_mail(url: str) -> None:
    """Raises ValueError for what is no mail server, no folder, or no sender."""
    parts = urlparse(url)
    try:
        parts.port  # noqa: B018  (raises where it is no number)
    except ValueError:
        raise ValueError("has a port that is no number up to 65535") from None
    if parts.scheme in _MAIL_PORTS and not parts.hostname:
        raise ValueError("names no server, such as smtp+tls://user:password@mail.example.org:587")
    if parts.scheme == "file" and not parts.path.strip("/"):
        raise ValueError("names no folder, such as file:///var/spool/pilotbase")
    given = parse_qs(parts.query, keep_blank_values=True)
    if set(given) - {"from"} or not all("@" in one for one in given.get("from", [])):
        raise ValueError("says after ? the sender only, such as ?from=plant@example.org")


def _mail(url: str) -> Mail:
    parts = urlparse(url)
    sender = parse_qs(parts.query).get("from", [Mail._field_defaults["sender"]])[0]
    if parts.scheme not in _MAIL_PORTS:
        backend = "filebased" if parts.scheme == "file" else "console"
        return Mail(backend, sender, folder=unquote(parts.path) or None)
    return Mail(
        "smtp",
        sender,
        parts.hostname or "",
        parts.port or _MAIL_PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        ssl=parts.scheme == "smtps",
    )


def _without_password(said: str) -> str:
    """What may stand in a log of an address that holds a password."""
    return re.sub(r"(://[^/@:]*:)[^@]*@", r"\1…@", said)


def _kept_key(file: Path) -> str:
    import secrets  # noqa: PLC0415  (only the demonstration's first start needs it)

    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(50))
        file.chmod(0o600)
    return file.read_text()


def _sqlite(folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "pilotbase.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE},
        # In a file, so that the processes of a race can share it.
        "TEST": {"NAME": str(folder / "test.sqlite3")},
    }


def _postgres(url: str, pool_size: int) -> dict[str, Any]:
    parts = urlparse(url)
    socket = parse_qs(parts.query).get("host", [""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username or "",
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or socket,
        "PORT": parts.port or "",
        "OPTIONS": {"pool": {"min_size": 1, "max_size": pool_size}},
    }
