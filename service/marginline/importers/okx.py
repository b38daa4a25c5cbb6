"""OKX: GET /api/v5/public/instruments and GET /api/v5/public/position-tiers."""

from collections.abc import Iterable, Sequence
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
    required_text,
    rows_of,
    text_of,
)
from marginline.importers.report import Draft
from marginline.v1.rulebook_pb2 import INSTRUMENT_KIND_INVERSE, INSTRUMENT_KIND_LINEAR, Instrument

_KINDS = {"linear": INSTRUMENT_KIND_LINEAR, "inverse": INSTRUMENT_KIND_INVERSE}
Rows = list[dict[str, Any]]


def read_okx(paths: Sequence[Path], draft: Draft) -> None:
    """Fills the draft from one or more instruments replies and one or more position-tiers replies, in any order."""
    instruments: Rows = []
    tiers: dict[str, Rows] = {}
    for path in paths:
        for row in _rows(path):
            if "ctVal" in row:
                instruments.append(row)
            elif "mmr" in row:
                tiers.setdefault(text_of(row, "instFamily", "uly") or "", []).append(row)
            else:
                raise ImportRefused(f"{path}: holds neither instruments (ctVal) nor position tiers (mmr)")
    if not instruments:
        raise ImportRefused("no instruments: give the reply of GET /api/v5/public/instruments as well")
    if not tiers:
        raise ImportRefused("no tiers: give the replies of GET /api/v5/public/position-tiers as well")
    _refuse_mixed_types(instruments)
    _fill(draft, instruments, tiers)


def _refuse_mixed_types(instruments: Rows) -> None:
    """Perpetuals and expiries of one family have tiers of their own, and a tiers reply does not say whose it is."""
    types = sorted({text_of(row, "instType") or "(none)" for row in instruments})
    if len(types) > 1:
        raise ImportRefused(f"instruments of types {', '.join(types)}: import each type by itself, with its own tiers")


def _rows(path: Path) -> Rows:
    reply = read_reply(path)
    if not isinstance(reply, dict) or "code" not in reply:
        raise ImportRefused(f"{path}: is not a reply of OKX (no code)")
    if reply["code"] != "0":
        raise ImportRefused(f"{path}: OKX answered error {reply['code']}: {reply.get('msg') or 'no text'}")
    return rows_of(path, reply.get("data"), "data")


def _fill(draft: Draft, instruments: Rows, tiers: dict[str, Rows]) -> None:
    families: dict[str, list[Instrument]] = {}
    for row in instruments:
        with draft.symbol(text_of(row, "instId") or "(no instId)"):
            instrument = _instrument(row)
            family = required_text(row, "instFamily", "uly")
            if family not in tiers:
                raise LeftOut(f"no position tiers of family {family} were given")
            families.setdefault(family, []).append(instrument)
    for family in sorted(tiers.keys() - families.keys()):
        draft.unused(f"tiers of {family or '(no family)'}", "no instrument of this family was given")
    for family, members in families.items():
        names = [member.instrument_id for member in members]
        with draft.symbol(*names):
            steps = (Decimal(member.quantity_step or 0) for member in members)
            ladder = build_ladder(members[0].tier_table_id, _tiers(tiers[family]), max(steps))
            draft.add(members, ladder)


def _instrument(row: dict[str, Any]) -> Instrument:
    kind = _KINDS.get(required_text(row, "ctType"))
    if kind is None:
        raise LeftOut(f"ctType {row['ctType']!r} is neither linear nor inverse")
    base, _, quote = required_text(row, "uly", "instFamily").partition("-")
    family = f"{required_text(row, 'instType')}/{required_text(row, 'instFamily', 'uly')}"
    instrument = Instrument(
        instrument_id=required_text(row, "instId"),
        family=family,
        kind=kind,
        base_currency=base,
        quote_currency=quote,
        settlement_currency=required_text(row, "settleCcy"),
        contract_size=plain(required_number(row, "ctVal") * (number_of(row, "ctMult") or Decimal(1))),
        tier_table_id=family,
    )
    _state_steps(instrument, number_of(row, "tickSz"), number_of(row, "lotSz"))
    return instrument


def _state_steps(instrument: Instrument, tick: Decimal | None, lot: Decimal | None) -> None:
    if tick is not None:
        instrument.tick_size = plain(tick)
    if lot is not None:
        instrument.quantity_step = plain(lot)


def _tiers(rows: Iterable[dict[str, Any]]) -> list[StatedTier]:
    ordered = sorted(rows, key=lambda row: required_number(row, "tier"))
    if len({required_number(row, "tier") for row in ordered}) < len(ordered):
        raise LeftOut("a tier is given twice: replies of SWAP and FUTURES, or of cross and isolated, in one import?")
    return [
        StatedTier(
            lower_bound=number_of(row, "minSz"),
            upper_bound=required_number(row, "maxSz"),
            maintenance_margin_rate=required_number(row, "mmr"),
            initial_margin_rate=number_of(row, "imr"),
            max_leverage=number_of(row, "maxLever"),
        )
        for row in ordered
    ]
