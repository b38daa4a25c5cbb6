"""Text tables for a terminal: aligned columns, figures for the eye, colour only where it is wanted."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import IO

ABSENT = "-"
_GAP = "  "


class Paint(StrEnum):
    """What a cell means; each has one colour."""

    NONE = ""
    HEAD = "1"
    GOOD = "32"
    WARN = "33"
    BAD = "1;31"
    FAINT = "2"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, what it means, and whether it is a figure (right-aligned)."""

    text: str
    paint: Paint = Paint.NONE
    figure: bool = False


def wants_colour(stream: IO[str]) -> bool:
    """Whether to colour what goes to a stream: only on a terminal, and never under NO_COLOR or TERM=dumb."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(text: str, paint: Paint, *, colour: bool) -> str:
    """The text, in colour if so wanted."""
    return f"\x1b[{paint}m{text}\x1b[0m" if colour and paint and text else text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; a column of figures is right-aligned, head included. A column of dashes alone is not shown."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]] = ()

    def lines(self, *, colour: bool) -> list[str]:
        """The table, a line each, without trailing blanks."""
        if not self.rows:
            return []
        shown = [at for at in range(len(self.heads)) if any(row[at].text != ABSENT for row in self.rows)]
        widths = {at: max(len(self.heads[at]), *(len(row[at].text) for row in self.rows)) for at in shown}
        figures = {at: any(row[at].figure for row in self.rows) for at in shown}
        head = [Cell(head, Paint.FAINT, figures.get(at, False)) for at, head in enumerate(self.heads)]
        return [_line(row, shown, widths, figures, colour=colour) for row in (head, *self.rows)]


def _line(
    row: Sequence[Cell], shown: Iterable[int], widths: dict[int, int], figures: dict[int, bool], *, colour: bool
) -> str:
    parts = []
    for at in shown:
        blank = " " * (widths[at] - len(row[at].text))
        text = painted(row[at].text, row[at].paint, colour=colour)
        parts.append(blank + text if figures[at] else text + blank)
    return _GAP.join(parts).rstrip()


def amount(text: str, rounding: str = ROUND_HALF_EVEN) -> str:
    """A decimal for the eye: thousands apart, two to eight decimals by its size. Exact figures are in --json."""
    if not text:
        return ABSENT
    value = Decimal(text)
    size = abs(value)
    places = 2 if size >= 100 else 4 if size >= 1 else 8
    return _fixed(value, max(places, 1 - size.adjusted()) if size else 2, rounding)


def _fixed(value: Decimal, places: int, rounding: str) -> str:
    shown = value.quantize(Decimal(1).scaleb(-places), rounding=rounding)
    whole, _, fraction = f"{shown:,f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


def exact(text: str) -> str:
    """A decimal as it is, thousands apart."""
    whole, point, fraction = text.partition(".")
    return f"{Decimal(whole):,f}{point}{fraction}" if text else ABSENT


def percent(text: str, rounding: str = ROUND_HALF_EVEN, *, signed: bool = False) -> str:
    """A fraction in per cent with two decimals."""
    if not text:
        return ABSENT
    value = (Decimal(text) * 100).quantize(Decimal("0.01"), rounding=rounding)
    return f"{value:{'+' if signed else ''},f}%"


def ratio(text: str, rounding: str) -> str:
    """A ratio with four decimals."""
    return f"{Decimal(text).quantize(Decimal('0.0001'), rounding=rounding):,f}" if text else ABSENT
