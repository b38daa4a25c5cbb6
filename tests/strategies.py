"""The door to generated requests: plain functions of a Random, and thin Hypothesis strategies around them.

A case is built from one seed and a size, so that drawing it costs next to nothing and shrinking makes it smaller.
"""

from collections.abc import Callable
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from marginline.v1 import adl_service_pb2, margin_service_pb2
from strategies_account import AccountMaker, random_account_case, random_batch_case
from strategies_adl import random_rank_case
from strategies_bad import BadCase, random_bad_account
from strategies_bad_adl import random_bad_ranking
from strategies_bad_rulebook import random_bad_rulebook
from strategies_rulebook import Market, random_rulebook

__all__ = [
    "AccountMaker",
    "BadCase",
    "Market",
    "account_cases",
    "bad_cases",
    "batch_cases",
    "random_account_case",
    "random_bad_case",
    "random_batch_case",
    "random_rank_case",
    "random_rulebook",
    "rank_cases",
    "seeds",
]

Case = TypeVar("Case")
seeds = st.integers(min_value=0, max_value=2**64 - 1)


def _built(make: Callable[[Random, int], Case], most: int) -> st.SearchStrategy[Case]:
    return st.builds(lambda size, seed: make(Random(seed), size), st.integers(1, most), seeds)


def account_cases(most_positions: int = 6) -> st.SearchStrategy[margin_service_pb2.EvaluateAccountRequest]:
    """Requests about one account, valid but for figures that leave the range or a leverage that is needed."""
    return _built(random_account_case, most_positions)


def batch_cases(accounts: int = 20) -> st.SearchStrategy[margin_service_pb2.BatchEvaluateAccountsRequest]:
    """Batches of `accounts` accounts under one rulebook."""
    return _built(lambda rng, size: random_batch_case(rng, accounts, size), 6)


def rank_cases(most_candidates: int = 30) -> st.SearchStrategy[adl_service_pb2.RankCandidatesRequest]:
    """Valid rankings."""
    return _built(random_rank_case, most_candidates)


def random_bad_case(rng: Random) -> BadCase:
    """A request of any RPC, broken in one known way."""
    return rng.choice((random_bad_account, random_bad_account, random_bad_rulebook, random_bad_ranking))(rng)


def bad_cases() -> st.SearchStrategy[BadCase]:
    """Requests broken in one known way."""
    return st.builds(lambda seed: random_bad_case(Random(seed)), seeds)
