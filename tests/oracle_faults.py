"""Faults of a request: collected in the order of its fields, one per field, at most 32."""

from collections.abc import Callable
from fractions import Fraction

from google.protobuf.message import Message

import oracle_numbers as numbers
from marginline.v1 import error_pb2

MOST_VIOLATIONS = 32
LONGEST_ID = 64

Violation = tuple[str, int]


class Refused(Exception):
    """The request is refused: (field path, ErrorReason number) of each fault, in order."""

    def __init__(self, violations: list[Violation]) -> None:
        super().__init__(violations)
        self.violations = violations[:MOST_VIOLATIONS]


class ArithmeticFault(Exception):
    """Arithmetic stopped at one field of an account (path relative to the account)."""

    def __init__(self, path: str, reason: int) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


def reason(name: str) -> int:
    """Number of an ErrorReason by its short name."""
    return int(error_pb2.ErrorReason.Value("ERROR_REASON_" + name))


def reason_name(number: int) -> str:
    """Short name of an ErrorReason."""
    return error_pb2.ErrorReason.Name(error_pb2.ErrorReason.ValueType(number)).removeprefix("ERROR_REASON_")


class Faults:
    """Collects faults under a path prefix; the first at a field stands."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.found: list[Violation] = []

    def add(self, path: str, name: str) -> None:
        """Notes one fault."""
        full = self.prefix + path
        if all(full != earlier for earlier, _ in self.found):
            self.found.append((full, reason(name)))

    def has(self, path: str) -> bool:
        """Whether a field is already known to be at fault."""
        return any(self.prefix + path == earlier for earlier, _ in self.found)

    def stop(self) -> None:
        """Raises Refused if anything was found."""
        if self.found:
            raise Refused(self.found)

    def identifier(self, path: str, value: str, *, required: bool) -> bool:
        """Checks an id; true if it may be used."""
        if value == "":
            if required:
                self.add(path, "REQUIRED")
            return not required
        if len(value.encode()) > LONGEST_ID or not all(" " <= letter <= "~" for letter in value):
            self.add(path, "ID_MALFORMED")
            return False
        return True

    def decimal(
        self, path: str, value: str, sign: str = "any", check: Callable[[Fraction], str] | None = None
    ) -> Fraction | None:
        """Value of a required decimal; None with a fault noted. sign: any, zero_or_above, above_zero."""
        if value == "":
            self.add(path, "REQUIRED")
            return None
        return self._number(path, value, sign, check)

    def optional_decimal(
        self, message: Message, field: str, path: str, sign: str = "any", check: Callable[[Fraction], str] | None = None
    ) -> Fraction | None:
        """Value of an optional decimal; None where absent or at fault."""
        if not message.HasField(field):
            return None
        return self._number(path, str(getattr(message, field)), sign, check)

    def _number(self, path: str, value: str, sign: str, check: Callable[[Fraction], str] | None) -> Fraction | None:
        try:
            number = numbers.parse(value)
        except numbers.NotADecimal:
            self.add(path, "NUMBER_MALFORMED")
            return None
        except numbers.TooPrecise:
            self.add(path, "PRECISION_EXCEEDED")
            return None
        name = ""
        if sign == "above_zero" and number <= 0:
            name = "NOT_POSITIVE"
        elif sign == "zero_or_above" and number < 0:
            name = "NEGATIVE_NOT_ALLOWED"
        elif check is not None:
            name = check(number)
        if name:
            self.add(path, name)
            return None
        return number

    def choice(self, path: str, value: int, known: list[int]) -> bool:
        """Checks an enum that must be stated; true if it may be used."""
        if value == 0 or value not in known:
            self.add(path, "ENUM_UNSPECIFIED")
            return False
        return True
