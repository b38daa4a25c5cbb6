"""Rulebooks as files: JSON (the proto3 mapping of marginline.v1.Rulebook) to message to compiled rulebook."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from marginline.documents import Unreadable, content_of, why_not_json
from marginline.errors import Refusal, name_of, telling_of
from marginline.json_reading import to_wire
from marginline.schema import shape_of
from marginline.v1.error_pb2 import ERROR_REASON_RULEBOOK_INVALID
from marginline.v1.rulebook_pb2 import Rulebook, RulebookReference
from marginline_native import calculator

# What a field at fault with RULEBOOK_INVALID must be; the contract's comments, shortened.
_LAWS: Final = {
    "effective_from": "must be a date, YYYY-MM-DD",
    "family": "instruments of a family must share kind, settlement_currency and tier tables",
    "instrument_id": "must be unique",
    "isolated_tier_table_id": "must name one of tier_tables",
    "maintenance_deduction": "must equal what bounds and rates derive; for MARGINAL alone",
    "maintenance_fraction_of_initial": "must be from 0 to 1",
    "maintenance_margin_rate": "must be stated or derivable, from 0 to 1, and never below the tier before",
    "rate_slope": "for LINEAR_IN_SIZE alone",
    "taker_fee_rate": "must be from 0 to below 1",
    "tick_buffer": "must be from 0 to 1,000,000",
    "tier_table_id": "must be unique among tier_tables, and an instrument's must be one of them",
    "tiers": "must be exactly one under LINEAR_IN_SIZE",
    "upper_bound": "must be above the tier before; only the last tier may lack one",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A rulebook ready for use: its message, what the calculator made of it, and the reference that answers carry."""

    message: Rulebook
    compiled: calculator.Rulebook
    reference: RulebookReference


@dataclass(frozen=True, slots=True)
class RulebookFault:
    """One fault at one field; `field` is a path in proto spelling, empty where the file as a whole is at fault."""

    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.field}: {self.sentence}" if self.field else self.sentence


class RulebookRefused(Exception):
    """A rulebook that cannot be used: the file (or its id) and every fault found."""

    def __init__(self, name: str, faults: Iterable[RulebookFault]) -> None:
        self.name = name
        self.faults = tuple(faults)
        super().__init__(f"{name}: " + "; ".join(str(fault) for fault in self.faults))


def compile_message(message: Rulebook, name: str = "") -> Held:
    """Compiles a rulebook. Raises RulebookRefused with every fault that the calculator finds in it."""
    serialized = message.SerializeToString(deterministic=True)
    try:
        compiled = calculator.Rulebook(serialized)
    except calculator.Fault as fault:
        raise RulebookRefused(name or message.rulebook_id, _faults(fault.violations)) from fault
    reference = RulebookReference(
        rulebook_id=compiled.rulebook_id, version=compiled.version, content_hash=compiled.content_hash
    )
    return Held(message, compiled, reference)


def _faults(violations: Iterable[tuple[str, int]]) -> list[RulebookFault]:
    return [RulebookFault(field, _sentence(field, reason)) for field, reason in violations]


def _sentence(field: str, reason: int) -> str:
    law = _LAWS.get(field.rpartition(".")[2].partition("[")[0]) if reason == ERROR_REASON_RULEBOOK_INVALID else None
    return f"{name_of(reason)}: {law or telling_of(reason).sentence}"


def load(path: Path) -> Held:
    """Reads and compiles one file. Raises RulebookRefused naming the file and, of each fault, the field."""
    try:
        content = content_of(path)
    except Unreadable as error:
        raise RulebookRefused(str(path), [RulebookFault("", str(error))]) from error
    return parse(content, str(path))


def parse(content: bytes, name: str) -> Held:
    """As load, for a file's content; `name` is what faults call it."""
    if why := why_not_json(content):
        raise RulebookRefused(name, [RulebookFault("", why)])
    try:
        message = Rulebook.FromString(to_wire(shape_of(Rulebook.DESCRIPTOR), content))
    except Refusal as refusal:
        raise RulebookRefused(name, _faults(refusal.violations)) from refusal
    return compile_message(message, name)


@cache
def embedded() -> tuple[Held, ...]:
    """The rulebooks that come with Marginline, in order of id; compiled once."""
    folder = files("marginline").joinpath("data", "rulebooks")
    found = [parse(file.read_bytes(), file.name) for file in folder.iterdir() if file.name.endswith(".json")]
    return tuple(sorted(found, key=lambda held: held.reference.rulebook_id))


def gather(paths: Iterable[Path], *, with_embedded: bool) -> list[Held]:
    """The embedded rulebooks, if wanted, and those of files, in order of id; of equal ids the later file's is held."""
    found = {held.reference.rulebook_id: held for held in (embedded() if with_embedded else ())}
    for path in paths:
        held = load(path)
        found[held.reference.rulebook_id] = held
    return [found[rulebook_id] for rulebook_id in sorted(found)]
