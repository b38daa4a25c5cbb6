from google.api import annotations_pb2 as _annotations_pb2
from marginline.v1 import account_pb2 as _account_pb2
from marginline.v1 import rulebook_pb2 as _rulebook_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AdlWeighting(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ADL_WEIGHTING_UNSPECIFIED: _ClassVar[AdlWeighting]
    ADL_WEIGHTING_QUANTITY: _ClassVar[AdlWeighting]
    ADL_WEIGHTING_COUNT: _ClassVar[AdlWeighting]

class AdlLightsFrom(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ADL_LIGHTS_FROM_UNSPECIFIED: _ClassVar[AdlLightsFrom]
    ADL_LIGHTS_FROM_BEST_BAND: _ClassVar[AdlLightsFrom]
    ADL_LIGHTS_FROM_WORST_BAND: _ClassVar[AdlLightsFrom]

class SetAsideReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SET_ASIDE_REASON_UNSPECIFIED: _ClassVar[SetAsideReason]
    SET_ASIDE_REASON_WRONG_INSTRUMENT: _ClassVar[SetAsideReason]
    SET_ASIDE_REASON_ZERO_QUANTITY: _ClassVar[SetAsideReason]
    SET_ASIDE_REASON_EQUITY_NOT_POSITIVE: _ClassVar[SetAsideReason]

class SeparatedBy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEPARATED_BY_UNSPECIFIED: _ClassVar[SeparatedBy]
    SEPARATED_BY_SCORE: _ClassVar[SeparatedBy]
    SEPARATED_BY_LEVERAGE: _ClassVar[SeparatedBy]
    SEPARATED_BY_UNREALIZED_PNL: _ClassVar[SeparatedBy]
    SEPARATED_BY_ACCOUNT_ID: _ClassVar[SeparatedBy]
    SEPARATED_BY_POSITION_ID: _ClassVar[SeparatedBy]
ADL_WEIGHTING_UNSPECIFIED: AdlWeighting
ADL_WEIGHTING_QUANTITY: AdlWeighting
ADL_WEIGHTING_COUNT: AdlWeighting
ADL_LIGHTS_FROM_UNSPECIFIED: AdlLightsFrom
ADL_LIGHTS_FROM_BEST_BAND: AdlLightsFrom
ADL_LIGHTS_FROM_WORST_BAND: AdlLightsFrom
SET_ASIDE_REASON_UNSPECIFIED: SetAsideReason
SET_ASIDE_REASON_WRONG_INSTRUMENT: SetAsideReason
SET_ASIDE_REASON_ZERO_QUANTITY: SetAsideReason
SET_ASIDE_REASON_EQUITY_NOT_POSITIVE: SetAsideReason
SEPARATED_BY_UNSPECIFIED: SeparatedBy
SEPARATED_BY_SCORE: SeparatedBy
SEPARATED_BY_LEVERAGE: SeparatedBy
SEPARATED_BY_UNREALIZED_PNL: SeparatedBy
SEPARATED_BY_ACCOUNT_ID: SeparatedBy
SEPARATED_BY_POSITION_ID: SeparatedBy

class RankCandidatesRequest(_message.Message):
    __slots__ = ("rulebook", "instrument_id", "inline_instrument", "mark_price", "score_family", "bands", "weighting", "lights_from", "top", "take_quantity", "candidates")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    INLINE_INSTRUMENT_FIELD_NUMBER: _ClassVar[int]
    MARK_PRICE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FAMILY_FIELD_NUMBER: _ClassVar[int]
    BANDS_FIELD_NUMBER: _ClassVar[int]
    WEIGHTING_FIELD_NUMBER: _ClassVar[int]
    LIGHTS_FROM_FIELD_NUMBER: _ClassVar[int]
    TOP_FIELD_NUMBER: _ClassVar[int]
    TAKE_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookSelector
    instrument_id: str
    inline_instrument: InlineInstrument
    mark_price: str
    score_family: _rulebook_pb2.AdlScoreFamily
    bands: int
    weighting: AdlWeighting
    lights_from: AdlLightsFrom
    top: int
    take_quantity: str
    candidates: _containers.RepeatedCompositeFieldContainer[Candidate]
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookSelector, _Mapping]] = ..., instrument_id: _Optional[str] = ..., inline_instrument: _Optional[_Union[InlineInstrument, _Mapping]] = ..., mark_price: _Optional[str] = ..., score_family: _Optional[_Union[_rulebook_pb2.AdlScoreFamily, str]] = ..., bands: _Optional[int] = ..., weighting: _Optional[_Union[AdlWeighting, str]] = ..., lights_from: _Optional[_Union[AdlLightsFrom, str]] = ..., top: _Optional[int] = ..., take_quantity: _Optional[str] = ..., candidates: _Optional[_Iterable[_Union[Candidate, _Mapping]]] = ...) -> None: ...

class InlineInstrument(_message.Message):
    __slots__ = ("kind", "contract_size")
    KIND_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_SIZE_FIELD_NUMBER: _ClassVar[int]
    kind: _rulebook_pb2.InstrumentKind
    contract_size: str
    def __init__(self, kind: _Optional[_Union[_rulebook_pb2.InstrumentKind, str]] = ..., contract_size: _Optional[str] = ...) -> None: ...

