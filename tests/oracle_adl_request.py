"""Rankings of the oracle: every fault of a request, and its figures as exact fractions."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marginline.v1 import account_pb2
from marginline.v1 import adl_service_pb2 as pb
from marginline.v1 import rulebook_pb2 as rules_pb
from oracle_account import size_fault
from oracle_faults import Faults, Refused, reason
from oracle_rulebook import Instrument, Rulebook, Table
from oracle_rulebook_reader import select_rulebook

MOST_CANDIDATES = 50_000
MOST_BANDS = 100
NEEDS_WALLET = {rules_pb.ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE}
NEEDS_MAINTENANCE = NEEDS_WALLET | {rules_pb.ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE}


@dataclass
class Holder:
    """One candidate; figures that its set-aside made needless stay None."""

    message: pb.Candidate
    index: int
    quantity: Fraction
    equity: Fraction
    set_aside: int
    entry: Fraction | None
    wallet: Fraction | None
    maintenance: Fraction | None
    pool_notional: Fraction | None
    bankruptcy: Fraction | None

    @property
    def long(self) -> bool:
        """Whether it gains when the price rises."""
        return self.message.side == account_pb2.SIDE_LONG


@dataclass
class Ranking:
    """A ranking request without fault."""

    book: Rulebook | None
    instrument: Instrument
    mark: Fraction
    family: int
    bands: int
    by_quantity: bool
    worst_band: bool
    top: int | None
    take: Fraction | None
    holders: list[Holder]


def _inline(message: pb.InlineInstrument, faults: Faults) -> Instrument | None:
    kinds = [int(number) for number in rules_pb.InstrumentKind.values()]
    faults.choice("inline_instrument.kind", message.kind, kinds)
    size = faults.decimal("inline_instrument.contract_size", message.contract_size, "above_zero")
    if size is None:
        return None
    none = Table((), Fraction(0))
    linear = message.kind == rules_pb.INSTRUMENT_KIND_LINEAR
    return Instrument("", ("", ""), linear, "", size, Fraction(0), None, Fraction(0), none, none)


def _instrument(request: pb.RankCandidatesRequest, book: Rulebook | None, faults: Faults) -> Instrument | None:
    which = request.WhichOneof("instrument")
    if which == "inline_instrument":
        return _inline(request.inline_instrument, faults)
    if which is None:
        faults.add("instrument", "REQUIRED")
    elif faults.identifier("instrument_id", request.instrument_id, required=True) and book is not None:
        if request.instrument_id in book.instruments:
            return book.instruments[request.instrument_id]
        faults.add("instrument_id", "UNKNOWN_INSTRUMENT")
    return None


def _family(request: pb.RankCandidatesRequest, book: Rulebook | None, faults: Faults) -> int:
    family = int(request.score_family)
    if family == 0 and book is None:
        faults.add("score_family", "REQUIRED")
    elif family not in [int(number) for number in rules_pb.AdlScoreFamily.values()]:
        faults.add("score_family", "ENUM_UNSPECIFIED")
    elif family == 0 and book is not None:
        family = book.rules.adl_family
    if family == rules_pb.ADL_SCORE_FAMILY_NONE:
        faults.add("score_family", "ADL_FAMILY_NONE")
    return family


def _set_aside(
    message: pb.Candidate, request: pb.RankCandidatesRequest, quantity: Fraction | None, equity: Fraction | None
) -> int:
    named = request.WhichOneof("instrument") == "instrument_id"
    if named and message.instrument_id and message.instrument_id != request.instrument_id:
        return pb.SET_ASIDE_REASON_WRONG_INSTRUMENT
    if quantity == 0:
        return pb.SET_ASIDE_REASON_ZERO_QUANTITY
    if equity is not None and equity <= 0:
        return pb.SET_ASIDE_REASON_EQUITY_NOT_POSITIVE
    return pb.SET_ASIDE_REASON_UNSPECIFIED


class CandidateReader:
    """Reads candidates, noting their faults and that each key comes once."""

    def __init__(
        self, request: pb.RankCandidatesRequest, instrument: Instrument | None, family: int, faults: Faults
    ) -> None:
        self.request, self.instrument, self.family, self.faults = request, instrument, family, faults
        self.keys: set[tuple[str, int, str, str]] = set()

    def read(self, index: int) -> Holder:
        """One candidate; of use only if no fault was noted."""
        message, path, faults = self.request.candidates[index], f"candidates[{index}].", self.faults
        usable = faults.identifier(path + "account_id", message.account_id, required=False)
        usable &= faults.identifier(path + "position_id", message.position_id, required=False)
        usable &= faults.identifier(path + "instrument_id", message.instrument_id, required=False)
        usable &= faults.choice(path + "side", message.side, [account_pb2.SIDE_LONG, account_pb2.SIDE_SHORT])
        quantity = faults.decimal(path + "quantity", message.quantity, "zero_or_above")
        scratch = Faults()
        equity = scratch.decimal("", message.equity)
        aside = _set_aside(message, self.request, quantity, equity)
        if not aside and quantity is not None:
            fault = size_fault(quantity, self.instrument)
            if fault:
                faults.add(path + "quantity", fault)
        entry = None if aside else faults.decimal(path + "entry_price", message.entry_price, "above_zero")
        faults.decimal(path + "equity", message.equity)
        others: list[Fraction | None] = [None] * 4 if aside else self._behind(message, path)
        if usable:
            self._unique(message, index)
        return Holder(message, index, quantity or Fraction(0), equity or Fraction(0), aside, entry, *others)

    def _behind(self, message: pb.Candidate, path: str) -> list[Fraction | None]:
        faults = self.faults
        wallet = faults.optional_decimal(message, "wallet_balance", path + "wallet_balance")
        if self.family in NEEDS_WALLET and not message.HasField("wallet_balance"):
            faults.add(path + "wallet_balance", "REQUIRED")
        rate_family = self.family == rules_pb.ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE
        sign = "above_zero" if rate_family else "zero_or_above"
        maintenance = faults.optional_decimal(message, "maintenance_margin", path + "maintenance_margin", sign)
        if self.family in NEEDS_MAINTENANCE and not message.HasField("maintenance_margin"):
            faults.add(path + "maintenance_margin", "REQUIRED")
        notional = faults.optional_decimal(message, "pool_notional", path + "pool_notional", "above_zero")
        bankruptcy = faults.optional_decimal(message, "bankruptcy_price", path + "bankruptcy_price", "above_zero")
        return [wallet, maintenance, notional, bankruptcy]

    def _unique(self, message: pb.Candidate, index: int) -> None:
        named = self.request.WhichOneof("instrument") == "instrument_id"
        instrument_id = (message.instrument_id or self.request.instrument_id) if named else ""
        key = (instrument_id, int(message.side), message.account_id, message.position_id)
        if key in self.keys:
            self.faults.add(f"candidates[{index}]", "DUPLICATE_POSITION")
        self.keys.add(key)


def _prefix(request: pb.RankCandidatesRequest, faults: Faults) -> Fraction | None:
    """The take_quantity asked for; notes the faults of both kinds of prefix."""
    if request.HasField("top") and request.top == 0:
        faults.add("top", "NOT_POSITIVE")
    take = faults.optional_decimal(request, "take_quantity", "take_quantity", "above_zero")
    if request.HasField("top") and request.HasField("take_quantity"):
        faults.add("take_quantity", "TOP_AND_TAKE_QUANTITY")
    return take


def read_ranking(request: pb.RankCandidatesRequest, held: Mapping[str, bytes]) -> Ranking:
    """The request; raises Refused with all its faults."""
    if len(request.candidates) > MOST_CANDIDATES:
        raise Refused([("candidates", reason("TOO_MANY_CANDIDATES"))])
    book = select_rulebook(request.rulebook, held) if request.HasField("rulebook") else None
    if book is None and request.WhichOneof("instrument") == "instrument_id":
        raise Refused([("rulebook", reason("REQUIRED"))])
    faults = Faults()
    instrument = _instrument(request, book, faults)
    mark = faults.decimal("mark_price", request.mark_price, "above_zero")
    family = _family(request, book, faults)
    bands = request.bands if request.HasField("bands") else 5
    if not 1 <= bands <= MOST_BANDS:
        faults.add("bands", "BANDS_OUT_OF_RANGE")
    faults.choice("weighting", request.weighting, [pb.ADL_WEIGHTING_QUANTITY, pb.ADL_WEIGHTING_COUNT])
    if request.lights_from not in [int(number) for number in pb.AdlLightsFrom.values()]:
        faults.add("lights_from", "ENUM_UNSPECIFIED")
    take = _prefix(request, faults)
    reader = CandidateReader(request, instrument, family, faults)
    holders = [reader.read(index) for index in range(len(request.candidates))]
    faults.stop()
    assert instrument is not None
    assert mark is not None
    by_quantity = request.weighting == pb.ADL_WEIGHTING_QUANTITY
    worst = request.lights_from == pb.ADL_LIGHTS_FROM_WORST_BAND
    top = request.top if request.HasField("top") else None
    return Ranking(book, instrument, mark, family, bands, by_quantity, worst, top, take, holders)
