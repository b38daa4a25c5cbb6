"""Figures and tables as they stand on a terminal."""

import io
from decimal import ROUND_DOWN, ROUND_UP

import pytest

from marginline.tables import Cell, Paint, Table, amount, exact, painted, percent, ratio, wants_colour


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", "-"),
        ("0", "0.00"),
        ("1234567.891", "1,234,567.89"),
        ("-12837.78330188", "-12,837.78"),
        ("100", "100.00"),
        ("99.99999", "100.00"),
        ("3.14159265", "3.1416"),
        ("0.0002549345774141", "0.00025493"),
        ("0.0000000034118783", "0.0000000034"),
        ("-0.000000000000000001", "-0.000000000000000001"),
        ("100000000000000000000", "100,000,000,000,000,000,000.00"),
    ],
)
def test_an_amount_is_shortened_by_its_size_and_never_to_nothing(text: str, shown: str) -> None:
    assert amount(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("", "-"), ("1234567.0500", "1,234,567.0500"), ("-0.5", "-0.5"), ("7", "7")]
)
def test_an_exact_figure_keeps_every_digit(text: str, shown: str) -> None:
    assert exact(text) == shown


def test_ratios_and_shares_are_rounded_the_way_that_does_not_flatter() -> None:
    assert ratio("1.99999", ROUND_DOWN) == "1.9999"
    assert percent("0.999999", ROUND_UP) == "100.00%"
    assert percent("-0.0912999", ROUND_DOWN, signed=True) == "-9.12%"
    assert percent("0.0912", signed=True) == "+9.12%"
    assert (ratio("", ROUND_DOWN), percent("")) == ("-", "-")


def test_figures_stand_under_each_other_and_an_empty_column_is_not_shown() -> None:
    rows = [[Cell("BTC"), Cell("1.00", figure=True), Cell("-")], [Cell("DOGE"), Cell("10.00", figure=True), Cell("-")]]
    assert Table(("NAME", "SIZE", "NOTE"), rows).lines(colour=False) == ["NAME   SIZE", "BTC    1.00", "DOGE  10.00"]
    assert Table(("NAME",)).lines(colour=False) == []


def test_colour_changes_no_width() -> None:
    table = Table(("A", "B"), [[Cell("x", Paint.BAD), Cell("y")], [Cell("long", Paint.GOOD), Cell("z")]])
    coloured = table.lines(colour=True)
    assert coloured[1] == "\x1b[1;31mx\x1b[0m     y"
    assert painted("", Paint.BAD, colour=True) == ""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Always."""
        return True


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())
