"""Rulebooks as files, and the ones that come with Marginline."""

import json
import time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from marginline.rulebook_text import rulebook_text
from marginline.rulebooks import Held, RulebookRefused, embedded, gather, load, parse
from marginline.v1 import rulebook_pb2 as pb

# The profiles of the venues: scheme, basis, pooling, maintenance at, initial isolated and cross at, closing fee,
# trigger, bankruptcy share, tick buffer, warning ratio, ADL family.
PROFILES = {
    "okx": "WHOLE CONTRACTS FAMILY_GROSS MARK ENTRY MARK TAKER_IN_REQUIREMENT AT_OR_BELOW FROZEN_OTHERS 1 3 "
    "RETURN_TIMES_LEVERAGE",
    "binance-usdm": "MARGINAL NOTIONAL POSITION MARK MARK MARK NONE AT_OR_BELOW FROZEN_OTHERS 0 - "
    "RETURN_ON_MARK_TIMES_LEVERAGE",
    "binance-coinm": "MARGINAL NOTIONAL POSITION MARK MARK MARK NONE AT_OR_BELOW FROZEN_OTHERS 0 - "
    "RETURN_ON_MARK_TIMES_LEVERAGE",
    "bybit-linear": "MARGINAL NOTIONAL POSITION MARK ENTRY MARK RESERVED_AT_BANKRUPTCY AT_OR_BELOW FROZEN_OTHERS 0 - "
    "RETURN_TIMES_LEVERAGE",
    "hyperliquid": "MARGINAL NOTIONAL POSITION MARK MARK MARK NONE STRICTLY_BELOW FROZEN_OTHERS 0 - "
    "LEVERAGE_TIMES_RETURN_FLOORED",
}
SMALL = {
    "rulebookId": "small",
    "version": "1",
    "rules": {
        "tierScheme": "TIER_SCHEME_MARGINAL",
        "tierBasis": "TIER_BASIS_NOTIONAL",
        "crossPooling": "CROSS_POOLING_POSITION",
        "maintenanceValue": "VALUE_AT_MARK",
        "initialValueIsolated": "VALUE_AT_MARK",
        "initialValueCross": "VALUE_AT_MARK",
        "closingFee": "CLOSING_FEE_NONE",
        "trigger": "TRIGGER_AT_OR_BELOW",
        "bankruptcyShare": "BANKRUPTCY_SHARE_FROZEN_OTHERS",
        "adlScoreFamily": "ADL_SCORE_FAMILY_NONE",
    },
    "instruments": [
        {
            "instrumentId": "X",
            "kind": "INSTRUMENT_KIND_LINEAR",
            "settlementCurrency": "USDT",
            "contractSize": "1",
            "tierTableId": "T",
        }
    ],
    "tierTables": [
        {
            "tierTableId": "T",
            "tiers": [{"upperBound": "100", "maintenanceMarginRate": "0.01"}, {"maintenanceMarginRate": "0.02"}],
        }
    ],
}


def document(**changes: object) -> bytes:
    return json.dumps(SMALL | changes).encode()


def by_id(rulebook_id: str) -> Held:
    return next(held for held in embedded() if held.reference.rulebook_id == rulebook_id)


def table_of(held: Held, instrument_id: str) -> pb.TierTable:
    instrument = next(one for one in held.message.instruments if one.instrument_id == instrument_id)
    return next(table for table in held.message.tier_tables if table.tier_table_id == instrument.tier_table_id)


def refusal(content: bytes) -> RulebookRefused:
    with pytest.raises(RulebookRefused) as caught:
        parse(content, "file.json")
    return caught.value


def test_the_embedded_rulebooks_are_the_five_named_ones() -> None:
    assert [held.reference.rulebook_id for held in embedded()] == sorted(PROFILES)


