"""Rankings under a rulebook: its instrument, its family, and who holds another instrument."""

import pytest

import sample_book
from marginline.v1 import adl_service_pb2 as pb
from marginline.v1 import rulebook_pb2
from ranking_requests import family, faults, holder, rank, ranking


def book(score: str = "RETURN_ONLY") -> rulebook_pb2.Rulebook:
    """Two instruments, linear BTC of 0.01 and inverse BTCUSD of 100, and a score family."""
    made = sample_book.rulebook()
    made.rules.adl_score_family = family(score)
    linear, inverse = made.instruments[:2]
    linear.instrument_id, linear.contract_size = "BTC", "0.01"
    inverse.instrument_id, inverse.contract_size = "BTCUSD", "100"
    inverse.kind = rulebook_pb2.INSTRUMENT_KIND_INVERSE
    return made


def under(*candidates: pb.Candidate, instrument: str = "BTC", score: str = "RETURN_ONLY") -> pb.RankCandidatesRequest:
    """A request that leaves the family to the rulebook."""
    request = ranking(*candidates, instrument_id=instrument)
    request.ClearField("score_family")
    request.rulebook.inline.CopyFrom(book(score))
    return request


def test_the_rulebook_gives_family_size_and_kind() -> None:
    response = rank(under(holder()))
    assert response.score_family == family("RETURN_ONLY")
    assert (response.rulebook.rulebook_id, response.rulebook.version) == ("sample", "1")
    assert len(response.rulebook.content_hash) == 64
    assert response.long_queue.candidates[0].unrealized_pnl == "2"
    inverse = rank(under(holder(entry_price="60"), instrument="BTCUSD")).long_queue.candidates[0]
    assert (inverse.unrealized_pnl, inverse.score) == ("8.333333333333333333", "0.5")


def test_the_requests_family_wins_even_over_none() -> None:
    request = under(holder(), score="NONE")
    assert faults(request) == [("score_family", "ADL_FAMILY_NONE")]
    request.score_family = family("RETURN_TIMES_LEVERAGE")
    assert rank(request).score_family == family("RETURN_TIMES_LEVERAGE")


@pytest.mark.parametrize("inline", [False, True], ids=["by id", "inline"])
def test_a_rulebook_beside_an_inline_instrument_is_checked_and_named(inline: bool) -> None:
    request = ranking(holder())
    if inline:
        request.rulebook.inline.CopyFrom(book())
        assert rank(request).rulebook.rulebook_id == "sample"
    else:
        request.rulebook.rulebook_id = "nowhere"
        assert faults(request) == [("rulebook.rulebook_id", "UNKNOWN_RULEBOOK")]


@pytest.mark.parametrize(
    ("instrument", "reason"),
    [("", "REQUIRED"), ("é", "ID_MALFORMED"), ("BTC-USDT", "UNKNOWN_INSTRUMENT")],
    ids=["empty", "beyond ASCII", "not in the rulebook"],
)
def test_the_instrument_must_be_in_the_rulebook(instrument: str, reason: str) -> None:
    assert faults(under(holder(), instrument=instrument)) == [("instrument_id", reason)]


def test_a_holder_of_another_instrument_is_set_aside_first_of_all() -> None:
    response = rank(
        under(
            holder("a", instrument_id="BTC"),
            holder("b", instrument_id="BTCUSD", quantity="0", equity="0", entry_price="x"),
            holder("c", instrument_id="nowhere"),
            holder("d"),
        )
    )
    assert [(one.account_id, pb.SetAsideReason.Name(one.reason)[17:]) for one in response.set_aside] == [
        ("b", "WRONG_INSTRUMENT"),
        ("c", "WRONG_INSTRUMENT"),
    ]
    assert [one.account_id for one in response.long_queue.candidates] == ["a", "d"]


def test_of_a_wrong_instrument_quantity_and_equity_are_checked() -> None:
    wrong = holder("b", instrument_id="BTCUSD", quantity="", equity="x")
    assert faults(under(wrong)) == [
        ("candidates[0].quantity", "REQUIRED"),
        ("candidates[0].equity", "NUMBER_MALFORMED"),
    ]


def test_a_key_has_the_instrument_in_it() -> None:
    other = holder("a", instrument_id="BTCUSD")
    assert faults(under(holder("a"), other)) == []
    assert faults(under(holder("a"), holder("a", instrument_id="BTC"))) == [("candidates[1]", "DUPLICATE_POSITION")]
    assert faults(under(other, holder("a"), other)) == [("candidates[2]", "DUPLICATE_POSITION")]


def test_malformed_candidates_come_before_an_unknown_rulebook() -> None:
    request = ranking(holder())
    request.rulebook.rulebook_id = "nowhere"
    assert faults(request.SerializeToString() + b"\x5a\x02\x28\x01") == [
        ("candidates[1].quantity", "MESSAGE_MALFORMED")
    ]
