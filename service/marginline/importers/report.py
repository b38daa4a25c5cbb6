"""The rulebook under construction, and the account of what a reply gave and what it did not."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from marginline.importers.ladder import Ladder
from marginline.importers.replies import LeftOut
from marginline.rulebooks import RulebookFault
from marginline.v1.rulebook_pb2 import Instrument, Rulebook

_ROW = re.compile(r"^(?P<list>instruments|tier_tables)\[(?P<index>\d+)\]\.?(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one symbol."""

    name: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence}"


@dataclass(slots=True)
class Report:
    """What was not used (`left_out`), what was taken over differently (`notes`), what no reply held (`lacking`)."""

    left_out: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)


class Draft:
    """A rulebook that grows by one symbol or family at a time; symbols not in `only` (if given) are passed over."""

    def __init__(self, rulebook: Rulebook, taker_fee_rate: str | None, only: frozenset[str] | None = None) -> None:
        self.rulebook = rulebook
        self.report = Report()
        self._taker_fee_rate = taker_fee_rate
        self._only = only
        self._ids: set[str] = set()

    @contextmanager
    def symbol(self, *names: str) -> Iterator[None]:
        """Whatever is LeftOut within is so for these symbols, and the import goes on."""
        try:
            yield
        except LeftOut as why:
            self.report.left_out.extend(Finding(name, str(why)) for name in names)

    def unused(self, name: str, sentence: str) -> None:
        """Reports something that was given and not taken over."""
        self.report.left_out.append(Finding(name, sentence))

    def lacking(self, sentence: str) -> None:
        """Reports what replies of this kind do not hold."""
        self.report.lacking.append(sentence)

    def add(self, instruments: Sequence[Instrument], ladder: Ladder) -> None:
        """Takes over instruments that share a tier table. Raises LeftOut where an id was taken over before."""
        wanted = [one for one in instruments if self._only is None or one.instrument_id in self._only]
        taken = sorted(one.instrument_id for one in wanted if one.instrument_id in self._ids)
        if taken:
            raise LeftOut(f"instrument id {taken[0]} is given twice")
        if not wanted:
            return
        for one in wanted:
            self._ids.add(one.instrument_id)
            if self._taker_fee_rate is not None:
                one.taker_fee_rate = self._taker_fee_rate
            self.rulebook.instruments.append(one)
        self.rulebook.tier_tables.append(ladder.table)
        name = ", ".join(one.instrument_id for one in wanted)
        self.report.notes.extend(Finding(name, note) for note in ladder.notes)

    def leave_out_faulty(self, faults: Iterable[RulebookFault]) -> bool:
        """Takes back the instruments and tables that the faults name; False where they name none."""
        sentences: dict[tuple[str, int], str] = {}
        for fault in faults:
            if found := _ROW.match(fault.field):
                sentences.setdefault((found["list"], int(found["index"])), f"{found['rest']}: {fault.sentence}")
        tables = {
            self.rulebook.tier_tables[row].tier_table_id: why
            for (where, row), why in sentences.items()
            if where == "tier_tables"
        }
        kept = []
        for row, one in enumerate(self.rulebook.instruments):
            why = sentences.get(("instruments", row)) or tables.get(one.tier_table_id)
            if why is None:
                kept.append(one)
            else:
                self.report.left_out.append(Finding(one.instrument_id, why))
        self._keep(kept)
        return bool(sentences)

    def _keep(self, instruments: list[Instrument]) -> None:
        used = {one.tier_table_id for one in instruments}
        tables = [table for table in self.rulebook.tier_tables if table.tier_table_id in used]
        del self.rulebook.instruments[:], self.rulebook.tier_tables[:]
        self.rulebook.instruments.extend(instruments)
        self.rulebook.tier_tables.extend(tables)

    def missing(self) -> list[str]:
        """Ids that were asked for and are not in the rulebook."""
        return sorted((self._only or frozenset()) - self._ids)
