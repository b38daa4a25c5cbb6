"""How long the calculator takes for one position, stage by stage, alone in this process."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple, TypeAlias

from loadtests import payloads

from marginline.v1 import rulebook_pb2
from marginline_native.calculator import Calculator, Rulebook

POSITIONS = (1, 10, 100)
# Runs of milliseconds, and many: the machine takes its pauses within a few of them, and the median is of the others.
RUNS = 21
RUN_POSITIONS = 1_000

TimeStages: TypeAlias = Callable[[bytes, Rulebook, int], dict[str, float]]


class Stages(NamedTuple):
    """Nanoseconds per position, medians of runs. `whole` is the call itself, bytes to bytes, with all around stages."""

    rulebook_id: str
    positions: int
    request_bytes: int
    decode: float
    validate: float
    compute: float
    encode: float
    whole: float


def probe() -> TimeStages | None:
    """The suite's view into the stages, which is no part of any wheel; None where it is not built."""
    try:
        module = importlib.import_module("probe_stages")
    except ImportError:
        return None
    timing: TimeStages = module.time_stages
    return timing


def time_rulebook(timing: TimeStages, message: rulebook_pb2.Rulebook) -> list[Stages]:
    """A row for each number of positions."""
    rulebook = Rulebook(payloads.to_bytes(message))
    calculator = Calculator([rulebook])
    return [_time(timing, message, rulebook, calculator, positions) for positions in POSITIONS]


def _time(
    timing: TimeStages, message: rulebook_pb2.Rulebook, rulebook: Rulebook, calculator: Calculator, positions: int
) -> Stages:
    request = payloads.to_bytes(payloads.evaluate_request(message, positions))
    repeat = RUN_POSITIONS // positions
    # The first run warms the caches and does not count.
    runs = [timing(request, rulebook, repeat) for _ in range(RUNS + 1)][1:]
    whole = median([_whole(calculator, request, repeat) for _ in range(RUNS + 1)][1:]) / positions

    def of(*stages: str) -> float:
        return median(sum(run[stage] for stage in stages) for run in runs) / positions

    compute = of("measure", "margin", "liquidation")
    size = len(request)
    return Stages(message.rulebook_id, positions, size, of("decode"), of("validate"), compute, of("encode"), whole)


def _whole(calculator: Calculator, request: bytes, repeat: int) -> float:
    started = time.perf_counter_ns()
    for _ in range(repeat):
        calculator.evaluate_account(request)
    return (time.perf_counter_ns() - started) / repeat
