"""What arithmetic.md says of a decimal's text, in Python's exact numbers."""

import re
from decimal import Decimal
from fractions import Fraction

ABSENT, GOOD, MALFORMED, TOO_PRECISE = range(4)  # native's NumberStatus
UNIT = 10**18
FORM = re.compile(rb"-?([0-9]+)(?:\.([0-9]+))?")


def expected(text: bytes) -> tuple[int, int]:
    """(status, value scaled by 10^18, or 0); every digit counts, zeros at either end too."""
    form = FORM.fullmatch(text)
    if form is None:
        return MALFORMED, 0
    if len(form[1]) > 18 or len(form[2] or b"") > 18:
        return TOO_PRECISE, 0
    return GOOD, int(Fraction(Decimal(text.decode())) * UNIT)
