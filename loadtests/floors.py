"""The calculator stage by stage, and both doors next to an empty handler on the same servers, in one run.

usage: python loadtests/floors.py [--rounds N] [--seconds S]; little more than a minute as it is. Machines are noisy:
quote the ratios, which come from interleaved rounds, never a time alone. Whatever it starts, it stops.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import NamedTuple

import grpc
from google.protobuf import json_format

sys.path.insert(0, str(Path(__file__).parents[1]))

from loadtests import floor_client, floor_server, floor_stages, payloads
from loadtests.floor_client import Load, Sample

from marginline.v1 import margin_service_pb2, rulebook_pb2, rulebook_pb2_grpc

ROOT = Path(__file__).parents[1]
POSITIONS = (1, 5, 50)
STAGE_RULEBOOKS = ("binance-usdm", "okx", "bybit-linear")
DOOR_RULEBOOK = "binance-usdm"
METHOD = "/marginline.v1.MarginService/EvaluateAccount"
ROUTE = "/v1/accounts:evaluate"
JSON, PROTOBUF = "application/json", "application/x-protobuf"
START_SECONDS = 30.0
STOP_SECONDS = 15.0


class Server(NamedTuple):
    """A server process of ours, and where its doors are."""

    pid: int
    rest: str
    grpc: str


class Call(NamedTuple):
    """One row: what is asked of the service, and what it has answered. `media_type` is that of REST, or empty."""

    media_type: str
    positions: int
    body: bytes
    reply: bytes


# ---- Servers ----


@contextlib.contextmanager
def running(command: Sequence[str | Path]) -> Iterator[Server]:
    """A server process that prints its addresses; stopped when the block is left. RuntimeError if it does not start."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MARGINLINE_")}
    ours = {"MARGINLINE_HTTP_PORT": "0", "MARGINLINE_GRPC_PORT": "0", "MARGINLINE_DRAIN_TIMEOUT_SECONDS": "1"}
    with subprocess.Popen([sys.executable, *command], env=kept | ours, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(process.pid, *_addresses(process))
        finally:
            if process.poll() is not None:
                sys.stderr.write(f"a server ended by itself, with {process.returncode}: {command}\n")
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _addresses(process: subprocess.Popen[str]) -> tuple[str, str]:
    assert process.stdout
    late = threading.Timer(START_SECONDS, process.kill)
    late.start()
    greeting = process.stdout.readline()
    late.cancel()
    found = re.search(r"REST http://([^\s,]+).* gRPC ([^\s,]+)", greeting)
    if not found:
        raise RuntimeError(f"a server did not start: {greeting!r}")
    return found[1], found[2]


def rulebooks_of(service: Server) -> dict[str, rulebook_pb2.Rulebook]:
    with grpc.insecure_channel(service.grpc) as channel:
        stub = rulebook_pb2_grpc.RulebookServiceStub(channel)
        asked = {*STAGE_RULEBOOKS, DOOR_RULEBOOK}
        return {id_: stub.GetRulebook(rulebook_pb2.GetRulebookRequest(rulebook_id=id_)).rulebook for id_ in asked}


# ---- Calls ----


def calls_of(service: Server, rulebook: rulebook_pb2.Rulebook) -> list[Call]:
    """Every row, gRPC, then JSON, then protobuf over REST; all three doors have been seen to answer alike."""
    by_grpc, by_json, by_protobuf = [], [], []
    for positions in POSITIONS:
        request = payloads.evaluate_request(rulebook, positions)
        wire, text = payloads.to_bytes(request), payloads.to_json(request)
        reply, spoken = ask_grpc(service, wire), ask_rest(service, JSON, text)
        read = json_format.Parse(spoken, margin_service_pb2.EvaluateAccountResponse())
        if ask_rest(service, PROTOBUF, wire) != reply or payloads.to_bytes(read) != reply:
            raise RuntimeError(f"the doors disagree: {json.loads(spoken)}")
        by_grpc.append(Call("", positions, wire, reply))
        by_json.append(Call(JSON, positions, text, spoken))
        by_protobuf.append(Call(PROTOBUF, positions, wire, reply))
    return by_grpc + by_json + by_protobuf


def ask_grpc(service: Server, body: bytes) -> bytes:
    with grpc.insecure_channel(service.grpc) as channel:
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(METHOD)
        return call(body, timeout=floor_client.CALL_SECONDS)


def ask_rest(service: Server, media_type: str, body: bytes) -> bytes:
    connection = HTTPConnection(service.rest, timeout=floor_client.CALL_SECONDS)
    connection.request("POST", ROUTE, body, {"Content-Type": media_type})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"refused: {content!r}")
    return content


def load_of(call: Call, server: Server, method: str, route: str, reply: bytes) -> Load:
    if not call.media_type:
        return Load(server.pid, server.grpc, method, b"", call.body, reply)
    head = (
        f"POST {route} HTTP/1.1\r\nHost: {server.rest}\r\n"
        f"Content-Type: {call.media_type}\r\nContent-Length: {len(call.body)}\r\n\r\n"
    )
    return Load(server.pid, server.rest, "", head.encode(), call.body, reply)


