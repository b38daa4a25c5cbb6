"""ccxt's unified leverage tiers (fetchLeverageTiers), preferring the venue's own text under `info` to ccxt's floats."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from marginline.importers.ladder import StatedTier, build_ladder
from marginline.importers.replies import (
    ImportRefused,
    LeftOut,
    number_of,
    read_reply,
    required_number,
    rows_of,
    text_of,
)
from marginline.importers.report import Draft
from marginline.v1.rulebook_pb2 import INSTRUMENT_KIND_LINEAR, Instrument

_SYMBOL = re.compile(r"^(?P<base>[^/:]+)/(?P<quote>[^/:]+):(?P<settle>[^/:-]+)(?:-(?P<expiry>\d{6}))?$")


def read_ccxt(paths: Sequence[Path], draft: Draft) -> None:
    """Fills the draft from one or more files of leverage tiers by unified symbol."""
    for path in paths:
        for symbol, rows in _symbols(path).items():
            with draft.symbol(symbol):
                instrument = _instrument(symbol, rows)
                draft.add([instrument], build_ladder(instrument.tier_table_id, _tiers(rows)))
    draft.lacking("tick sizes, quantity steps")


def _symbols(path: Path) -> dict[str, list[dict[str, Any]]]:
    reply = read_reply(path)
    if not isinstance(reply, dict) or not all("/" in symbol for symbol in reply):
        raise ImportRefused(f"{path}: is not an object of ccxt symbols (BASE/QUOTE:SETTLE)")
    if not reply:
        raise ImportRefused(f"{path}: holds no symbol")
    return {symbol: rows_of(path, rows, symbol) for symbol, rows in reply.items()}


def _instrument(symbol: str, rows: list[dict[str, Any]]) -> Instrument:
    found = _SYMBOL.match(symbol)
    if found is None:
        raise LeftOut("is not the symbol of a perpetual or of a dated future")
    base, quote, settle, expiry = found.group("base", "quote", "settle", "expiry")
    if settle == base:
        raise LeftOut("is coin-margined, and its contract size is not in ccxt's leverage tiers")
    if settle != quote:
        raise LeftOut(f"settles in {settle}, neither its base nor its quote currency")
    if any(text_of(row, "currency") not in (None, settle) for row in rows):
        raise LeftOut(f"bounds its tiers in another currency than {settle}, which it settles in")
    instrument_id = f"{base}{quote}_{expiry}" if expiry else f"{base}{quote}"
    return Instrument(
        instrument_id=instrument_id,
        kind=INSTRUMENT_KIND_LINEAR,
        base_currency=base,
        quote_currency=quote,
        settlement_currency=settle,
        contract_size="1",
        tier_table_id=instrument_id,
    )


def _tiers(rows: list[dict[str, Any]]) -> list[StatedTier]:
    tiers = []
    for row in rows:
        # Binance's own names first; a venue whose info says it otherwise is read from ccxt's.
        info = row.get("info")
        stated = {**row, **info} if isinstance(info, dict) else row
        tiers.append(
            StatedTier(
                lower_bound=number_of(stated, "notionalFloor", "minNotional"),
                upper_bound=required_number(stated, "notionalCap", "maxNotional"),
                maintenance_margin_rate=required_number(stated, "maintMarginRatio", "maintenanceMarginRate"),
                max_leverage=number_of(stated, "initialLeverage", "maxLeverage"),
                maintenance_deduction=number_of(stated, "cum"),
            )
        )
    return tiers
