from marginline.v1 import account_pb2 as _account_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STATE_UNSPECIFIED: _ClassVar[State]
    STATE_HEALTHY: _ClassVar[State]
    STATE_WARNING: _ClassVar[State]
    STATE_LIQUIDATABLE: _ClassVar[State]
    STATE_BANKRUPT: _ClassVar[State]

class Warning(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WARNING_UNSPECIFIED: _ClassVar[Warning]
    WARNING_LEVERAGE_ABOVE_TIER: _ClassVar[Warning]
    WARNING_SIZE_ABOVE_LAST_TIER: _ClassVar[Warning]
    WARNING_QUANTITY_OFF_STEP: _ClassVar[Warning]
    WARNING_FIGURE_BEYOND_RANGE: _ClassVar[Warning]

class View(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VIEW_UNSPECIFIED: _ClassVar[View]
    VIEW_SUMMARY: _ClassVar[View]
    VIEW_RISK: _ClassVar[View]
    VIEW_FULL: _ClassVar[View]
STATE_UNSPECIFIED: State
STATE_HEALTHY: State
STATE_WARNING: State
STATE_LIQUIDATABLE: State
STATE_BANKRUPT: State
WARNING_UNSPECIFIED: Warning
WARNING_LEVERAGE_ABOVE_TIER: Warning
WARNING_SIZE_ABOVE_LAST_TIER: Warning
WARNING_QUANTITY_OFF_STEP: Warning
WARNING_FIGURE_BEYOND_RANGE: Warning
VIEW_UNSPECIFIED: View
VIEW_SUMMARY: View
VIEW_RISK: View
VIEW_FULL: View

class AccountStatement(_message.Message):
    __slots__ = ("account_id", "state", "pools", "positions")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    POOLS_FIELD_NUMBER: _ClassVar[int]
    POSITIONS_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    state: State
    pools: _containers.RepeatedCompositeFieldContainer[PoolStatement]
    positions: _containers.RepeatedCompositeFieldContainer[PositionStatement]
    def __init__(self, account_id: _Optional[str] = ..., state: _Optional[_Union[State, str]] = ..., pools: _Optional[_Iterable[_Union[PoolStatement, _Mapping]]] = ..., positions: _Optional[_Iterable[_Union[PositionStatement, _Mapping]]] = ...) -> None: ...

class PoolStatement(_message.Message):
    __slots__ = ("currency", "state", "wallet_balance", "unrealized_pnl", "equity", "initial_margin", "maintenance_margin", "closing_fee", "available_margin", "margin_ratio", "margin_usage", "effective_leverage", "warnings", "explanation")
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WALLET_BALANCE_FIELD_NUMBER: _ClassVar[int]
    UNREALIZED_PNL_FIELD_NUMBER: _ClassVar[int]
    EQUITY_FIELD_NUMBER: _ClassVar[int]
    INITIAL_MARGIN_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_MARGIN_FIELD_NUMBER: _ClassVar[int]
    CLOSING_FEE_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_MARGIN_FIELD_NUMBER: _ClassVar[int]
    MARGIN_RATIO_FIELD_NUMBER: _ClassVar[int]
    MARGIN_USAGE_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_LEVERAGE_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    currency: str
    state: State
    wallet_balance: str
    unrealized_pnl: str
    equity: str
    initial_margin: str
    maintenance_margin: str
    closing_fee: str
    available_margin: str
    margin_ratio: str
    margin_usage: str
    effective_leverage: str
    warnings: _containers.RepeatedScalarFieldContainer[Warning]
    explanation: _containers.RepeatedCompositeFieldContainer[PoolTerm]
    def __init__(self, currency: _Optional[str] = ..., state: _Optional[_Union[State, str]] = ..., wallet_balance: _Optional[str] = ..., unrealized_pnl: _Optional[str] = ..., equity: _Optional[str] = ..., initial_margin: _Optional[str] = ..., maintenance_margin: _Optional[str] = ..., closing_fee: _Optional[str] = ..., available_margin: _Optional[str] = ..., margin_ratio: _Optional[str] = ..., margin_usage: _Optional[str] = ..., effective_leverage: _Optional[str] = ..., warnings: _Optional[_Iterable[_Union[Warning, str]]] = ..., explanation: _Optional[_Iterable[_Union[PoolTerm, _Mapping]]] = ...) -> None: ...

class PoolTerm(_message.Message):
    __slots__ = ("position_index", "unrealized_pnl", "initial_margin", "maintenance_margin", "closing_fee")
    POSITION_INDEX_FIELD_NUMBER: _ClassVar[int]
    UNREALIZED_PNL_FIELD_NUMBER: _ClassVar[int]
    INITIAL_MARGIN_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_MARGIN_FIELD_NUMBER: _ClassVar[int]
    CLOSING_FEE_FIELD_NUMBER: _ClassVar[int]
    position_index: int
    unrealized_pnl: str
    initial_margin: str
    maintenance_margin: str
    closing_fee: str
    def __init__(self, position_index: _Optional[int] = ..., unrealized_pnl: _Optional[str] = ..., initial_margin: _Optional[str] = ..., maintenance_margin: _Optional[str] = ..., closing_fee: _Optional[str] = ...) -> None: ...

class PositionStatement(_message.Message):
    __slots__ = ("position_id", "instrument_id", "side", "mark_price", "notional", "unrealized_pnl", "return_on_margin", "initial_margin", "maintenance_margin", "closing_fee", "position_tier", "maintenance_margin_rate", "isolated_margin", "equity", "margin_ratio", "margin_usage", "state", "max_loss", "liquidation_price", "other_liquidation_price", "bankruptcy_price", "liquidation_distance", "warnings", "explanation")
    POSITION_ID_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    MARK_PRICE_FIELD_NUMBER: _ClassVar[int]
    NOTIONAL_FIELD_NUMBER: _ClassVar[int]
    UNREALIZED_PNL_FIELD_NUMBER: _ClassVar[int]
    RETURN_ON_MARGIN_FIELD_NUMBER: _ClassVar[int]
    INITIAL_MARGIN_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_MARGIN_FIELD_NUMBER: _ClassVar[int]
    CLOSING_FEE_FIELD_NUMBER: _ClassVar[int]
    POSITION_TIER_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_MARGIN_RATE_FIELD_NUMBER: _ClassVar[int]
    ISOLATED_MARGIN_FIELD_NUMBER: _ClassVar[int]
    EQUITY_FIELD_NUMBER: _ClassVar[int]
    MARGIN_RATIO_FIELD_NUMBER: _ClassVar[int]
    MARGIN_USAGE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    MAX_LOSS_FIELD_NUMBER: _ClassVar[int]
    LIQUIDATION_PRICE_FIELD_NUMBER: _ClassVar[int]
    OTHER_LIQUIDATION_PRICE_FIELD_NUMBER: _ClassVar[int]
    BANKRUPTCY_PRICE_FIELD_NUMBER: _ClassVar[int]
    LIQUIDATION_DISTANCE_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    position_id: str
    instrument_id: str
    side: _account_pb2.Side
    mark_price: str
    notional: str
    unrealized_pnl: str
    return_on_margin: str
    initial_margin: str
    maintenance_margin: str
    closing_fee: str
    position_tier: int
    maintenance_margin_rate: str
    isolated_margin: str
    equity: str
    margin_ratio: str
    margin_usage: str
    state: State
    max_loss: str
    liquidation_price: str
    other_liquidation_price: str
    bankruptcy_price: str
    liquidation_distance: str
    warnings: _containers.RepeatedScalarFieldContainer[Warning]
    explanation: PositionExplanation
    def __init__(self, position_id: _Optional[str] = ..., instrument_id: _Optional[str] = ..., side: _Optional[_Union[_account_pb2.Side, str]] = ..., mark_price: _Optional[str] = ..., notional: _Optional[str] = ..., unrealized_pnl: _Optional[str] = ..., return_on_margin: _Optional[str] = ..., initial_margin: _Optional[str] = ..., maintenance_margin: _Optional[str] = ..., closing_fee: _Optional[str] = ..., position_tier: _Optional[int] = ..., maintenance_margin_rate: _Optional[str] = ..., isolated_margin: _Optional[str] = ..., equity: _Optional[str] = ..., margin_ratio: _Optional[str] = ..., margin_usage: _Optional[str] = ..., state: _Optional[_Union[State, str]] = ..., max_loss: _Optional[str] = ..., liquidation_price: _Optional[str] = ..., other_liquidation_price: _Optional[str] = ..., bankruptcy_price: _Optional[str] = ..., liquidation_distance: _Optional[str] = ..., warnings: _Optional[_Iterable[_Union[Warning, str]]] = ..., explanation: _Optional[_Union[PositionExplanation, _Mapping]] = ...) -> None: ...

class PositionExplanation(_message.Message):
    __slots__ = ("size", "tier_measure", "tier_lower_bound", "tier_upper_bound", "maintenance_deduction", "maintenance_value", "initial_value", "initial_leverage", "initial_margin_rate", "taker_fee_rate")
    SIZE_FIELD_NUMBER: _ClassVar[int]
    TIER_MEASURE_FIELD_NUMBER: _ClassVar[int]
    TIER_LOWER_BOUND_FIELD_NUMBER: _ClassVar[int]
    TIER_UPPER_BOUND_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_DEDUCTION_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_VALUE_FIELD_NUMBER: _ClassVar[int]
    INITIAL_VALUE_FIELD_NUMBER: _ClassVar[int]
    INITIAL_LEVERAGE_FIELD_NUMBER: _ClassVar[int]
    INITIAL_MARGIN_RATE_FIELD_NUMBER: _ClassVar[int]
    TAKER_FEE_RATE_FIELD_NUMBER: _ClassVar[int]
    size: str
    tier_measure: str
    tier_lower_bound: str
    tier_upper_bound: str
    maintenance_deduction: str
    maintenance_value: str
    initial_value: str
    initial_leverage: str
    initial_margin_rate: str
    taker_fee_rate: str
    def __init__(self, size: _Optional[str] = ..., tier_measure: _Optional[str] = ..., tier_lower_bound: _Optional[str] = ..., tier_upper_bound: _Optional[str] = ..., maintenance_deduction: _Optional[str] = ..., maintenance_value: _Optional[str] = ..., initial_value: _Optional[str] = ..., initial_leverage: _Optional[str] = ..., initial_margin_rate: _Optional[str] = ..., taker_fee_rate: _Optional[str] = ...) -> None: ...