@pytest.mark.parametrize("rulebook_id", PROFILES)
def test_an_embedded_rulebook_has_its_venues_rules(rulebook_id: str) -> None:
    rules = by_id(rulebook_id).message.rules
    names = [
        pb.TierScheme.Name(rules.tier_scheme).removeprefix("TIER_SCHEME_"),
        pb.TierBasis.Name(rules.tier_basis).removeprefix("TIER_BASIS_"),
        pb.CrossPooling.Name(rules.cross_pooling).removeprefix("CROSS_POOLING_"),
        *(
            pb.ValueAt.Name(at).removeprefix("VALUE_AT_")
            for at in (rules.maintenance_value, rules.initial_value_isolated, rules.initial_value_cross)
        ),
        pb.ClosingFee.Name(rules.closing_fee).removeprefix("CLOSING_FEE_"),
        pb.Trigger.Name(rules.trigger).removeprefix("TRIGGER_"),
        pb.BankruptcyShare.Name(rules.bankruptcy_share).removeprefix("BANKRUPTCY_SHARE_"),
        str(rules.tick_buffer),
        rules.warning_ratio or "-",
        pb.AdlScoreFamily.Name(rules.adl_score_family).removeprefix("ADL_SCORE_FAMILY_"),
    ]
    assert " ".join(names) == PROFILES[rulebook_id]


@pytest.mark.parametrize("rulebook_id", PROFILES)
def test_an_embedded_rulebook_says_its_source_its_date_and_every_fee(rulebook_id: str) -> None:
    message = by_id(rulebook_id).message
    assert len(message.source) > 100
    assert message.effective_from == message.version
    assert {one.taker_fee_rate for one in message.instruments} == {
        {"bybit-linear": "0.00055", "hyperliquid": "0.00045"}.get(rulebook_id, "0.0005")
    }


@pytest.mark.parametrize("rulebook_id", PROFILES)
def test_an_embedded_file_is_laid_out_as_the_importer_writes_it(rulebook_id: str) -> None:
    text = files("marginline").joinpath("data", "rulebooks", f"{rulebook_id}.json").read_text(encoding="utf-8")
    assert text == rulebook_text(by_id(rulebook_id).message)


def test_okx_holds_the_whole_ladder_of_btc_and_says_which_ladders_are_not_whole() -> None:
    held = by_id("okx")
    tiers = table_of(held, "BTC-USDT-SWAP").tiers
    assert len(tiers) == 99
    figures = [(tier.upper_bound, tier.maintenance_margin_rate, tier.max_leverage) for tier in (tiers[0], tiers[98])]
    assert figures == [("1000", "0.004", "100"), ("1940000", "0.4875", "2")]
    for instrument_id in ("ETH-USDT-SWAP", "BTC-USD-SWAP"):
        assert len(table_of(held, instrument_id).tiers) == 1
        assert f"{instrument_id}: " in held.message.source


def test_the_other_venues_hold_what_they_should() -> None:
    assert len(by_id("binance-usdm").message.instruments) >= 10
    assert {one.instrument_id for one in by_id("bybit-linear").message.instruments} == {"BTCUSDT", "ADAUSDT"}
    assert {one.instrument_id for one in by_id("hyperliquid").message.instruments} == {"BTC", "ETH", "SOL", "XRP"}
    assert table_of(by_id("hyperliquid"), "BTC").maintenance_fraction_of_initial == "0.5"
    coin = by_id("binance-coinm").message.instruments[0]
    assert (coin.instrument_id, coin.kind, coin.contract_size) == ("BTCUSD_PERP", pb.INSTRUMENT_KIND_INVERSE, "100")


@pytest.mark.parametrize("rulebook_id", PROFILES)
def test_the_deductions_that_a_marginal_rulebook_states_are_those_of_its_bounds_and_rates(rulebook_id: str) -> None:
    for table in by_id(rulebook_id).message.tier_tables:
        derived, bound, rate = Decimal(0), Decimal(0), Decimal(0)
        for number, tier in enumerate(table.tiers):
            if not tier.maintenance_deduction:
                break
            if number:
                derived += bound * (Decimal(tier.maintenance_margin_rate) - rate)
            assert Decimal(tier.maintenance_deduction) == derived
            bound, rate = Decimal(tier.upper_bound or 0), Decimal(tier.maintenance_margin_rate)