def loads_of(call: Call, service: Server, floor: Server) -> tuple[Load, Load]:
    """The call to the service, and one of the same sizes to the floor."""
    size = len(call.reply)
    method, route = f"/{floor_server.GRPC_SERVICE}/{size}", f"{floor_server.REST_ROOM}{size}"
    return (
        load_of(call, service, METHOD, ROUTE, call.reply),
        load_of(call, floor, method, route, floor_server.reply_of(size)),
    )


def measure(rows: list[tuple[Load, Load]], rounds: int, seconds: float) -> list[list[tuple[Sample, Sample]]]:
    """As floor_client.measure, in a process of its own."""
    longest = 2 * len(rows) * (rounds * seconds + floor_client.WARM_SECONDS) * 2 + START_SECONDS
    with multiprocessing.get_context("spawn").Pool(1) as client:
        return client.apply_async(floor_client.measure, (rows, rounds, seconds)).get(longest)


# ---- Tables ----


def machine() -> str:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("grpcio", "uvicorn", "uvloop"))
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{os.cpu_count()} x {model[1] if model else platform.machine()}, Python {platform.python_version()}, "
        f"{versions}, commit {commit()}\nload average before the run (1, 5, 15 minutes): {load}"
    )


def commit() -> str:
    git = shutil.which("git")
    if git is None:
        return "unknown"
    command = [git, "--no-optional-locks", "-C", str(ROOT), "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their heads; the first column is text, the others are numbers."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = (
        "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(cells))
        for cells in (list(zip(row, widths, strict=True)) for row in (heads, *rows))
    )
    return "\n".join(["", title, *lines])


def stages_table(books: dict[str, rulebook_pb2.Rulebook]) -> str:
    timing = floor_stages.probe()
    if timing is None:
        return "\nThe stages are not timed: tests/probe_stages.pyx is not built (make build)."
    rows = [row for id_ in STAGE_RULEBOOKS for row in floor_stages.time_rulebook(timing, books[id_])]
    title = (
        f"Calculator.evaluate_account, view FULL: nanoseconds per position, medians of {floor_stages.RUNS} runs\n"
        "compute = measure + margin + liquidation; whole = the call from Python, bytes to bytes"
    )
    heads = ("rulebook", "positions", "request B", "decode", "validate", "compute", "encode", "whole")
    return table(title, heads, [(row[0], *(f"{number:,.0f}" for number in row[1:])) for row in rows])


def doors_table(calls: list[Call], samples: list[list[tuple[Sample, Sample]]], rounds: int, seconds: float) -> str:
    title = (
        f"EvaluateAccount, {DOOR_RULEBOOK}, view FULL, {floor_client.CALLERS} calls in flight: medians of {rounds} "
        f"interleaved rounds of {seconds} s\nratio = service / floor, calls per second of the server's CPU time: "
        "median (lowest-highest) of the rounds"
    )
    heads = ("door", "positions", "request B", "reply B", "calls/s", "floor", "per CPU-s", "floor", "ratio", "(range)")
    return table(title, heads, [_door_row(call, found) for call, found in zip(calls, samples, strict=True)])


def _door_row(call: Call, found: list[tuple[Sample, Sample]]) -> tuple[str, ...]:
    ratios = [service.per_cpu_second / floor.per_cpu_second for service, floor in found]
    figures = (
        call.positions,
        len(call.body),
        len(call.reply),
        median(service.per_second for service, _ in found),
        median(floor.per_second for _, floor in found),
        median(service.per_cpu_second for service, _ in found),
        median(floor.per_cpu_second for _, floor in found),
    )
    door = {"": "gRPC unary", JSON: "REST JSON", PROTOBUF: "REST protobuf"}[call.media_type]
    span = f"({min(ratios):.2f}-{max(ratios):.2f})"
    return door, *(f"{figure:,.0f}" for figure in figures), f"{median(ratios):.2f}", span


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7, help="rounds, at least five (default 7)")
    parser.add_argument("--seconds", type=float, default=0.5, help="length of one sample (default 0.5)")
    asked = parser.parse_args()
    rounds, seconds = max(5, asked.rounds), asked.seconds
    # Told to stop, the blocks that stop the servers must still be left.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    print(machine(), flush=True)
    with running(["-m", "marginline", "serve"]) as service:
        books = rulebooks_of(service)
        print(stages_table(books), flush=True)
        calls = calls_of(service, books[DOOR_RULEBOOK])
        sizes = {str(len(call.reply)) for call in calls}
        with running([ROOT / "loadtests" / "floor_server.py", *sizes]) as floor:
            samples = measure([loads_of(call, service, floor) for call in calls], rounds, seconds)
    print(doors_table(calls, samples, rounds, seconds))
    print(f"\ntook {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
