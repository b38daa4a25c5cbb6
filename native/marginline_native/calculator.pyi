"""The door of native: wire bytes of marginline.v1 messages in, wire bytes out.

Both doors of the service end here. All numbers are decimals in text, exact; see the contract's comments for units and
signs. Nothing here knows a network, a clock, a log or a setting.
"""

from collections.abc import Iterable
from typing import Self, final

from marginline_native.faults import Fault as Fault
from marginline_native.rulebook import Rulebook as Rulebook

__all__ = ["Calculator", "Fault", "Rulebook"]

@final
class Calculator:
    """Computes accounts and rankings, one call at a time.

    It owns all the memory a call needs and reuses it: one calculator per thread. A call made while another one runs
    raises RuntimeError and leaves that one alone. Long work runs with the GIL released. Equal requests have equal
    answers, whatever was asked before; an account has the same statement alone and in a batch of the same view.

    Every method below takes the bytes of its request message and returns the bytes of its response message. Each
    raises Fault with every violation found, up to 32, in the order of the request's fields; what comes first hides
    what comes later: a message of more than 16 MiB (MESSAGE_TOO_LARGE), bytes that are not the message
    (MESSAGE_MALFORMED), limits (TOO_MANY_...), the rulebook, then all other fields together, then arithmetic
    (OUT_OF_RANGE, or REQUIRED where a leverage turns out to be needed).
    """

    def __new__(cls, rulebooks: Iterable[Rulebook] = ()) -> Self:
        """Holds these rulebooks from the start; ValueError if two have one id."""

    def hold(self, rulebooks: Iterable[Rulebook]) -> None:
        """Replaces all the rulebooks that requests may name by id.

        ValueError if two have one id, TypeError if one is no Rulebook; those held before then stay.
        """

    def compute_margin_ratio(self, request: bytes) -> bytes:
        """From a ComputeMarginRatioRequest to a ComputeMarginRatioResponse."""

    def compute_liquidation_price(self, request: bytes) -> bytes:
        """From a ComputeLiquidationPriceRequest to a ComputeLiquidationPriceResponse."""

    def evaluate_account(self, request: bytes) -> bytes:
        """From an EvaluateAccountRequest to an EvaluateAccountResponse."""

    def batch_evaluate_accounts(self, request: bytes) -> bytes:
        """From a BatchEvaluateAccountsRequest to a BatchEvaluateAccountsResponse.

        An account at fault becomes a rejection in its place; Fault is for faults of the request itself, of malformed
        bytes anywhere in it, and MESSAGE_TOO_LARGE for a response of more than 64 MiB: ask for a smaller view, or for
        fewer accounts.
        """

    def rank_candidates(self, request: bytes) -> bytes:
        """From a RankCandidatesRequest to a RankCandidatesResponse."""