def test_all_embedded_rulebooks_are_ready_within_the_time_a_start_has() -> None:
    embedded.cache_clear()
    begun = time.perf_counter()
    embedded()
    assert time.perf_counter() - begun < 0.5


def test_the_content_hash_does_not_depend_on_how_the_file_is_written() -> None:
    turned = dict(reversed(SMALL.items()))
    turned["rulebook_id"] = turned.pop("rulebookId")
    first = parse(document(), "a").reference
    assert parse(json.dumps(turned, indent=3).encode(), "b").reference == first
    assert parse(document(version="2"), "c").reference.content_hash != first.content_hash


def test_a_rulebook_written_and_read_again_is_the_same() -> None:
    message = parse(document(source="größer, „zitiert“"), "a").message
    assert parse(rulebook_text(message).encode(), "b").message == message


def test_a_later_file_replaces_the_rulebook_of_the_same_id(tmp_path: Path) -> None:
    own, other = tmp_path / "own.json", tmp_path / "other.json"
    own.write_bytes(document(rulebookId="okx"))
    other.write_bytes(document())
    held = gather([own, other], with_embedded=True)
    assert [one.reference.rulebook_id for one in held] == sorted([*PROFILES, "small"])
    assert next(one for one in held if one.reference.rulebook_id == "okx").reference.version == "1"
    assert [one.reference.rulebook_id for one in gather([other], with_embedded=False)] == ["small"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "file.json: is empty"),
        (b"<html>Bad gateway</html>", "file.json: is HTML or XML, not JSON"),
        (document()[:-20], "ends in the middle of its JSON (line 1, column"),
        (b'{"version": 1,}', "is not JSON: "),
        (b'{"version": NaN}', "is not JSON: it has no NaN"),
        (b"\xef\xbb\xbf{}", "begins with a byte order mark"),
        (b"\xff\xfe{}", "is not UTF-8 text (byte 0)"),
        (b"[" * 100_000, "is nested too deeply"),
        (document(rulebookID="x"), "file.json: rulebookID: MESSAGE_MALFORMED"),
    ],
    ids=["empty", "html", "cut off", "not json", "nan", "byte order mark", "not utf-8", "deep", "unknown member"],
)
def test_a_file_that_is_no_rulebook_is_refused_in_a_line_that_says_why(content: bytes, said: str) -> None:
    text = str(refusal(content))
    assert said in text
    assert "\n" not in text


def test_every_fault_of_a_file_is_named_with_its_field_and_what_it_must_be() -> None:
    tiers = [
        {"upperBound": "100", "maintenanceMarginRate": "0.02"},
        {"upperBound": "100", "maintenanceMarginRate": "0.01", "maintenanceDeduction": "7"},
    ]
    faulty = document(rulebookId="", effectiveFrom="soon", tierTables=[{"tierTableId": "T", "tiers": tiers}])
    faults = {fault.field: fault.sentence for fault in refusal(faulty).faults}
    assert set(faults) == {
        "rulebook_id",
        "effective_from",
        "tier_tables[0].tiers[1].upper_bound",
        "tier_tables[0].tiers[1].maintenance_margin_rate",
    }
    assert faults["rulebook_id"].startswith("REQUIRED: ")
    assert faults["effective_from"] == "RULEBOOK_INVALID: must be a date, YYYY-MM-DD"
    assert "must be above the tier before" in faults["tier_tables[0].tiers[1].upper_bound"]


def test_a_decimal_written_as_a_number_is_refused_at_its_field() -> None:
    table = {"tierTableId": "T", "tiers": [{"maintenanceMarginRate": 0.01}]}
    assert [fault.field for fault in refusal(document(tierTables=[table])).faults] == [
        "tier_tables[0].tiers[0].maintenance_margin_rate"
    ]


def test_a_file_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RulebookRefused, match=r"nowhere\.json: No such file"):
        load(tmp_path / "nowhere.json")
