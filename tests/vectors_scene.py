"""Building blocks of the vector adapters: a request from a few facts, and the one place that knows tolerances."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from google.protobuf.message import Message

import oracle_numbers as numbers
from marginline.v1 import account_pb2, margin_service_pb2
from marginline.v1 import rulebook_pb2 as pb

Vector = dict[str, Any]
Check = Callable[[Any], None]

DEFAULT_TOLERANCE = "1e-9"
FLOAT_DIGITS = 10


@dataclass(frozen=True)
class Case:
    """One question that a vector asks: which RPC, with what, and how to judge the answer."""

    case_id: str
    rpc: str
    request: Message
    check: Check


def exact(printed: str) -> Fraction:
    """Value of a printed number; "5,785,500", "2.5%", "2/3" and exponents are understood."""
    plain = printed.replace(",", "")
    return Fraction(plain[:-1]) / 100 if plain.endswith("%") else Fraction(plain)


def decimal(value: Fraction | str) -> str:
    """Text that a request may carry: cut to 18 places where the value does not terminate."""
    return numbers.text(numbers.down(exact(value) if isinstance(value, str) else value))


def agrees(actual: Fraction, printed: str, vector: Vector) -> bool:
    """THE tolerance: equal at the printed digits, half-up, or within the vector's relative tolerance.

    A vector that states its tolerance prints floats: their digits count only where there are ten or more.
    """
    wanted = exact(printed)
    places = len(printed.rstrip("%").partition(".")[2]) + (2 if printed.endswith("%") else 0)
    half = Fraction(1, 2 * 10**places)
    at_digits = -half <= actual - wanted < half if wanted >= 0 else -half < actual - wanted <= half
    if "tolerance_rel" in vector:
        at_digits = at_digits and len(re.sub("[^0-9]", "", printed).lstrip("0")) >= FLOAT_DIGITS
    return at_digits or abs(actual - wanted) <= exact(vector.get("tolerance_rel", DEFAULT_TOLERANCE)) * abs(wanted)


def field(message: Any, path: str) -> Any:
    """A field by its path, such as "statement.positions[0].liquidation_price"; None where it is absent."""
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
        if message.DESCRIPTOR.fields_by_name[name].has_presence and not message.HasField(name):
            return None
        message = getattr(message, name)
        message = message[int(index)] if index else message
    return message


def expects(vector: Vector, figures: dict[str, str | None]) -> Check:
    """A check that fields agree with printed numbers; None: the field must be absent."""

    def check(response: Any) -> None:
        for path, printed in figures.items():
            actual = field(response, path)
            if printed is None:
                assert actual is None, f"{vector['id']}: {path} is {actual}, expected to be absent"
                continue
            assert actual is not None, f"{vector['id']}: {path} is absent, expected {printed}"
            assert agrees(Fraction(actual), printed, vector), f"{vector['id']}: {path} is {actual}, expected {printed}"

    return check


def rules(**chosen: Any) -> pb.Rules:
    """The plainest rules, but for what is chosen."""
    plain: dict[str, Any] = {
        "tier_scheme": pb.TIER_SCHEME_WHOLE,
        "tier_basis": pb.TIER_BASIS_NOTIONAL,
        "cross_pooling": pb.CROSS_POOLING_POSITION,
        "maintenance_value": pb.VALUE_AT_MARK,
        "initial_value_isolated": pb.VALUE_AT_MARK,
        "initial_value_cross": pb.VALUE_AT_MARK,
        "closing_fee": pb.CLOSING_FEE_NONE,
        "trigger": pb.TRIGGER_AT_OR_BELOW,
        "bankruptcy_share": pb.BANKRUPTCY_SHARE_FROZEN_OTHERS,
        "adl_score_family": pb.ADL_SCORE_FAMILY_NONE,
    }
    return pb.Rules(**{**plain, **chosen})


def tier(upper: str | None, rate: str, **more: str) -> pb.PositionTier:
    """One tier; rates may be printed as percentages."""
    return pb.PositionTier(upper_bound=upper, maintenance_margin_rate=decimal(rate), **more)


class Scene:
    """An account under a rulebook, put together fact by fact."""

    def __init__(self, **chosen: Any) -> None:
        self.book = pb.Rulebook(rulebook_id="vector", version="1", rules=rules(**chosen))
        self.marks: list[account_pb2.MarkPrice] = []
        self.account = account_pb2.Account(account_id="vector")

    def instrument(
        self, name: str, mark: str, tiers: list[pb.PositionTier], *, inverse: bool = False, **more: str
    ) -> "Scene":
        """Adds an instrument with its own table and its mark; sizes are whole base or quote units by default."""
        kind = pb.INSTRUMENT_KIND_INVERSE if inverse else pb.INSTRUMENT_KIND_LINEAR
        facts: dict[str, Any] = {"contract_size": "1", "settlement_currency": "USD", "taker_fee_rate": "0", **more}
        slope, fraction = facts.pop("rate_slope", None), facts.pop("maintenance_fraction_of_initial", None)
        self.book.instruments.add(instrument_id=name, kind=kind, tier_table_id=name, **facts)
        self.book.tier_tables.add(
            tier_table_id=name, tiers=tiers, rate_slope=slope, maintenance_fraction_of_initial=fraction
        )
        self.marks.append(account_pb2.MarkPrice(instrument_id=name, price=mark))
        return self

    def wallet(self, amount: str | Fraction, currency: str = "USD") -> "Scene":
        """States a balance."""
        self.account.balances.add(currency=currency, wallet_balance=decimal(amount))
        return self

    def position(
        self,
        name: str,
        side: str,
        quantity: str,
        entry: str | Fraction,
        margin: str | Fraction | None = None,
        **more: str,
    ) -> "Scene":
        """Adds a position: isolated where a margin is given, else cross."""
        one = self.account.positions.add(instrument_id=name, quantity=quantity, entry_price=decimal(entry), **more)
        one.side = account_pb2.SIDE_LONG if side == "long" else account_pb2.SIDE_SHORT
        if margin is None:
            one.cross.SetInParent()
        else:
            one.isolated.margin = decimal(margin)
        return self

    def _facts(self) -> dict[str, Any]:
        selector = pb.RulebookSelector(inline=self.book)
        return {"rulebook": selector, "mark_prices": self.marks, "account": self.account}

    def statement(self, **more: Any) -> margin_service_pb2.EvaluateAccountRequest:
        """Asks for the full statement, explained."""
        return margin_service_pb2.EvaluateAccountRequest(**self._facts(), explain=True, **more)

    def prices(self) -> margin_service_pb2.ComputeLiquidationPriceRequest:
        """Asks for prices alone, which need no leverage."""
        return margin_service_pb2.ComputeLiquidationPriceRequest(**self._facts())

    def ratios(self) -> margin_service_pb2.ComputeMarginRatioRequest:
        """Asks for ratios and states alone."""
        return margin_service_pb2.ComputeMarginRatioRequest(**self._facts())


def statement_case(vector: Vector, scene: Scene, figures: dict[str, str | None], suffix: str = "") -> Case:
    """A vector asked as EvaluateAccount; paths are relative to the statement."""
    located = {"statement." + path: printed for path, printed in figures.items()}
    return Case(vector["id"] + suffix, "EvaluateAccount", scene.statement(), expects(vector, located))


def prices_case(vector: Vector, scene: Scene, figures: dict[str, str | None], suffix: str = "") -> Case:
    """A vector asked as ComputeLiquidationPrice."""
    return Case(vector["id"] + suffix, "ComputeLiquidationPrice", scene.prices(), expects(vector, figures))


def ratios_case(vector: Vector, scene: Scene, figures: dict[str, str | None], suffix: str = "") -> Case:
    """A vector asked as ComputeMarginRatio; paths are relative to the statement."""
    located = {"statement." + path: printed for path, printed in figures.items()}
    return Case(vector["id"] + suffix, "ComputeMarginRatio", scene.ratios(), expects(vector, located))
