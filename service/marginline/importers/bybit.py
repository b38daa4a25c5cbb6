"""Bybit: GET /v5/market/risk-limit. It names no currencies; a symbol's end tells them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from marginline.importers.ladder import StatedTier, build_ladder
from marginline.importers.replies import (
    ImportRefused,
    LeftOut,
    number_of,
    plain,
    read_reply,
    required_number,
    rows_of,
    text_of,
)
from marginline.importers.report import Draft
from marginline.v1.rulebook_pb2 import INSTRUMENT_KIND_INVERSE, INSTRUMENT_KIND_LINEAR, Instrument

_DATED = r"(?:-\d{1,2}[A-Z]{3}\d{2})?$"
_USDT = re.compile(r"^(?P<base>[A-Z0-9]+)USDT" + _DATED)
_USDC = re.compile(r"^(?P<base>[A-Z0-9]+)(?:PERP$|USDC" + _DATED + r"|-\d{1,2}[A-Z]{3}\d{2}$)")
_COIN = re.compile(r"^(?P<base>[A-Z0-9]+)USD(?:[HMUZ]\d{2})?$")


def read_bybit(paths: Sequence[Path], draft: Draft) -> None:
    """Fills the draft from one or more risk-limit replies."""
    symbols: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for path in paths:
        category, rows = _rows(path)
        for row in rows:
            symbols.setdefault((category, text_of(row, "symbol") or ""), []).append(row)
    for (category, symbol), rows in symbols.items():
        with draft.symbol(symbol or "(no symbol)"):
            instrument = _instrument(category, symbol)
            draft.add([instrument], build_ladder(symbol, _tiers(rows)))
    draft.lacking("contract sizes (1 taken), tick sizes, quantity steps")


def _rows(path: Path) -> tuple[str, list[dict[str, Any]]]:
    reply = read_reply(path)
    if not isinstance(reply, dict) or "retCode" not in reply:
        raise ImportRefused(f"{path}: is not a reply of Bybit (no retCode)")
    if reply["retCode"] != "0":
        raise ImportRefused(f"{path}: Bybit answered error {reply['retCode']}: {reply.get('retMsg') or 'no text'}")
    result = reply.get("result")
    if not isinstance(result, dict):
        raise ImportRefused(f"{path}: has no result")
    rows = rows_of(path, result.get("list"), "result.list")
    if any("riskLimitValue" not in row for row in rows):
        raise ImportRefused(f"{path}: holds rows without riskLimitValue: not a reply of GET /v5/market/risk-limit")
    return text_of(result, "category") or "", rows


def _instrument(category: str, symbol: str) -> Instrument:
    if category == "linear":
        found, quote = (_USDT.match(symbol), "USDT") if _USDT.match(symbol) else (_USDC.match(symbol), "USDC")
    elif category == "inverse":
        found, quote = _COIN.match(symbol), "USD"
    else:
        raise LeftOut(f"category {category!r} is neither linear nor inverse")
    if found is None:
        raise LeftOut("its currencies cannot be told from its symbol")
    base = found["base"]
    return Instrument(
        instrument_id=symbol,
        kind=INSTRUMENT_KIND_LINEAR if category == "linear" else INSTRUMENT_KIND_INVERSE,
        base_currency=base,
        quote_currency=quote,
        settlement_currency=quote if category == "linear" else base,
        contract_size=plain(Decimal(1)),
        tier_table_id=symbol,
    )


def _tiers(rows: list[dict[str, Any]]) -> list[StatedTier]:
    tiers = [
        StatedTier(
            upper_bound=required_number(row, "riskLimitValue"),
            maintenance_margin_rate=required_number(row, "maintenanceMargin"),
            initial_margin_rate=number_of(row, "initialMargin"),
            max_leverage=number_of(row, "maxLeverage"),
            maintenance_deduction=number_of(row, "mmDeduction"),
        )
        for row in rows
    ]
    # The live reply lists a symbol's tiers in no promised order.
    return sorted(tiers, key=lambda tier: tier.upper_bound)
