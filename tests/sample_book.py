"""A small rulebook and account that are good, for tests that spoil or vary one thing at a time."""

from marginline.v1 import account_pb2, rulebook_pb2
from marginline.v1 import margin_service_pb2 as service


def rules() -> rulebook_pb2.Rules:
    """Marginal tiers on notional, no fee."""
    return rulebook_pb2.Rules(
        tier_scheme=rulebook_pb2.TIER_SCHEME_MARGINAL,
        tier_basis=rulebook_pb2.TIER_BASIS_NOTIONAL,
        cross_pooling=rulebook_pb2.CROSS_POOLING_POSITION,
        maintenance_value=rulebook_pb2.VALUE_AT_MARK,
        initial_value_isolated=rulebook_pb2.VALUE_AT_MARK,
        initial_value_cross=rulebook_pb2.VALUE_AT_MARK,
        closing_fee=rulebook_pb2.CLOSING_FEE_NONE,
        trigger=rulebook_pb2.TRIGGER_AT_OR_BELOW,
        bankruptcy_share=rulebook_pb2.BANKRUPTCY_SHARE_FROZEN_OTHERS,
        adl_score_family=rulebook_pb2.ADL_SCORE_FAMILY_NONE,
    )


def instrument(instrument_id: str = "BTC-USDT", table: str = "ladder") -> rulebook_pb2.Instrument:
    """A linear one, one contract of one unit, settled in USDT."""
    return rulebook_pb2.Instrument(
        instrument_id=instrument_id,
        kind=rulebook_pb2.INSTRUMENT_KIND_LINEAR,
        base_currency="BTC",
        quote_currency="USDT",
        settlement_currency="USDT",
        contract_size="1",
        tick_size="0.1",
        quantity_step="0.001",
        taker_fee_rate="0.0005",
        tier_table_id=table,
    )


def ladder(tier_table_id: str = "ladder") -> rulebook_pb2.TierTable:
    """0.4 % to 50,000, 0.5 % to 250,000, then 1 %."""
    return rulebook_pb2.TierTable(
        tier_table_id=tier_table_id,
        tiers=[
            rulebook_pb2.PositionTier(
                upper_bound="50000", maintenance_margin_rate="0.004", max_leverage="125", maintenance_deduction="0"
            ),
            rulebook_pb2.PositionTier(
                upper_bound="250000", maintenance_margin_rate="0.005", max_leverage="100", maintenance_deduction="50"
            ),
            rulebook_pb2.PositionTier(maintenance_margin_rate="0.01", max_leverage="50", maintenance_deduction="1300"),
        ],
    )


def rulebook() -> rulebook_pb2.Rulebook:
    """Two instruments over one ladder."""
    return rulebook_pb2.Rulebook(
        rulebook_id="sample",
        version="1",
        source="made up",
        effective_from="2024-02-29",
        rules=rules(),
        instruments=[instrument(), instrument("ETH-USDT")],
        tier_tables=[ladder()],
    )


def position(instrument_id: str = "BTC-USDT", **fields: object) -> account_pb2.Position:
    """A cross long of one contract entered at 30,000, unless told otherwise; isolated="10" makes it isolated."""
    isolated = fields.pop("isolated", None)
    stated = {"side": account_pb2.SIDE_LONG, "quantity": "1", "entry_price": "30000", **fields}
    made = account_pb2.Position(instrument_id=instrument_id, **stated)  # type: ignore[arg-type]
    if isolated is None:
        made.cross.SetInParent()
    else:
        made.isolated.margin = str(isolated)
    return made


def account(*positions: account_pb2.Position) -> account_pb2.Account:
    """10,000 USDT and these positions, else one cross long."""
    return account_pb2.Account(
        account_id="alice",
        balances=[account_pb2.Balance(currency="USDT", wallet_balance="10000")],
        positions=positions or [position()],
    )


def marks() -> list[account_pb2.MarkPrice]:
    """Of both instruments."""
    return [
        account_pb2.MarkPrice(instrument_id="BTC-USDT", price="31000"),
        account_pb2.MarkPrice(instrument_id="ETH-USDT", price="2000"),
    ]


def selector() -> rulebook_pb2.RulebookSelector:
    """The rulebook, inline."""
    return rulebook_pb2.RulebookSelector(inline=rulebook())


def evaluate_request(*positions: account_pb2.Position) -> service.EvaluateAccountRequest:
    """All of the above in one request."""
    return service.EvaluateAccountRequest(rulebook=selector(), mark_prices=marks(), account=account(*positions))


def batch_request(*accounts: account_pb2.Account) -> service.BatchEvaluateAccountsRequest:
    """The same for many accounts; default one."""
    return service.BatchEvaluateAccountsRequest(
        rulebook=selector(), mark_prices=marks(), accounts=accounts or [account()]
    )
