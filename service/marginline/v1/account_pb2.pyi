from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Side(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SIDE_UNSPECIFIED: _ClassVar[Side]
    SIDE_LONG: _ClassVar[Side]
    SIDE_SHORT: _ClassVar[Side]
SIDE_UNSPECIFIED: Side
SIDE_LONG: Side
SIDE_SHORT: Side

class Account(_message.Message):
    __slots__ = ("account_id", "balances", "positions")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    BALANCES_FIELD_NUMBER: _ClassVar[int]
    POSITIONS_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    balances: _containers.RepeatedCompositeFieldContainer[Balance]
    positions: _containers.RepeatedCompositeFieldContainer[Position]
    def __init__(self, account_id: _Optional[str] = ..., balances: _Optional[_Iterable[_Union[Balance, _Mapping]]] = ..., positions: _Optional[_Iterable[_Union[Position, _Mapping]]] = ...) -> None: ...

class Balance(_message.Message):
    __slots__ = ("currency", "wallet_balance")
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    WALLET_BALANCE_FIELD_NUMBER: _ClassVar[int]
    currency: str
    wallet_balance: str
    def __init__(self, currency: _Optional[str] = ..., wallet_balance: _Optional[str] = ...) -> None: ...

class Position(_message.Message):
    __slots__ = ("position_id", "instrument_id", "side", "quantity", "entry_price", "leverage", "isolated", "cross")
    POSITION_ID_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    ENTRY_PRICE_FIELD_NUMBER: _ClassVar[int]
    LEVERAGE_FIELD_NUMBER: _ClassVar[int]
    ISOLATED_FIELD_NUMBER: _ClassVar[int]
    CROSS_FIELD_NUMBER: _ClassVar[int]
    position_id: str
    instrument_id: str
    side: Side
    quantity: str
    entry_price: str
    leverage: str
    isolated: Isolated
    cross: Cross
    def __init__(self, position_id: _Optional[str] = ..., instrument_id: _Optional[str] = ..., side: _Optional[_Union[Side, str]] = ..., quantity: _Optional[str] = ..., entry_price: _Optional[str] = ..., leverage: _Optional[str] = ..., isolated: _Optional[_Union[Isolated, _Mapping]] = ..., cross: _Optional[_Union[Cross, _Mapping]] = ...) -> None: ...

class Isolated(_message.Message):
    __slots__ = ("margin",)
    MARGIN_FIELD_NUMBER: _ClassVar[int]
    margin: str
    def __init__(self, margin: _Optional[str] = ...) -> None: ...

class Cross(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class MarkPrice(_message.Message):
    __slots__ = ("instrument_id", "price")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    instrument_id: str
    price: str
    def __init__(self, instrument_id: _Optional[str] = ..., price: _Optional[str] = ...) -> None: ...
