"""Reads a venue's reply from a file, every number as the text that stands there, never as a float."""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from marginline.documents import Unreadable, content_of, why_not_json
from marginline.documents import text_of as text_of_document

_LARGEST = Decimal(10) ** 18


class ImportRefused(Exception):
    """Nothing can be imported; the text says why in one line, naming the file."""


class LeftOut(Exception):
    """One symbol cannot be used; the text says why."""


def read_reply(path: Path) -> Any:
    """The JSON of a file, numbers as text. Raises ImportRefused, in one line, where it is not JSON."""
    try:
        content = content_of(path)
        return json.loads(text_of_document(content), parse_float=str, parse_int=str, parse_constant=str)
    except Unreadable as error:
        raise ImportRefused(f"{path}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise ImportRefused(f"{path}: {why_not_json(content)}") from error


def rows_of(path: Path, rows: Any, where: str) -> list[dict[str, Any]]:
    """A list of objects as which a reply's rows must come; `where` is their place in the reply."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ImportRefused(f"{path}: has no list of objects at {where}: not a reply of this kind")
    return rows


def text_of(row: dict[str, Any], *keys: str) -> str | None:
    """The first of the keys that holds text which is not empty, else None."""
    for value in _values(row, keys):
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def number_of(row: dict[str, Any], *keys: str) -> Decimal | None:
    """The first of the keys that holds something, read as an exact decimal. Raises LeftOut if it is no number."""
    text = text_of(row, *keys)
    if text is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise LeftOut(f"{keys[0]} is not a number: {text[:40]!r}")
    return number


def required_number(row: dict[str, Any], *keys: str) -> Decimal:
    """As number_of; raises LeftOut too where none of the keys holds anything."""
    number = number_of(row, *keys)
    if number is None:
        raise LeftOut(f"{keys[0]} is missing")
    return number


def required_text(row: dict[str, Any], *keys: str) -> str:
    """As text_of; raises LeftOut where none of the keys holds anything."""
    text = text_of(row, *keys)
    if text is None:
        raise LeftOut(f"{keys[0]} is missing")
    return text


def _values(row: dict[str, Any], keys: tuple[str, ...]) -> Iterator[Any]:
    return (row[key] for key in keys if key in row)


def plain(number: Decimal) -> str:
    """The number as the contract writes decimals: no exponent, no trailing zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def is_boundless(bound: Decimal) -> bool:
    """Whether a bound is so large (10^18 and up, 18 digits being the most) that it can only mean 'no bound'."""
    return bound >= _LARGEST
