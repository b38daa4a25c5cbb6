"""All worked examples as questions to the service, whatever door they are asked through."""

import json
from pathlib import Path
from typing import cast

import vectors_adl
import vectors_binance
import vectors_dydx
import vectors_okx
import vectors_venues
from vectors_scene import Case, Vector

__all__ = ["Case", "cases", "replayed", "skipped", "vectors"]

OWN = Path(__file__).parent / "vectors"
SHARED = Path(__file__).parents[1] / "../shared/vectors"
FILES = ("okx.json", "venues.json", "adl.json")
ADAPTERS = {
    **vectors_okx.ADAPTERS,
    **vectors_binance.ADAPTERS,
    **vectors_venues.ADAPTERS,
    **vectors_dydx.ADAPTERS,
    **vectors_adl.ADAPTERS,
}


def vectors(folder: Path = OWN) -> dict[str, Vector]:
    """Every vector of a folder by its id."""
    found: dict[str, Vector] = {}
    for name in FILES:
        for vector in cast("list[Vector]", json.loads((folder / name).read_text())):
            assert vector["id"] not in found, f"{vector['id']} comes twice"
            found[vector["id"]] = vector
    return found


def skipped() -> dict[str, str]:
    """Vectors of what is not offered, each with its reason."""
    return cast("dict[str, str]", json.loads((OWN / "SKIPPED.json").read_text()))


def replayed() -> set[str]:
    """Ids of the vectors that have an adapter."""
    return set(ADAPTERS)


def cases() -> list[Case]:
    """Every question of every vector that is not skipped: id, RPC name, request message, check of the response."""
    return [case for name, vector in vectors().items() if name in ADAPTERS for case in ADAPTERS[name](vector)]
