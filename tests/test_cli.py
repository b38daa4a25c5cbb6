"""The command `marginline`: what it prints, and the exit codes that scripts rely on."""

import json
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from marginline import __version__, application, cli
from marginline.settings import Settings, documented
from venue_replies import Row

HEALTHY, LIQUIDATABLE, BAD_INPUT = 0, 1, 2


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in documented():
        monkeypatch.delenv(setting.variable, raising=False)


def account(wallet: str, account_id: str = "desk-7", instrument_id: str = "BTC-USDT-SWAP") -> Row:
    position = {
        "instrumentId": instrument_id,
        "side": "SIDE_LONG",
        "quantity": "100",
        "entryPrice": "60000",
        "cross": {},
    }
    return {
        "accountId": account_id,
        "balances": [{"currency": "USDT", "walletBalance": wallet}],
        "positions": [position | {"instrumentId": instrument_id}],
    }


def request(**members: Any) -> Row:
    marks = [{"instrumentId": "BTC-USDT-SWAP", "price": "60000.5"}]
    return {"rulebook": {"rulebookId": "okx"}, "markPrices": marks} | members


def candidates() -> Row:
    rows = [
        {"accountId": f"acct-{at}", "side": side, "quantity": "10", "entryPrice": "100", "equity": str(1000 + at)}
        for at, side in enumerate(("SIDE_LONG", "SIDE_LONG", "SIDE_SHORT"))
    ]
    return {
        "inlineInstrument": {"kind": "INSTRUMENT_KIND_LINEAR", "contractSize": "1"},
        "markPrice": "110",
        "scoreFamily": "ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE",
        "weighting": "ADL_WEIGHTING_QUANTITY",
        "candidates": rows,
    }


def written(folder: Path, content: object) -> str:
    path = folder / "request.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


# ---- evaluate, rank ----


def test_evaluate_prints_account_pools_positions_and_rulebook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["evaluate", written(tmp_path, request(account=account("10000")))]) == HEALTHY
    said = capsys.readouterr()
    assert said.out.startswith("desk-7  HEALTHY\n")
    for figure in ("USDT", "10,000.00", "BTC-USDT-SWAP", "long", "cross", "60,000.50", "rulebook okx"):
        assert figure in said.out
    for head in ("EQUITY", "REQUIRED", "MARGIN RATIO", "LIQUIDATION", "DISTANCE", "STATE"):
        assert head in said.out
    assert "\x1b" not in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    ("wallet", "code", "state"), [("10000", 0, "HEALTHY"), ("100", 1, "LIQUIDATABLE"), ("-1", 1, "BANKRUPT")]
)
def test_the_exit_code_says_whether_anything_is_liquidatable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wallet: str, code: int, state: str
) -> None:
    assert cli.main(["evaluate", written(tmp_path, request(account=account(wallet)))]) == code
    said = capsys.readouterr().out
    assert f"desk-7  {state}" in said
    assert ("stops being so at the price under LIQUIDATION" in said) == (code == LIQUIDATABLE)


def test_evaluate_json_is_the_answer_of_the_rest_door_with_every_digit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, request(account=account("10000.123456789012345678")))
    assert cli.main(["evaluate", "--json", path]) == HEALTHY
    answer = json.loads(capsys.readouterr().out)
    assert answer["rulebook"]["rulebookId"] == "okx"
    assert answer["statement"]["pools"][0]["walletBalance"] == "10000.123456789012345678"


def test_evaluate_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.dumps(request(account=account("10000"))).encode()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(document)))
    assert cli.main(["evaluate", "-"]) == HEALTHY
    assert "desk-7" in capsys.readouterr().out


def test_a_batch_is_told_by_its_accounts_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = request(accounts=[account("10000", "a"), account("100", "b")])
    assert cli.main(["evaluate", written(tmp_path, batch)]) == LIQUIDATABLE
    said = capsys.readouterr().out
    assert "a  HEALTHY" in said
    assert "b  LIQUIDATABLE" in said
    assert "2 accounts: 1 healthy, 0 warning, 1 liquidatable, 0 bankrupt, 0 refused" in said


def test_a_refused_account_of_a_batch_is_bad_input_and_the_others_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = request(accounts=[account("100", "a"), account("100", "b", instrument_id="SOL-USDT-SWAP")])
    assert cli.main(["evaluate", written(tmp_path, batch)]) == BAD_INPUT
    said = capsys.readouterr().out
    assert "a  LIQUIDATABLE" in said
    assert "b  REFUSED" in said
    assert "1 refused" in said


