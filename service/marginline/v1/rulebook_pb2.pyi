from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TierScheme(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TIER_SCHEME_UNSPECIFIED: _ClassVar[TierScheme]
    TIER_SCHEME_WHOLE: _ClassVar[TierScheme]
    TIER_SCHEME_MARGINAL: _ClassVar[TierScheme]
    TIER_SCHEME_LINEAR_IN_SIZE: _ClassVar[TierScheme]

class TierBasis(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TIER_BASIS_UNSPECIFIED: _ClassVar[TierBasis]
    TIER_BASIS_CONTRACTS: _ClassVar[TierBasis]
    TIER_BASIS_NOTIONAL: _ClassVar[TierBasis]

class CrossPooling(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CROSS_POOLING_UNSPECIFIED: _ClassVar[CrossPooling]
    CROSS_POOLING_POSITION: _ClassVar[CrossPooling]
    CROSS_POOLING_FAMILY_GROSS: _ClassVar[CrossPooling]
    CROSS_POOLING_LARGER_SIDE: _ClassVar[CrossPooling]

class ValueAt(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VALUE_AT_UNSPECIFIED: _ClassVar[ValueAt]
    VALUE_AT_MARK: _ClassVar[ValueAt]
    VALUE_AT_ENTRY: _ClassVar[ValueAt]

class ClosingFee(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLOSING_FEE_UNSPECIFIED: _ClassVar[ClosingFee]
    CLOSING_FEE_NONE: _ClassVar[ClosingFee]
    CLOSING_FEE_TAKER_IN_REQUIREMENT: _ClassVar[ClosingFee]
    CLOSING_FEE_RESERVED_AT_BANKRUPTCY: _ClassVar[ClosingFee]
    CLOSING_FEE_RESERVED_AT_ENTRY: _ClassVar[ClosingFee]

class Trigger(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRIGGER_UNSPECIFIED: _ClassVar[Trigger]
    TRIGGER_AT_OR_BELOW: _ClassVar[Trigger]
    TRIGGER_STRICTLY_BELOW: _ClassVar[Trigger]

class BankruptcyShare(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BANKRUPTCY_SHARE_UNSPECIFIED: _ClassVar[BankruptcyShare]
    BANKRUPTCY_SHARE_FROZEN_OTHERS: _ClassVar[BankruptcyShare]
    BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE: _ClassVar[BankruptcyShare]

class AdlScoreFamily(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ADL_SCORE_FAMILY_UNSPECIFIED: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_NONE: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_RETURN_ON_MARK_TIMES_LEVERAGE: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_LEVERAGE_TIMES_RETURN_FLOORED: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_MARK_OVER_ENTRY_TIMES_LEVERAGE: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_RETURN_ONLY: _ClassVar[AdlScoreFamily]
    ADL_SCORE_FAMILY_PROFIT_AMOUNT_TIMES_LEVERAGE: _ClassVar[AdlScoreFamily]

class InstrumentKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INSTRUMENT_KIND_UNSPECIFIED: _ClassVar[InstrumentKind]
    INSTRUMENT_KIND_LINEAR: _ClassVar[InstrumentKind]
    INSTRUMENT_KIND_INVERSE: _ClassVar[InstrumentKind]
TIER_SCHEME_UNSPECIFIED: TierScheme
TIER_SCHEME_WHOLE: TierScheme
TIER_SCHEME_MARGINAL: TierScheme
TIER_SCHEME_LINEAR_IN_SIZE: TierScheme
TIER_BASIS_UNSPECIFIED: TierBasis
TIER_BASIS_CONTRACTS: TierBasis
TIER_BASIS_NOTIONAL: TierBasis
CROSS_POOLING_UNSPECIFIED: CrossPooling
CROSS_POOLING_POSITION: CrossPooling
CROSS_POOLING_FAMILY_GROSS: CrossPooling
CROSS_POOLING_LARGER_SIDE: CrossPooling
VALUE_AT_UNSPECIFIED: ValueAt
VALUE_AT_MARK: ValueAt
VALUE_AT_ENTRY: ValueAt
CLOSING_FEE_UNSPECIFIED: ClosingFee
CLOSING_FEE_NONE: ClosingFee
CLOSING_FEE_TAKER_IN_REQUIREMENT: ClosingFee
CLOSING_FEE_RESERVED_AT_BANKRUPTCY: ClosingFee
CLOSING_FEE_RESERVED_AT_ENTRY: ClosingFee
TRIGGER_UNSPECIFIED: Trigger
TRIGGER_AT_OR_BELOW: Trigger
TRIGGER_STRICTLY_BELOW: Trigger
BANKRUPTCY_SHARE_UNSPECIFIED: BankruptcyShare
BANKRUPTCY_SHARE_FROZEN_OTHERS: BankruptcyShare
BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE: BankruptcyShare
ADL_SCORE_FAMILY_UNSPECIFIED: AdlScoreFamily
ADL_SCORE_FAMILY_NONE: AdlScoreFamily
ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE: AdlScoreFamily
ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY: AdlScoreFamily
ADL_SCORE_FAMILY_RETURN_ON_MARK_TIMES_LEVERAGE: AdlScoreFamily
ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE: AdlScoreFamily
ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE: AdlScoreFamily
ADL_SCORE_FAMILY_LEVERAGE_TIMES_RETURN_FLOORED: AdlScoreFamily
ADL_SCORE_FAMILY_MARK_OVER_ENTRY_TIMES_LEVERAGE: AdlScoreFamily
ADL_SCORE_FAMILY_RETURN_ONLY: AdlScoreFamily
ADL_SCORE_FAMILY_PROFIT_AMOUNT_TIMES_LEVERAGE: AdlScoreFamily
INSTRUMENT_KIND_UNSPECIFIED: InstrumentKind
INSTRUMENT_KIND_LINEAR: InstrumentKind
INSTRUMENT_KIND_INVERSE: InstrumentKind

class ListRulebooksRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListRulebooksResponse(_message.Message):
    __slots__ = ("rulebooks",)
    RULEBOOKS_FIELD_NUMBER: _ClassVar[int]
    rulebooks: _containers.RepeatedCompositeFieldContainer[RulebookSummary]
    def __init__(self, rulebooks: _Optional[_Iterable[_Union[RulebookSummary, _Mapping]]] = ...) -> None: ...

class RulebookSummary(_message.Message):
    __slots__ = ("reference", "source", "effective_from", "instrument_ids")
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_FROM_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    reference: RulebookReference
    source: str
    effective_from: str
    instrument_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, reference: _Optional[_Union[RulebookReference, _Mapping]] = ..., source: _Optional[str] = ..., effective_from: _Optional[str] = ..., instrument_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class GetRulebookRequest(_message.Message):
    __slots__ = ("rulebook_id",)
    RULEBOOK_ID_FIELD_NUMBER: _ClassVar[int]
    rulebook_id: str
    def __init__(self, rulebook_id: _Optional[str] = ...) -> None: ...

class GetRulebookResponse(_message.Message):
    __slots__ = ("reference", "rulebook")
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    reference: RulebookReference
    rulebook: Rulebook
    def __init__(self, reference: _Optional[_Union[RulebookReference, _Mapping]] = ..., rulebook: _Optional[_Union[Rulebook, _Mapping]] = ...) -> None: ...

class RulebookReference(_message.Message):
    __slots__ = ("rulebook_id", "version", "content_hash")
    RULEBOOK_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CONTENT_HASH_FIELD_NUMBER: _ClassVar[int]
    rulebook_id: str
    version: str
    content_hash: str
    def __init__(self, rulebook_id: _Optional[str] = ..., version: _Optional[str] = ..., content_hash: _Optional[str] = ...) -> None: ...

class RulebookSelector(_message.Message):
    __slots__ = ("rulebook_id", "inline", "expected_content_hash")
    RULEBOOK_ID_FIELD_NUMBER: _ClassVar[int]
    INLINE_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_CONTENT_HASH_FIELD_NUMBER: _ClassVar[int]
    rulebook_id: str
    inline: Rulebook
    expected_content_hash: str
    def __init__(self, rulebook_id: _Optional[str] = ..., inline: _Optional[_Union[Rulebook, _Mapping]] = ..., expected_content_hash: _Optional[str] = ...) -> None: ...

class Rulebook(_message.Message):
    __slots__ = ("rulebook_id", "version", "source", "effective_from", "rules", "instruments", "tier_tables")
    RULEBOOK_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_FROM_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENTS_FIELD_NUMBER: _ClassVar[int]
    TIER_TABLES_FIELD_NUMBER: _ClassVar[int]
    rulebook_id: str
    version: str
    source: str
    effective_from: str
    rules: Rules
    instruments: _containers.RepeatedCompositeFieldContainer[Instrument]
    tier_tables: _containers.RepeatedCompositeFieldContainer[TierTable]
    def __init__(self, rulebook_id: _Optional[str] = ..., version: _Optional[str] = ..., source: _Optional[str] = ..., effective_from: _Optional[str] = ..., rules: _Optional[_Union[Rules, _Mapping]] = ..., instruments: _Optional[_Iterable[_Union[Instrument, _Mapping]]] = ..., tier_tables: _Optional[_Iterable[_Union[TierTable, _Mapping]]] = ...) -> None: ...

class Rules(_message.Message):
    __slots__ = ("tier_scheme", "tier_basis", "cross_pooling", "maintenance_value", "initial_value_isolated", "initial_value_cross", "closing_fee", "trigger", "bankruptcy_share", "tick_buffer", "warning_ratio", "adl_score_family")
    TIER_SCHEME_FIELD_NUMBER: _ClassVar[int]
    TIER_BASIS_FIELD_NUMBER: _ClassVar[int]
    CROSS_POOLING_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_VALUE_FIELD_NUMBER: _ClassVar[int]
    INITIAL_VALUE_ISOLATED_FIELD_NUMBER: _ClassVar[int]
    INITIAL_VALUE_CROSS_FIELD_NUMBER: _ClassVar[int]
    CLOSING_FEE_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_FIELD_NUMBER: _ClassVar[int]
    BANKRUPTCY_SHARE_FIELD_NUMBER: _ClassVar[int]
    TICK_BUFFER_FIELD_NUMBER: _ClassVar[int]
    WARNING_RATIO_FIELD_NUMBER: _ClassVar[int]
    ADL_SCORE_FAMILY_FIELD_NUMBER: _ClassVar[int]
    tier_scheme: TierScheme
    tier_basis: TierBasis
    cross_pooling: CrossPooling
    maintenance_value: ValueAt
    initial_value_isolated: ValueAt
    initial_value_cross: ValueAt
    closing_fee: ClosingFee
    trigger: Trigger
    bankruptcy_share: BankruptcyShare
    tick_buffer: int
    warning_ratio: str
    adl_score_family: AdlScoreFamily
    def __init__(self, tier_scheme: _Optional[_Union[TierScheme, str]] = ..., tier_basis: _Optional[_Union[TierBasis, str]] = ..., cross_pooling: _Optional[_Union[CrossPooling, str]] = ..., maintenance_value: _Optional[_Union[ValueAt, str]] = ..., initial_value_isolated: _Optional[_Union[ValueAt, str]] = ..., initial_value_cross: _Optional[_Union[ValueAt, str]] = ..., closing_fee: _Optional[_Union[ClosingFee, str]] = ..., trigger: _Optional[_Union[Trigger, str]] = ..., bankruptcy_share: _Optional[_Union[BankruptcyShare, str]] = ..., tick_buffer: _Optional[int] = ..., warning_ratio: _Optional[str] = ..., adl_score_family: _Optional[_Union[AdlScoreFamily, str]] = ...) -> None: ...

class Instrument(_message.Message):
    __slots__ = ("instrument_id", "family", "kind", "base_currency", "quote_currency", "settlement_currency", "contract_size", "tick_size", "quantity_step", "taker_fee_rate", "tier_table_id", "isolated_tier_table_id")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    BASE_CURRENCY_FIELD_NUMBER: _ClassVar[int]
    QUOTE_CURRENCY_FIELD_NUMBER: _ClassVar[int]
    SETTLEMENT_CURRENCY_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_SIZE_FIELD_NUMBER: _ClassVar[int]
    TICK_SIZE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_STEP_FIELD_NUMBER: _ClassVar[int]
    TAKER_FEE_RATE_FIELD_NUMBER: _ClassVar[int]
    TIER_TABLE_ID_FIELD_NUMBER: _ClassVar[int]
    ISOLATED_TIER_TABLE_ID_FIELD_NUMBER: _ClassVar[int]
    instrument_id: str
    family: str
    kind: InstrumentKind
    base_currency: str
    quote_currency: str
    settlement_currency: str
    contract_size: str
    tick_size: str
    quantity_step: str
    taker_fee_rate: str
    tier_table_id: str
    isolated_tier_table_id: str
    def __init__(self, instrument_id: _Optional[str] = ..., family: _Optional[str] = ..., kind: _Optional[_Union[InstrumentKind, str]] = ..., base_currency: _Optional[str] = ..., quote_currency: _Optional[str] = ..., settlement_currency: _Optional[str] = ..., contract_size: _Optional[str] = ..., tick_size: _Optional[str] = ..., quantity_step: _Optional[str] = ..., taker_fee_rate: _Optional[str] = ..., tier_table_id: _Optional[str] = ..., isolated_tier_table_id: _Optional[str] = ...) -> None: ...

class TierTable(_message.Message):
    __slots__ = ("tier_table_id", "tiers", "maintenance_fraction_of_initial", "rate_slope")
    TIER_TABLE_ID_FIELD_NUMBER: _ClassVar[int]
    TIERS_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_FRACTION_OF_INITIAL_FIELD_NUMBER: _ClassVar[int]
    RATE_SLOPE_FIELD_NUMBER: _ClassVar[int]
    tier_table_id: str
    tiers: _containers.RepeatedCompositeFieldContainer[PositionTier]
    maintenance_fraction_of_initial: str
    rate_slope: str
    def __init__(self, tier_table_id: _Optional[str] = ..., tiers: _Optional[_Iterable[_Union[PositionTier, _Mapping]]] = ..., maintenance_fraction_of_initial: _Optional[str] = ..., rate_slope: _Optional[str] = ...) -> None: ...

class PositionTier(_message.Message):
    __slots__ = ("upper_bound", "maintenance_margin_rate", "initial_margin_rate", "max_leverage", "maintenance_deduction")
    UPPER_BOUND_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_MARGIN_RATE_FIELD_NUMBER: _ClassVar[int]
    INITIAL_MARGIN_RATE_FIELD_NUMBER: _ClassVar[int]
    MAX_LEVERAGE_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_DEDUCTION_FIELD_NUMBER: _ClassVar[int]
    upper_bound: str
    maintenance_margin_rate: str
    initial_margin_rate: str
    max_leverage: str
    maintenance_deduction: str
    def __init__(self, upper_bound: _Optional[str] = ..., maintenance_margin_rate: _Optional[str] = ..., initial_margin_rate: _Optional[str] = ..., max_leverage: _Optional[str] = ..., maintenance_deduction: _Optional[str] = ...) -> None: ...