class Candidate(_message.Message):
    __slots__ = ("account_id", "position_id", "instrument_id", "side", "quantity", "entry_price", "equity", "wallet_balance", "maintenance_margin", "pool_notional", "bankruptcy_price")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    POSITION_ID_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    ENTRY_PRICE_FIELD_NUMBER: _ClassVar[int]
    EQUITY_FIELD_NUMBER: _ClassVar[int]
    WALLET_BALANCE_FIELD_NUMBER: _ClassVar[int]
    MAINTENANCE_MARGIN_FIELD_NUMBER: _ClassVar[int]
    POOL_NOTIONAL_FIELD_NUMBER: _ClassVar[int]
    BANKRUPTCY_PRICE_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    position_id: str
    instrument_id: str
    side: _account_pb2.Side
    quantity: str
    entry_price: str
    equity: str
    wallet_balance: str
    maintenance_margin: str
    pool_notional: str
    bankruptcy_price: str
    def __init__(self, account_id: _Optional[str] = ..., position_id: _Optional[str] = ..., instrument_id: _Optional[str] = ..., side: _Optional[_Union[_account_pb2.Side, str]] = ..., quantity: _Optional[str] = ..., entry_price: _Optional[str] = ..., equity: _Optional[str] = ..., wallet_balance: _Optional[str] = ..., maintenance_margin: _Optional[str] = ..., pool_notional: _Optional[str] = ..., bankruptcy_price: _Optional[str] = ...) -> None: ...

class RankCandidatesResponse(_message.Message):
    __slots__ = ("rulebook", "score_family", "long_queue", "short_queue", "set_aside")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    SCORE_FAMILY_FIELD_NUMBER: _ClassVar[int]
    LONG_QUEUE_FIELD_NUMBER: _ClassVar[int]
    SHORT_QUEUE_FIELD_NUMBER: _ClassVar[int]
    SET_ASIDE_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookReference
    score_family: _rulebook_pb2.AdlScoreFamily
    long_queue: AdlQueue
    short_queue: AdlQueue
    set_aside: _containers.RepeatedCompositeFieldContainer[SetAsideCandidate]
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookReference, _Mapping]] = ..., score_family: _Optional[_Union[_rulebook_pb2.AdlScoreFamily, str]] = ..., long_queue: _Optional[_Union[AdlQueue, _Mapping]] = ..., short_queue: _Optional[_Union[AdlQueue, _Mapping]] = ..., set_aside: _Optional[_Iterable[_Union[SetAsideCandidate, _Mapping]]] = ...) -> None: ...

class AdlQueue(_message.Message):
    __slots__ = ("candidate_count", "total_quantity", "candidates", "unfilled_quantity")
    CANDIDATE_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    UNFILLED_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    candidate_count: int
    total_quantity: str
    candidates: _containers.RepeatedCompositeFieldContainer[RankedCandidate]
    unfilled_quantity: str
    def __init__(self, candidate_count: _Optional[int] = ..., total_quantity: _Optional[str] = ..., candidates: _Optional[_Iterable[_Union[RankedCandidate, _Mapping]]] = ..., unfilled_quantity: _Optional[str] = ...) -> None: ...

class RankedCandidate(_message.Message):
    __slots__ = ("rank", "account_id", "position_id", "quantity", "score", "leverage", "unrealized_pnl", "separated_by", "best_band", "worst_band", "lights", "percentile", "beyond_range")
    RANK_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    POSITION_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    LEVERAGE_FIELD_NUMBER: _ClassVar[int]
    UNREALIZED_PNL_FIELD_NUMBER: _ClassVar[int]
    SEPARATED_BY_FIELD_NUMBER: _ClassVar[int]
    BEST_BAND_FIELD_NUMBER: _ClassVar[int]
    WORST_BAND_FIELD_NUMBER: _ClassVar[int]
    LIGHTS_FIELD_NUMBER: _ClassVar[int]
    PERCENTILE_FIELD_NUMBER: _ClassVar[int]
    BEYOND_RANGE_FIELD_NUMBER: _ClassVar[int]
    rank: int
    account_id: str
    position_id: str
    quantity: str
    score: str
    leverage: str
    unrealized_pnl: str
    separated_by: SeparatedBy
    best_band: int
    worst_band: int
    lights: int
    percentile: str
    beyond_range: bool
    def __init__(self, rank: _Optional[int] = ..., account_id: _Optional[str] = ..., position_id: _Optional[str] = ..., quantity: _Optional[str] = ..., score: _Optional[str] = ..., leverage: _Optional[str] = ..., unrealized_pnl: _Optional[str] = ..., separated_by: _Optional[_Union[SeparatedBy, str]] = ..., best_band: _Optional[int] = ..., worst_band: _Optional[int] = ..., lights: _Optional[int] = ..., percentile: _Optional[str] = ..., beyond_range: _Optional[bool] = ...) -> None: ...

class SetAsideCandidate(_message.Message):
    __slots__ = ("account_id", "position_id", "side", "reason")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    POSITION_ID_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    position_id: str
    side: _account_pb2.Side
    reason: SetAsideReason
    def __init__(self, account_id: _Optional[str] = ..., position_id: _Optional[str] = ..., side: _Optional[_Union[_account_pb2.Side, str]] = ..., reason: _Optional[_Union[SetAsideReason, str]] = ...) -> None: ...