def test_every_fault_of_a_request_is_a_line_with_its_field_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty = account("ten")
    faulty["positions"][0] |= {"side": "SIDE_UP", "quantity": 5}
    path = written(tmp_path, request(account=faulty))
    assert cli.main(["evaluate", path]) == BAD_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert "account.positions[0].side: ENUM_UNSPECIFIED: Must be one of the values" in said.err
    assert "account.positions[0].quantity: NUMBER_MALFORMED: Not a decimal in a string" in said.err
    assert all(line.startswith(f"marginline: {path}: ") for line in said.err.splitlines())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"rulebook": {', "ends in the middle of its JSON (line 1, column"),
        ("<html></html>", "is HTML or XML"),
        ("", "rulebook: REQUIRED: Must be present."),
        ("[]", "the request: MESSAGE_MALFORMED"),
        (json.dumps(request(account=account("1"), rulebook={"rulebookId": "okex"})), "held are binance-coinm, "),
    ],
    ids=["cut off", "html", "empty", "a list", "unknown rulebook"],
)
def test_bad_input_says_what_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    assert cli.main(["evaluate", written(tmp_path, content)]) == BAD_INPUT
    assert said in capsys.readouterr().err


def test_a_rulebook_file_can_be_held_for_one_evaluation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rulebook", "show", "okx", "--json"]) == 0
    own = tmp_path / "own.json"
    own.write_text(capsys.readouterr().out.replace('"rulebookId": "okx"', '"rulebookId": "own"'))
    path = written(tmp_path, request(account=account("10000"), rulebook={"rulebookId": "own"}))
    assert cli.main(["evaluate", path, "--rulebook", str(own)]) == HEALTHY
    assert "rulebook own" in capsys.readouterr().out


def test_rank_prints_both_queues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rank", written(tmp_path, candidates())]) == 0
    said = capsys.readouterr().out
    assert "long queue: 2 candidates, 20 contracts" in said
    assert "short queue: 1 candidate, 10 contracts" in said
    assert said.index("acct-0") < said.index("acct-1")
    assert "*****" in said


def test_rank_json_is_the_answer_of_the_rest_door(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rank", "--json", written(tmp_path, candidates())]) == 0
    assert json.loads(capsys.readouterr().out)["longQueue"]["candidateCount"] == 2


# ---- settings, version, serve ----


def test_settings_prints_every_setting_with_its_default_its_variable_and_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MARGINLINE_HTTP_PORT", "9000")
    assert cli.main(["settings"]) == 0
    said = capsys.readouterr().out
    assert "http_port = 9000  (default 8080)" in said
    for setting in documented():
        assert f"{setting.variable}, {setting.flag}" in said
        assert setting.meaning in said
    assert cli.main(["settings", "--json"]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)] == [one.name for one in documented()]


def test_every_fault_of_the_settings_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MARGINLINE_HTTP_PORT", "many")
    monkeypatch.setenv("MARGINLINE_LOG_LEVEL", "loud")
    assert cli.main(["settings"]) == BAD_INPUT
    assert [line.split()[:2] for line in capsys.readouterr().err.splitlines()] == [
        ["marginline:", "MARGINLINE_HTTP_PORT"],
        ["marginline:", "log_level"],
    ]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["version"]) == 0
    assert capsys.readouterr().out == f"marginline {__version__}\n"


def test_the_flags_of_serve_go_over_the_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[Settings] = []
    monkeypatch.setenv("MARGINLINE_HTTP_PORT", "9000")
    monkeypatch.setenv("MARGINLINE_GRPC_PORT", "9001")

    def serve(settings: Settings) -> int:
        seen.append(settings)
        return 0

    monkeypatch.setattr(application, "serve", serve)
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    flags = [part for path in files for part in ("--rulebook-files", str(path))]
    assert cli.main(["serve", "--http-port", "0", "--no-docs", *flags]) == 0
    (settings,) = seen
    assert (settings.http_port, settings.grpc_port, settings.docs) == (0, 9001, False)
    assert settings.rulebook_files == tuple(files)


# ---- how it ends ----


def test_an_own_fault_never_looks_like_a_liquidatable_account(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("marginline.cli_rulebooks.list_lines", lambda *_, **__: 1 / 0)
    assert cli.main(["rulebook", "list"]) == 70
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_an_interrupted_command_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("marginline.cli_rulebooks.list_lines", interrupt)
    assert cli.main(["rulebook", "list"]) == 130
    assert capsys.readouterr().err == ""


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "marginline", "rulebook", "show", "binance-usdm", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141
