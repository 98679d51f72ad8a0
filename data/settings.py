"""Settings of one municipality's service, read from the environment (prefix VAIKUTUSPOLKU_) once at start.

Every setting is described in docs/settings.md; a test holds the two together.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="VAIKUTUSPOLKU_", extra="ignore")

    database_url: str = "sqlite:///var/vaikutuspolku.db"
    demo: bool = False
    public_url: str = "http://localhost:8501"
    cookie_secret: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    municipality: str = "Vaikutuspolku"
    org: Literal["kunta", "hyvinvointialue"] = "kunta"
    time_zone: str = "Europe/Helsinki"
    templates_dir: Path | None = None
    max_upload_mb: int = 30
    max_unpacked_mb: int = 50
    max_rows: int = 500_000
    max_csv_cells: int = 8_000_000
    max_sheet_cells: int = 500_000
    max_reading_mb: int = 1024
    max_reading_seconds: int = 180
    retention_days: int = 365
    agenda_addresses: str = ""

    @model_validator(mode="before")
    @classmethod
    def name_of_the_demonstration(cls, given: dict[str, object]) -> dict[str, object]:
        """The made-up town of the demonstration has its own name at the top of every page."""
        if str(given.get("demo", "")).lower() in ("1", "true", "yes", "on"):
            return {"municipality": "Koivulahti", **given}
        return given

    @model_validator(mode="after")
    def whole_sign_in(self) -> Settings:
        given = [self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret, self.cookie_secret]
        if self.oidc_issuer and not all(given):
            raise ValueError(
                "VAIKUTUSPOLKU_OIDC_ISSUER is set, but one of OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and COOKIE_SECRET "
                "is missing. Set all four or none."
            )
        return self

    @field_validator("agenda_addresses")
    @classmethod
    def whole_addresses(cls, given: str) -> str:
        for address in given.split():
            parts = urlsplit(address)
            if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
                raise ValueError(
                    f"VAIKUTUSPOLKU_AGENDA_ADDRESSES has {address!r}, which is not an address that starts with "
                    "https:// and has no user name. Separate addresses by spaces."
                )
        return given

    @property
    def agenda_servers(self) -> tuple[str, ...]:
        """The addresses from which agendas may be asked."""
        return tuple(dict.fromkeys(self.agenda_addresses.split()))

    @property
    def secure(self) -> bool:
        """Cookies carry Secure by the public address, since a proxy hides the request's own scheme."""
        return self.public_url.startswith("https://")


@cache
def settings() -> Settings:
    return Settings()
