"""The oracle against the worked examples of the venues."""

import pytest

import oracle
import vectors_adapter

ANSWERS = {
    "ComputeLiquidationPrice": oracle.compute_liquidation_price,
    "ComputeMarginRatio": oracle.compute_margin_ratio,
    "EvaluateAccount": oracle.evaluate_account,
    "RankCandidates": oracle.rank_candidates,
}


@pytest.mark.parametrize("case", vectors_adapter.cases(), ids=lambda case: case.case_id)
def test_oracle_agrees_with_vector(case: vectors_adapter.Case) -> None:
    """Each question of each vector, within the vector's tolerance."""
    case.check(ANSWERS[case.rpc](case.request))  # type: ignore[operator]


def test_every_vector_is_replayed_or_skipped() -> None:
    """None is lost, and none is on both lists."""
    known, skipped = set(vectors_adapter.vectors()), set(vectors_adapter.skipped())
    assert skipped & vectors_adapter.replayed() == set()
    assert skipped | vectors_adapter.replayed() == known


@pytest.mark.skipif(not vectors_adapter.SHARED.exists(), reason="the shared vectors are not beside this checkout")
@pytest.mark.parametrize("name", vectors_adapter.FILES)
def test_copies_are_current(name: str) -> None:
    """The committed vectors are those of ../shared/vectors."""
    assert (vectors_adapter.OWN / name).read_bytes() == (vectors_adapter.SHARED / name).read_bytes()
