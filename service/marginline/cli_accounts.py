"""`marginline evaluate FILE` and `marginline rank FILE`: the requests of the REST door, answered in the terminal."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from google.protobuf.message import Message

from marginline.documents import why_not_json
from marginline.errors import Refusal, name_of, telling_of
from marginline.json_reading import to_wire
from marginline.json_writing import to_json
from marginline.ranking_tables import ranking_lines
from marginline.schema import shape_of
from marginline.statement_tables import batch_lines, evaluation_lines
from marginline.tables import wants_colour
from marginline.terminal import (
    BadInput,
    Commands,
    add_command,
    held_rulebooks,
    read_document,
    rulebook_option,
    say,
)
from marginline.v1.adl_service_pb2 import RankCandidatesRequest, RankCandidatesResponse
from marginline.v1.error_pb2 import (
    ERROR_REASON_MESSAGE_MALFORMED,
    ERROR_REASON_UNKNOWN_INSTRUMENT,
    ERROR_REASON_UNKNOWN_RULEBOOK,
)
from marginline.v1.margin_service_pb2 import (
    BatchEvaluateAccountsRequest,
    BatchEvaluateAccountsResponse,
    EvaluateAccountRequest,
    EvaluateAccountResponse,
)
from marginline.v1.statement_pb2 import STATE_LIQUIDATABLE
from marginline_native.calculator import Calculator, Fault

HEALTHY, LIQUIDATABLE, BAD_INPUT = 0, 1, 2


class _Answer(NamedTuple):
    request: bytes
    response: bytes


def evaluate(arguments: argparse.Namespace) -> int:
    """Prints the statement of one account or of a batch; the exit code says whether any is liquidatable."""
    document = read_document(arguments.file)
    return _evaluate_batch(document, arguments) if _is_batch(document) else _evaluate_one(document, arguments)


def _is_batch(document: bytes) -> bool:
    try:
        found = json.loads(document)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "accounts" in found


def _evaluate_one(document: bytes, arguments: argparse.Namespace) -> int:
    answer = _call(document, EvaluateAccountRequest, arguments, lambda calculator: calculator.evaluate_account)
    response = EvaluateAccountResponse.FromString(answer.response)
    if not _say_json(arguments, EvaluateAccountResponse, answer):
        request = EvaluateAccountRequest.FromString(answer.request)
        say(evaluation_lines(request, response, colour=wants_colour(sys.stdout)))
    return LIQUIDATABLE if response.statement.state >= STATE_LIQUIDATABLE else HEALTHY


def _evaluate_batch(document: bytes, arguments: argparse.Namespace) -> int:
    answer = _call(
        document, BatchEvaluateAccountsRequest, arguments, lambda calculator: calculator.batch_evaluate_accounts
    )
    response = BatchEvaluateAccountsResponse.FromString(answer.response)
    if not _say_json(arguments, BatchEvaluateAccountsResponse, answer):
        request = BatchEvaluateAccountsRequest.FromString(answer.request)
        say(batch_lines(request, response, colour=wants_colour(sys.stdout)))
    if response.counts.rejected:
        return BAD_INPUT
    return LIQUIDATABLE if response.counts.liquidatable or response.counts.bankrupt else HEALTHY


def rank(arguments: argparse.Namespace) -> int:
    """Prints the ADL queues of one instrument."""
    document = read_document(arguments.file)
    answer = _call(document, RankCandidatesRequest, arguments, lambda calculator: calculator.rank_candidates)
    if not _say_json(arguments, RankCandidatesResponse, answer):
        request = RankCandidatesRequest.FromString(answer.request)
        response = RankCandidatesResponse.FromString(answer.response)
        say(ranking_lines(request, response, colour=wants_colour(sys.stdout)))
    return HEALTHY


def _say_json(arguments: argparse.Namespace, response: type[Message], answer: _Answer) -> bool:
    if arguments.json:
        say([to_json(shape_of(response.DESCRIPTOR), answer.response).decode()])
    return bool(arguments.json)


def _call(
    document: bytes,
    request: type[Message],
    arguments: argparse.Namespace,
    method: Callable[[Calculator], Callable[[bytes], bytes]],
) -> _Answer:
    """Puts a JSON document through the calculator. Raises BadInput with a line for each fault."""
    held = held_rulebooks(arguments.rulebook)
    try:
        message = to_wire(shape_of(request.DESCRIPTOR), document)
        return _Answer(message, method(Calculator([one.compiled for one in held]))(message))
    except (Refusal, Fault) as refused:
        rulebook_ids = [one.reference.rulebook_id for one in held]
        lines = [*_fault_lines(refused.violations, document), *_hints(refused.reason, rulebook_ids)]
        raise BadInput([f"{arguments.file}: {line}" for line in lines]) from refused


def _fault_lines(violations: Sequence[tuple[str, int]], document: bytes) -> Iterable[str]:
    if violations[0] == ("", ERROR_REASON_MESSAGE_MALFORMED) and (why := why_not_json(document)):
        return [why]
    return [
        f"{field or 'the request'}: {name_of(reason)}: {telling_of(reason).sentence}" for field, reason in violations
    ]


def _hints(reason: int, rulebook_ids: Sequence[str]) -> Iterable[str]:
    if reason == ERROR_REASON_UNKNOWN_RULEBOOK:
        yield f"held are {', '.join(rulebook_ids) or 'none'}; --rulebook FILE holds another one"
    if reason == ERROR_REASON_UNKNOWN_INSTRUMENT:
        yield "`marginline rulebook show ID` lists the instruments of a rulebook"


def add_commands(commands: Commands) -> None:
    """Adds `evaluate` and `rank`."""
    evaluating = add_command(
        commands,
        "evaluate",
        evaluate,
        "Prints the statement of an account, or of a batch of them.",
        "marginline evaluate account.json",
        "Takes the JSON of POST /v1/accounts:evaluate, or of accounts:batchEvaluate.\n"
        "Exit code: 0 nothing liquidatable, 1 something is, 2 bad input (an account of a batch refused included).",
    )
    ranking = add_command(
        commands,
        "rank",
        rank,
        "Prints the ADL queues of an instrument.",
        "marginline rank candidates.json",
        "Takes the JSON of POST /v1/adl:rank. Exit code: 0, or 2 bad input.",
    )
    for parser in (evaluating, ranking):
        parser.add_argument("file", metavar="FILE", help="the request, or - for standard input")
        parser.add_argument("--json", action="store_true", help="print the answer of the REST door, every digit of it")
        rulebook_option(parser)
