"""Replies of venues' APIs, written by hand in the venues' formats, put through the importer."""

import json
from pathlib import Path
from typing import Any

from marginline.importers import Imported, Wanted, import_rulebook
from marginline.rulebooks import embedded
from marginline.v1 import rulebook_pb2 as pb

Row = dict[str, Any]


def wanted(like: str, only: frozenset[str] | None = None) -> Wanted:
    rules = next(held.message.rules for held in embedded() if held.reference.rulebook_id == like)
    return Wanted("mine", "1", "a test", "2026-01-01", rules, "0.0005", only)


def run(kind: str, folder: Path, *replies: object, only: frozenset[str] | None = None) -> Imported:
    paths = []
    for number, reply in enumerate(replies):
        paths.append(folder / f"reply-{number}.json")
        paths[-1].write_text(reply if isinstance(reply, str) else json.dumps(reply), encoding="utf-8")
    like = {"okx": "okx", "bybit": "bybit-linear", "ccxt": "binance-usdm"}[kind]
    return import_rulebook(kind, paths, wanted(like, only))


def tiers_of(imported: Imported, instrument_id: str) -> list[pb.PositionTier]:
    message = imported.held.message
    instrument = next(one for one in message.instruments if one.instrument_id == instrument_id)
    return list(next(table for table in message.tier_tables if table.tier_table_id == instrument.tier_table_id).tiers)


def left_out(imported: Imported) -> list[str]:
    return [str(finding) for finding in imported.report.left_out]


def notes(imported: Imported) -> list[str]:
    return [str(finding) for finding in imported.report.notes]
