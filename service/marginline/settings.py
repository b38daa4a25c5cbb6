"""Settings of the service: one documented struct, filled from MARGINLINE_* variables, over which flags go.

Every fault is found before anything starts, and all of them are named at once.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, NamedTuple

VARIABLE_PREFIX: Final = "MARGINLINE_"
_WORDS: Final = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}
_LOG_LEVELS: Final = ("debug", "info", "warning", "error")


class SettingsFault(Exception):
    """Settings that cannot be served with. `faults` holds a sentence for each; as text they are a line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that an operator decides. Each field is also the variable MARGINLINE_<NAME> and the flag --<name>."""

    http_host: str = _setting("127.0.0.1", "Address that REST listens on.")
    http_port: int = _setting(8080, "Port of REST, 0 to 65535; 0 takes a free one and prints it.")
    grpc_host: str = _setting("127.0.0.1", "Address that gRPC listens on.")
    grpc_port: int = _setting(50051, "Port of gRPC, 0 to 65535; 0 takes a free one and prints it.")
    insecure: bool = _setting(False, "Allows an address other than the loopback, on which anyone in reach may call.")
    embedded_rulebooks: bool = _setting(True, "Holds the rulebooks that come with Marginline.")
    rulebook_files: tuple[Path, ...] = _setting(
        (), f"Rulebook files to hold besides, separated by '{os.pathsep}'; one with an embedded one's id replaces it."
    )
    reflection: bool = _setting(True, "Answers gRPC reflection, v1 and v1alpha.")
    docs: bool = _setting(True, "Serves /docs and /openapi.json.")
    drain_timeout_seconds: float = _setting(30.0, "Longest that calls in flight may take after SIGTERM, 0 to 3600.")
    log_level: str = _setting("info", f"One of {', '.join(_LOG_LEVELS)}.")


class Documented(NamedTuple):
    """One setting as an operator sees it."""

    name: str
    variable: str
    flag: str
    default: Any
    meaning: str


def documented() -> tuple[Documented, ...]:
    """Every setting, in the order of the struct."""
    return tuple(
        Documented(
            f.name, VARIABLE_PREFIX + f.name.upper(), "--" + f.name.replace("_", "-"), f.default, f.metadata["meaning"]
        )
        for f in fields(Settings)
    )


def load(environment: Mapping[str, str], flags: Mapping[str, object] | None = None) -> Settings:
    """Settings from variables, over which `flags` go (by field name; None means not given). Raises SettingsFault."""
    faults: list[str] = []
    chosen: dict[str, object] = {}
    for setting in documented():
        flag = (flags or {}).get(setting.name)
        raw, source = (
            (flag, setting.flag) if flag is not None else (environment.get(setting.variable), setting.variable)
        )
        if raw is None or raw == "":
            continue
        try:
            chosen[setting.name] = _read(setting, raw)
        except ValueError as error:
            faults.append(f"{source} {error}.")
    settings = Settings(**chosen)  # type: ignore[arg-type]
    faults += faults_of(settings)
    if faults:
        raise SettingsFault(faults)
    return settings


def _read(setting: Documented, raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return _READERS[type(setting.default)](raw.strip())
    except (ValueError, KeyError):
        raise ValueError(f"is {raw!r}, which is not {_EXPECTED[type(setting.default)]}") from None


_READERS: Final[Mapping[type, Callable[[str], object]]] = {
    bool: lambda raw: _WORDS[raw.lower()],
    int: int,
    float: float,
    str: str,
    tuple: lambda raw: tuple(Path(part) for part in raw.split(os.pathsep) if part),
}
_EXPECTED: Final[Mapping[type, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    tuple: "a list of paths",
}


def faults_of(settings: Settings) -> list[str]:
    """What is wrong with settings that have the right types, a sentence each."""
    faults = []
    for door in ("http", "grpc"):
        host, port = getattr(settings, f"{door}_host"), getattr(settings, f"{door}_port")
        if not 0 <= port <= 65535:
            faults.append(f"{door}_port is {port}, which is not from 0 to 65535.")
        if not settings.insecure and not is_loopback(host):
            faults.append(
                f"{door}_host is {host!r}, not a loopback address: anyone in reach could call. "
                "Set insecure (--insecure, MARGINLINE_INSECURE=true) if that is meant."
            )
    if settings.http_port == settings.grpc_port != 0 and settings.http_host == settings.grpc_host:
        faults.append(f"http_port and grpc_port are both {settings.http_port}.")
    if not 0 <= settings.drain_timeout_seconds <= 3600:
        faults.append(f"drain_timeout_seconds is {settings.drain_timeout_seconds}, which is not from 0 to 3600.")
    if settings.log_level not in _LOG_LEVELS:
        faults.append(f"log_level is {settings.log_level!r}, which is not one of {', '.join(_LOG_LEVELS)}.")
    return faults


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address; a name other than localhost is taken as not."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
