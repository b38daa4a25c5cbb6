"""Turns replies of venues' own APIs into a rulebook: `import_rulebook`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from marginline.importers.bybit import read_bybit
from marginline.importers.ccxt import read_ccxt
from marginline.importers.okx import read_okx
from marginline.importers.replies import ImportRefused
from marginline.importers.report import Draft, Finding, Report
from marginline.rulebooks import Held, RulebookRefused, compile_message
from marginline.v1.rulebook_pb2 import Rulebook, Rules

__all__ = ["READERS", "Finding", "ImportRefused", "Imported", "Report", "Wanted", "import_rulebook"]

Reader = Callable[[Sequence[Path], Draft], None]
READERS: Mapping[str, Reader] = {"okx": read_okx, "bybit": read_bybit, "ccxt": read_ccxt}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the replies do not say: the rulebook's name and origin, the venue's rules, its taker fee rate.

    `only`: instrument ids to take over; None: all.
    """

    rulebook_id: str
    version: str
    source: str
    effective_from: str
    rules: Rules
    taker_fee_rate: str | None
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A rulebook that compiles, and what could not be used of the replies."""

    held: Held
    report: Report


def import_rulebook(kind: str, paths: Sequence[Path], wanted: Wanted) -> Imported:
    """Reads replies of one kind (a key of READERS). Raises ImportRefused where nothing of them can be used."""
    rulebook = Rulebook(
        rulebook_id=wanted.rulebook_id,
        version=wanted.version,
        source=wanted.source,
        effective_from=wanted.effective_from,
        rules=wanted.rules,
    )
    draft = Draft(rulebook, wanted.taker_fee_rate, wanted.only)
    READERS[kind](paths, draft)
    for name in draft.missing():
        draft.unused(name, "was asked for and is not in the replies")
    return Imported(_compile(draft), draft.report)


def _compile(draft: Draft) -> Held:
    """Compiles the draft, leaving out the symbols whose own figures the calculator refuses, until it is accepted."""
    while True:
        if not draft.rulebook.instruments:
            raise ImportRefused(_nothing_left(draft.report))
        try:
            return compile_message(draft.rulebook)
        except RulebookRefused as refused:
            if not draft.leave_out_faulty(refused.faults):
                raise ImportRefused(str(refused)) from refused


def _nothing_left(report: Report) -> str:
    examples = "; ".join(str(finding) for finding in report.left_out[:3])
    return f"nothing could be imported ({len(report.left_out)} left out: {examples})" if examples else "no symbols"
