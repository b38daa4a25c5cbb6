"""Writes a rulebook as a file that people read: one instrument and one tier a line."""

import json
from typing import Any

from google.protobuf.json_format import MessageToDict

from marginline.v1.rulebook_pb2 import Rulebook


def rulebook_text(message: Rulebook) -> str:
    """The proto3 JSON mapping of a rulebook, laid out for reading and for line-by-line comparison."""
    fields = MessageToDict(message)
    members = [f"  {json.dumps(name)}: {_value(name, value)}" for name, value in fields.items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _value(name: str, value: Any) -> str:
    if name == "instruments":
        return _lines([_compact(row) for row in value], 2)
    if name == "tierTables":
        return _lines([_table(table) for table in value], 2)
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n  ")


def _table(table: dict[str, Any]) -> str:
    head = _compact({name: value for name, value in table.items() if name != "tiers"})
    return f'{head[:-1]}, "tiers": {_lines([_compact(tier) for tier in table.get("tiers", [])], 4)}}}'


def _lines(rows: list[str], indent: int) -> str:
    if not rows:
        return "[]"
    margin = "\n" + " " * indent
    return "[" + margin + "  " + f",{margin}  ".join(rows) + margin + "]"


def _compact(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)
