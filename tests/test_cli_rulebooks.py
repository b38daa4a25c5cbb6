"""`marginline rulebook list | show | check | import`."""

import json
from pathlib import Path

import pytest

from marginline import cli
from marginline.rulebooks import load
from venue_replies import Row

BOUNDS_RISE = "must be above the tier before; only the last tier may lack one"


def bracket(floor: str, cap: str, rate: str) -> Row:
    info = {"initialLeverage": "25", "notionalCap": cap, "notionalFloor": floor, "maintMarginRatio": rate}
    return {"currency": "USDT", "info": info}


@pytest.fixture
def replies(tmp_path: Path) -> Path:
    """Leverage tiers of two symbols, one of which cannot be used."""
    path = tmp_path / "tiers.json"
    good = [bracket("0", "5000", "0.01"), bracket("5000", "9223372036854775807", "0.02")]
    path.write_text(json.dumps({"BTC/USDT:USDT": good, "BTC/USD:BTC": good}))
    return path


def test_list_prints_a_line_for_each_rulebook(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rulebook", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "RULEBOOK", "binance-coinm", "binance-usdm", "bybit-linear", "hyperliquid", "okx",
    ]  # fmt: skip


def test_show_prints_source_rules_and_instruments(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rulebook", "show", "okx"]) == 0
    said = capsys.readouterr().out
    for part in ("okx, version 2026-08-31", "captured in August 2026.", "cross_pooling", "FAMILY_GROSS", "1,940,000"):
        assert part in said


def test_show_prints_every_tier_of_a_named_instrument(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rulebook", "show", "okx", "BTC-USDT-SWAP"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 101
    assert lines[-1].split() == ["99", "1,940,000", "48.75%", "50%", "2x"]


def test_show_prints_both_tables_of_an_instrument_that_has_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["rulebook", "show", "hyperliquid", "--json"])
    changed = json.loads(capsys.readouterr().out)
    changed["instruments"][0]["isolatedTierTableId"] = "ETH"
    path = tmp_path / "two.json"
    path.write_text(json.dumps(changed))
    assert cli.main(["rulebook", "show", str(path), "BTC"]) == 0
    said = capsys.readouterr().out
    assert said.index("BTC (cross)") < said.index("40x") < said.index("BTC (isolated)") < said.index("25x")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nope"], "nope: neither a file nor one of the rulebooks binance-coinm,"),
        (["okx", "SOL"], "okx has no instrument SOL"),
    ],
)
def test_show_says_what_there_is_instead(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert cli.main(["rulebook", "show", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_check_names_every_fault_of_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["rulebook", "show", "okx", "--json"])
    good = tmp_path / "good.json"
    good.write_text(capsys.readouterr().out)
    bad = tmp_path / "bad.json"
    bad.write_text(good.read_text().replace('"5000"', '"500"').replace('"rulebookId": "okx",', ""))
    assert cli.main(["rulebook", "check", str(good)]) == 0
    assert "good.json: good: okx, version 2026-08-31, 4 instruments, 194 tiers, sha256 " in capsys.readouterr().out
    assert cli.main(["rulebook", "check", str(bad), str(good)]) == 2
    said = capsys.readouterr()
    assert "good.json: good" in said.out
    assert said.err.splitlines() == [
        f"{bad}: rulebook_id: REQUIRED: Must be present.",
        f"{bad}: tier_tables[0].tiers[1].upper_bound: RULEBOOK_INVALID: {BOUNDS_RISE}",
        f"{bad}: 2 faults",
    ]


def test_check_says_when_it_names_no_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["rulebook", "show", "okx", "--json"])
    bad = tmp_path / "bad.json"
    bad.write_text(capsys.readouterr().out.replace('"maintenanceMarginRate": "0.', '"maintenanceMarginRate": "7.'))
    assert cli.main(["rulebook", "check", str(bad)]) == 2
    assert capsys.readouterr().err.endswith("32 faults (no more are named at once)\n")


def test_import_writes_a_rulebook_that_can_be_held_and_reports_the_rest(
    tmp_path: Path, replies: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.json"
    name = ["--id", "mine", "--version", "7", "--effective-from", "2026-01-02", "--taker-fee-rate", "0.0004"]
    assert cli.main(["rulebook", "import", "--from", "ccxt", str(replies), "-o", str(output), *name]) == 0
    message = load(output).message
    assert (message.rulebook_id, message.version, message.effective_from) == ("mine", "7", "2026-01-02")
    assert "tiers.json" in message.source
    assert message.instruments[0].taker_fee_rate == "0.0004"
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[1:] == [
        "left out: 1",
        "  BTC/USD:BTC: is coin-margined, and its contract size is not in ccxt's leverage tiers",
        "taken over differently: 1",
        "  BTCUSDT: tier 2: upper bound 9223372036854775807 taken as none",
        "not in replies of this kind: tick sizes, quantity steps",
    ]
    assert list(tmp_path.glob(".*")) == []


def test_import_prints_to_standard_output_by_default(replies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rulebook", "import", "--from", "ccxt", str(replies)]) == 0
    assert json.loads(capsys.readouterr().out)["rulebookId"] == "binance-usdm"


def test_a_strict_import_writes_nothing_where_anything_was_left_out(
    tmp_path: Path, replies: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.json"
    assert cli.main(["rulebook", "import", "--strict", "--from", "ccxt", str(replies), "-o", str(output)]) == 2
    assert "refused by --strict, nothing written" in capsys.readouterr().err
    assert not output.exists()


def test_an_import_of_which_nothing_can_be_used_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.json"
    page.write_text("<html>502 Bad Gateway</html>")
    assert cli.main(["rulebook", "import", "--from", "okx", str(page)]) == 2
    said = capsys.readouterr().err
    assert said == f"marginline: {page}: is HTML or XML, not JSON: an error page of the venue or of a proxy?\n"


def test_an_output_that_cannot_be_written_is_bad_input(
    tmp_path: Path, replies: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "missing" / "out.json"
    assert cli.main(["rulebook", "import", "--from", "ccxt", str(replies), "-o", str(output)]) == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_a_date_that_is_none_is_refused_by_its_flag(replies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["rulebook", "import", "--from", "ccxt", str(replies), "--effective-from", "soon"])
    assert ended.value.code == 2
    assert "'soon' is not a date, YYYY-MM-DD" in capsys.readouterr().err
