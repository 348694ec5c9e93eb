"""One settings object, read from the environment (``YUGWON_…``) and ``yugwon.toml``.

Unknown keys are refused with the list of those that exist. Nothing is read at import.
"""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from kb.errors import BadSettings

PREFIX = "YUGWON_"


class Settings(BaseModel):
    """Every setting of the application, validated once at the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("yugwon", appauthor=False)),
        description="Folder of the database, originals and indexes",
    )
    models: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("yugwon", appauthor=False)),
        description="Folder in which models of installed packages are kept unpacked; a cache",
    )
    database_url: str | None = Field(None, description="SQLAlchemy URL; default: SQLite in home")
    chroma_url: str | None = Field(None, description="URL of a Chroma server; default: embedded")
    vector_search: Literal["auto", "exact", "chroma"] = Field(
        "auto", description="auto: exact cosine below two million texts, Chroma above"
    )
    vector_store: str = Field(
        "chroma", description="chroma, or package.module:Class of another LlamaIndex vector store"
    )
    vector_store_options: dict[str, Any] = Field(
        default_factory=dict, description="Arguments of that class; {name}: name of the collection"
    )
    embedder: str = Field(
        "fast",
        min_length=1,
        description="fast (bundled), deep, a sentence-transformers model, or openai:MODEL",
    )
    embedder_url: str = Field(
        "http://127.0.0.1:11434/v1", description="Base URL of the embedding server"
    )
    embedder_key: SecretStr = Field(SecretStr(""), description="API key of the embedding server")
    reranker: str = Field(
        "off", min_length=1, description="off, or the path or name of a CrossEncoder model"
    )
    llm: str = Field("off", description="off, or the model name on the server at llm_url")
    llm_kind: Literal["openai", "ollama"] = Field("openai", description="Protocol of the server")
    llm_url: str = Field("http://127.0.0.1:11434/v1", description="Base URL of the LLM server")
    llm_key: SecretStr = Field(SecretStr(""), description="API key of the LLM server")
    llm_timeout: float = Field(60.0, gt=0, description="Seconds until an explanation is given up")
    region: str = Field("", description="Region whose office asks, a name of corpora/offices")
    office: str = Field(
        "중앙선거관리위원회", description="Authority in whose name replies are published"
    )
    language: Literal["ko", "en"] = Field("ko", description="Language of page and messages")
    host: str = Field("127.0.0.1", description="Address that serve listens on")
    port: int = Field(7860, ge=0, le=65535, description="Port that serve listens on")
    serve_workers: int = Field(
        1, ge=1, le=64, description="Processes of serve; several over PostgreSQL and Chroma server"
    )
    access: Literal["auto", "open", "accounts", "proxy"] = Field(
        "auto", description="auto: open on a loopback address, accounts on any other"
    )
    proxy_header: str = Field(
        "X-Remote-User", description="Header in which a proxy names the person (access: proxy)"
    )
    proxy_from: str = Field(
        "127.0.0.1", description="Addresses of proxies, by commas: only their headers are believed"
    )
    address_header: str = Field(
        "X-Forwarded-For",
        description="Header in which those proxies name the address of a client; empty: none does",
    )
    public_url: str = Field(
        "", description="Address under which people open the site: https://yugwon.example"
    )
    oidc_issuer: str = Field("", description="Issuer of an OpenID Connect provider; empty: none")
    oidc_client: str = Field("", description="Client id of this site at the provider")
    oidc_secret: SecretStr = Field(SecretStr(""), description="Client secret at the provider")
    oidc_scope: str = Field("openid profile", description="Scope asked of the provider")
    oidc_claim: str = Field(
        "preferred_username", description="Claim of the ID token that is the account's name"
    )
    session_hours: float = Field(12.0, gt=0, description="Hours after which one signs in again")
    max_bytes: int = Field(200_000_000, gt=0, description="Largest file taken in, in bytes")
    max_pages: int = Field(5_000, gt=0, description="Most pages of one document")
    max_ratio: int = Field(200, gt=0, description="Largest decompression ratio")
    parse_seconds: float = Field(120.0, gt=0, description="Longest time to parse one file")
    parse_megabytes: int = Field(2_048, gt=0, description="Memory of the parsing process, in MiB")
    max_question: int = Field(4_000, gt=0, description="Longest question, in characters")
    private_urls: bool = Field(False, description="Whether URLs of the own network are fetched")
    fetch_seconds: float = Field(300.0, gt=0, description="Longest time to fetch one URL")
    git_seconds: float = Field(3_600.0, gt=0, description="Longest time to fetch a repository")
    git_bytes: int = Field(5_000_000_000, gt=0, description="Largest repository fetched, in bytes")
    git_depth: int = Field(0, ge=0, description="Commits of history fetched; 0: all")
    law_oc: SecretStr = Field(SecretStr(""), description="Key (OC) of the Open API of law.go.kr")
    law_url: str = Field("https://www.law.go.kr/DRF", description="Base URL of that Open API")
    law_pause: float = Field(0.5, ge=0, description="Seconds between two requests to it")
    workers: int = Field(0, ge=0, description="Processes of ingest and evaluation; 0: cores")

    @field_validator("vector_store_options", mode="before")
    @classmethod
    def _of_environment(cls, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    @field_validator("public_url", "oidc_issuer")
    @classmethod
    def _of_the_web(cls, value: str) -> str:
        parts = urlsplit(value)
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if value and (parts.scheme not in ("https", "http") or not parts.hostname):
            raise ValueError("https://…")
        if parts.scheme == "http" and not here:
            raise ValueError("https only; http on this machine alone")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Settings:
        if self.oidc_issuer and not (self.public_url and self.oidc_client):
            raise ValueError("oidc_issuer needs public_url and oidc_client")
        return self

    @property
    def url(self) -> str:
        """The database URL in use."""
        return self.database_url or f"sqlite:///{self.home / 'yugwon.db'}"


def load(file: Path | None = None, **given: Any) -> Settings:
    """Settings from ``yugwon.toml`` (in home, or ``file``), then environment, then ``given``.

    Raises BadSettings with one line that names the key and, for unknown keys, the known ones.
    """
    values: dict[str, Any] = {}
    env = {
        key.removeprefix(PREFIX).lower(): value
        for key, value in os.environ.items()
        if key.startswith(PREFIX)
    }
    home = Path(given.get("home") or env.get("home") or Settings().home)
    path = file or home / "yugwon.toml"
    if file is not None or path.is_file():
        try:
            values.update(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
            raise BadSettings(
                f"설정 파일을 읽을 수 없습니다: {path}: {e}", f"cannot read {path}: {e}"
            ) from None
    values.update(env)
    values.update({k: v for k, v in given.items() if v is not None})
    try:
        return Settings(**values)
    except ValidationError as e:
        first = e.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(sorted(Settings.model_fields))
            raise BadSettings(
                f"모르는 설정입니다: {key} (있는 설정: {known})",
                f"unknown setting: {key} (known: {known})",
            ) from None
        raise BadSettings(
            f"설정값을 쓸 수 없습니다: {key}: {first['msg']}",
            f"unusable setting: {key}: {first['msg']}",
        ) from None
