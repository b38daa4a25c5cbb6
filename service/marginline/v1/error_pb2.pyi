from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_NUMBER_MALFORMED: _ClassVar[ErrorReason]
    ERROR_REASON_PRECISION_EXCEEDED: _ClassVar[ErrorReason]
    ERROR_REASON_OUT_OF_RANGE: _ClassVar[ErrorReason]
    ERROR_REASON_REQUIRED: _ClassVar[ErrorReason]
    ERROR_REASON_ENUM_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_POSITIVE: _ClassVar[ErrorReason]
    ERROR_REASON_NEGATIVE_NOT_ALLOWED: _ClassVar[ErrorReason]
    ERROR_REASON_DUPLICATE_POSITION: _ClassVar[ErrorReason]
    ERROR_REASON_DUPLICATE_MARK_PRICE: _ClassVar[ErrorReason]
    ERROR_REASON_DUPLICATE_BALANCE: _ClassVar[ErrorReason]
    ERROR_REASON_UNKNOWN_INSTRUMENT: _ClassVar[ErrorReason]
    ERROR_REASON_UNKNOWN_RULEBOOK: _ClassVar[ErrorReason]
    ERROR_REASON_RULEBOOK_HASH_MISMATCH: _ClassVar[ErrorReason]
    ERROR_REASON_RULEBOOK_INVALID: _ClassVar[ErrorReason]
    ERROR_REASON_MARK_PRICE_MISSING: _ClassVar[ErrorReason]
    ERROR_REASON_BALANCE_MISSING: _ClassVar[ErrorReason]
    ERROR_REASON_TOO_MANY_POSITIONS: _ClassVar[ErrorReason]
    ERROR_REASON_TOO_MANY_ACCOUNTS: _ClassVar[ErrorReason]
    ERROR_REASON_TOO_MANY_CANDIDATES: _ClassVar[ErrorReason]
    ERROR_REASON_ADL_FAMILY_NONE: _ClassVar[ErrorReason]
    ERROR_REASON_BANDS_OUT_OF_RANGE: _ClassVar[ErrorReason]
    ERROR_REASON_TOP_AND_TAKE_QUANTITY: _ClassVar[ErrorReason]
    ERROR_REASON_MESSAGE_MALFORMED: _ClassVar[ErrorReason]
    ERROR_REASON_MESSAGE_TOO_LARGE: _ClassVar[ErrorReason]
    ERROR_REASON_ID_MALFORMED: _ClassVar[ErrorReason]
    ERROR_REASON_TOO_MANY_ENTRIES: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_UNAUTHENTICATED: _ClassVar[ErrorReason]
    ERROR_REASON_PERMISSION_DENIED: _ClassVar[ErrorReason]
    ERROR_REASON_OVERLOADED: _ClassVar[ErrorReason]
    ERROR_REASON_INTERNAL: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_NUMBER_MALFORMED: ErrorReason
ERROR_REASON_PRECISION_EXCEEDED: ErrorReason
ERROR_REASON_OUT_OF_RANGE: ErrorReason
ERROR_REASON_REQUIRED: ErrorReason
ERROR_REASON_ENUM_UNSPECIFIED: ErrorReason
ERROR_REASON_NOT_POSITIVE: ErrorReason
ERROR_REASON_NEGATIVE_NOT_ALLOWED: ErrorReason
ERROR_REASON_DUPLICATE_POSITION: ErrorReason
ERROR_REASON_DUPLICATE_MARK_PRICE: ErrorReason
ERROR_REASON_DUPLICATE_BALANCE: ErrorReason
ERROR_REASON_UNKNOWN_INSTRUMENT: ErrorReason
ERROR_REASON_UNKNOWN_RULEBOOK: ErrorReason
ERROR_REASON_RULEBOOK_HASH_MISMATCH: ErrorReason
ERROR_REASON_RULEBOOK_INVALID: ErrorReason
ERROR_REASON_MARK_PRICE_MISSING: ErrorReason
ERROR_REASON_BALANCE_MISSING: ErrorReason
ERROR_REASON_TOO_MANY_POSITIONS: ErrorReason
ERROR_REASON_TOO_MANY_ACCOUNTS: ErrorReason
ERROR_REASON_TOO_MANY_CANDIDATES: ErrorReason
ERROR_REASON_ADL_FAMILY_NONE: ErrorReason
ERROR_REASON_BANDS_OUT_OF_RANGE: ErrorReason
ERROR_REASON_TOP_AND_TAKE_QUANTITY: ErrorReason
ERROR_REASON_MESSAGE_MALFORMED: ErrorReason
ERROR_REASON_MESSAGE_TOO_LARGE: ErrorReason
ERROR_REASON_ID_MALFORMED: ErrorReason
ERROR_REASON_TOO_MANY_ENTRIES: ErrorReason
ERROR_REASON_NOT_FOUND: ErrorReason
ERROR_REASON_UNAUTHENTICATED: ErrorReason
ERROR_REASON_PERMISSION_DENIED: ErrorReason
ERROR_REASON_OVERLOADED: ErrorReason
ERROR_REASON_INTERNAL: ErrorReason

class Violation(_message.Message):
    __slots__ = ("field", "reason", "description")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    field: str
    reason: ErrorReason
    description: str
    def __init__(self, field: _Optional[str] = ..., reason: _Optional[_Union[ErrorReason, str]] = ..., description: _Optional[str] = ...) -> None: ...
