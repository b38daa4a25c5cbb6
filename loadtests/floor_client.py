"""The caller of the floors, in a process of its own: a few calls in flight, bounded in count and in time.

It does as little for a call as it can, so that the server has a core to itself; every reply is compared.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import grpc
import uvloop

CALLERS = 8
MOST_CALLS = 50_000
CALL_SECONDS = 10.0
WARM_SECONDS = 0.1


class Load(NamedTuple):
    """One call to one server, made again and again. `http_head` is all of a REST request before its body."""

    pid: int
    address: str
    grpc_method: str
    http_head: bytes
    body: bytes
    reply: bytes


class Sample(NamedTuple):
    """What one round gave: calls per second of the clock, and per second of the server's CPU time."""

    per_second: float
    per_cpu_second: float


class WrongReply(Exception):
    """A server answered something else than before, or hung up."""


@dataclass
class _Turns:
    """How many calls may still begin, and until when."""

    deadline: float
    left: int = MOST_CALLS

    def take(self) -> bool:
        if self.left == 0 or time.perf_counter() >= self.deadline:
            return False
        self.left -= 1
        return True


class _Connection(asyncio.Protocol):
    """Asks again over one connection as soon as it is answered, while there are turns."""

    def __init__(self, load: Load, turns: _Turns) -> None:
        self.turns, self.reply = turns, load.reply
        self.request = load.http_head + load.body
        self.seen = b""
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # That of uvloop is no subclass.
        self.transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        if self.turns.take():
            self.transport.write(self.request)
        else:
            self._end(None)

    def data_received(self, data: bytes) -> None:
        self.seen += data
        body = self.seen.find(b"\r\n\r\n") + 4
        if body < 4:
            return
        if not self.seen.startswith(b"HTTP/1.1 200 "):
            self._end(WrongReply(self.seen[:300]))
        elif len(self.seen) >= body + len(self.reply):
            answered, self.seen = self.seen[body:], b""
            self._ask() if answered == self.reply else self._end(WrongReply(answered[:300]))

    def connection_lost(self, error: Exception | None) -> None:
        self._end(WrongReply(f"hung up: {error}"))

    def _end(self, wrong: WrongReply | None) -> None:
        if not self.over.done():
            self.over.set_result(None) if wrong is None else self.over.set_exception(wrong)
        self.transport.close()


async def _call_rest(load: Load, turns: _Turns) -> None:
    host, _, port = load.address.rpartition(":")
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(lambda: _Connection(load, turns), host, int(port))
    await connection.over


async def _call_grpc(load: Load, turns: _Turns, channel: grpc.aio.Channel) -> None:
    call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(load.grpc_method)
    while turns.take():
        answered = await call(load.body, timeout=CALL_SECONDS)
        if answered != load.reply:
            raise WrongReply(answered[:300])


def _cpu_seconds(pid: int) -> float:
    # The kernel's clock of another process's CPU time (see clock_getcpuclockid): /proc/<pid>/stat, but in nanoseconds.
    return time.clock_gettime(~pid << 3 | 2)


async def _sample(load: Load, channels: dict[str, grpc.aio.Channel], seconds: float) -> Sample:
    started, cpu_started = time.perf_counter(), _cpu_seconds(load.pid)
    turns = _Turns(started + seconds)
    async with asyncio.timeout(seconds + CALL_SECONDS), asyncio.TaskGroup() as callers:
        for _ in range(CALLERS):
            over_rest = not load.grpc_method
            calling = _call_rest(load, turns) if over_rest else _call_grpc(load, turns, channels[load.address])
            callers.create_task(calling)
    took, cpu_took = time.perf_counter() - started, _cpu_seconds(load.pid) - cpu_started
    calls = MOST_CALLS - turns.left
    return Sample(calls / took, calls / cpu_took)


async def _measure(rows: Sequence[tuple[Load, Load]], rounds: int, seconds: float) -> list[list[tuple[Sample, Sample]]]:
    addresses = {load.address for row in rows for load in row if load.grpc_method}
    channels = {address: grpc.aio.insecure_channel(address) for address in addresses}
    for load in (load for row in rows for load in row):
        await _sample(load, channels, WARM_SECONDS)
    samples: list[list[tuple[Sample, Sample]]] = [[] for _ in rows]
    for number in range(rounds):
        for row, found in zip(rows, samples, strict=True):
            # Who goes first changes, since what a machine gives often falls or rises within a round.
            first, second = row if number % 2 == 0 else row[::-1]
            pair = await _sample(first, channels, seconds), await _sample(second, channels, seconds)
            found.append(pair if number % 2 == 0 else pair[::-1])
    for channel in channels.values():
        await channel.close()
    return samples


def measure(rows: Sequence[tuple[Load, Load]], rounds: int, seconds: float) -> list[list[tuple[Sample, Sample]]]:
    """Samples of each row's two loads, one pair a round; all rows are gone through in each round.

    `seconds` is the length of one sample. Raises WrongReply, or what the transport raises, at the first failure.
    """
    return uvloop.run(_measure(rows, rounds, seconds))
