from google.api import annotations_pb2 as _annotations_pb2
from marginline.v1 import account_pb2 as _account_pb2
from marginline.v1 import error_pb2 as _error_pb2
from marginline.v1 import rulebook_pb2 as _rulebook_pb2
from marginline.v1 import statement_pb2 as _statement_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ComputeMarginRatioRequest(_message.Message):
    __slots__ = ("rulebook", "mark_prices", "account")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    MARK_PRICES_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookSelector
    mark_prices: _containers.RepeatedCompositeFieldContainer[_account_pb2.MarkPrice]
    account: _account_pb2.Account
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookSelector, _Mapping]] = ..., mark_prices: _Optional[_Iterable[_Union[_account_pb2.MarkPrice, _Mapping]]] = ..., account: _Optional[_Union[_account_pb2.Account, _Mapping]] = ...) -> None: ...

class ComputeMarginRatioResponse(_message.Message):
    __slots__ = ("rulebook", "statement")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookReference
    statement: _statement_pb2.AccountStatement
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookReference, _Mapping]] = ..., statement: _Optional[_Union[_statement_pb2.AccountStatement, _Mapping]] = ...) -> None: ...

class ComputeLiquidationPriceRequest(_message.Message):
    __slots__ = ("rulebook", "mark_prices", "account")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    MARK_PRICES_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookSelector
    mark_prices: _containers.RepeatedCompositeFieldContainer[_account_pb2.MarkPrice]
    account: _account_pb2.Account
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookSelector, _Mapping]] = ..., mark_prices: _Optional[_Iterable[_Union[_account_pb2.MarkPrice, _Mapping]]] = ..., account: _Optional[_Union[_account_pb2.Account, _Mapping]] = ...) -> None: ...

class ComputeLiquidationPriceResponse(_message.Message):
    __slots__ = ("rulebook", "account_id", "positions")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    POSITIONS_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookReference
    account_id: str
    positions: _containers.RepeatedCompositeFieldContainer[_statement_pb2.PositionStatement]
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookReference, _Mapping]] = ..., account_id: _Optional[str] = ..., positions: _Optional[_Iterable[_Union[_statement_pb2.PositionStatement, _Mapping]]] = ...) -> None: ...

class EvaluateAccountRequest(_message.Message):
    __slots__ = ("rulebook", "mark_prices", "account", "view", "explain")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    MARK_PRICES_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    EXPLAIN_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookSelector
    mark_prices: _containers.RepeatedCompositeFieldContainer[_account_pb2.MarkPrice]
    account: _account_pb2.Account
    view: _statement_pb2.View
    explain: bool
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookSelector, _Mapping]] = ..., mark_prices: _Optional[_Iterable[_Union[_account_pb2.MarkPrice, _Mapping]]] = ..., account: _Optional[_Union[_account_pb2.Account, _Mapping]] = ..., view: _Optional[_Union[_statement_pb2.View, str]] = ..., explain: _Optional[bool] = ...) -> None: ...

class EvaluateAccountResponse(_message.Message):
    __slots__ = ("rulebook", "statement")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookReference
    statement: _statement_pb2.AccountStatement
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookReference, _Mapping]] = ..., statement: _Optional[_Union[_statement_pb2.AccountStatement, _Mapping]] = ...) -> None: ...

class BatchEvaluateAccountsRequest(_message.Message):
    __slots__ = ("rulebook", "mark_prices", "accounts", "view", "explain", "report_at_or_below")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    MARK_PRICES_FIELD_NUMBER: _ClassVar[int]
    ACCOUNTS_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    EXPLAIN_FIELD_NUMBER: _ClassVar[int]
    REPORT_AT_OR_BELOW_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookSelector
    mark_prices: _containers.RepeatedCompositeFieldContainer[_account_pb2.MarkPrice]
    accounts: _containers.RepeatedCompositeFieldContainer[_account_pb2.Account]
    view: _statement_pb2.View
    explain: bool
    report_at_or_below: str
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookSelector, _Mapping]] = ..., mark_prices: _Optional[_Iterable[_Union[_account_pb2.MarkPrice, _Mapping]]] = ..., accounts: _Optional[_Iterable[_Union[_account_pb2.Account, _Mapping]]] = ..., view: _Optional[_Union[_statement_pb2.View, str]] = ..., explain: _Optional[bool] = ..., report_at_or_below: _Optional[str] = ...) -> None: ...

class BatchEvaluateAccountsResponse(_message.Message):
    __slots__ = ("rulebook", "results", "counts")
    RULEBOOK_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    rulebook: _rulebook_pb2.RulebookReference
    results: _containers.RepeatedCompositeFieldContainer[AccountResult]
    counts: StateCounts
    def __init__(self, rulebook: _Optional[_Union[_rulebook_pb2.RulebookReference, _Mapping]] = ..., results: _Optional[_Iterable[_Union[AccountResult, _Mapping]]] = ..., counts: _Optional[_Union[StateCounts, _Mapping]] = ...) -> None: ...

class AccountResult(_message.Message):
    __slots__ = ("account_index", "statement", "rejection")
    ACCOUNT_INDEX_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    REJECTION_FIELD_NUMBER: _ClassVar[int]
    account_index: int
    statement: _statement_pb2.AccountStatement
    rejection: Rejection
    def __init__(self, account_index: _Optional[int] = ..., statement: _Optional[_Union[_statement_pb2.AccountStatement, _Mapping]] = ..., rejection: _Optional[_Union[Rejection, _Mapping]] = ...) -> None: ...

class Rejection(_message.Message):
    __slots__ = ("account_id", "reason", "violations")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    reason: _error_pb2.ErrorReason
    violations: _containers.RepeatedCompositeFieldContainer[_error_pb2.Violation]
    def __init__(self, account_id: _Optional[str] = ..., reason: _Optional[_Union[_error_pb2.ErrorReason, str]] = ..., violations: _Optional[_Iterable[_Union[_error_pb2.Violation, _Mapping]]] = ...) -> None: ...

class StateCounts(_message.Message):
    __slots__ = ("healthy", "warning", "liquidatable", "bankrupt", "rejected")
    HEALTHY_FIELD_NUMBER: _ClassVar[int]
    WARNING_FIELD_NUMBER: _ClassVar[int]
    LIQUIDATABLE_FIELD_NUMBER: _ClassVar[int]
    BANKRUPT_FIELD_NUMBER: _ClassVar[int]
    REJECTED_FIELD_NUMBER: _ClassVar[int]
    healthy: int
    warning: int
    liquidatable: int
    bankrupt: int
    rejected: int
    def __init__(self, healthy: _Optional[int] = ..., warning: _Optional[int] = ..., liquidatable: _Optional[int] = ..., bankrupt: _Optional[int] = ..., rejected: _Optional[int] = ...) -> None: ...
