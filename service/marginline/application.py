"""Puts the service together and runs it: one process, one event loop, both doors over one calculator."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Final

import grpc
import uvicorn
import uvloop

from marginline import pages, rest, rpc
from marginline.contract import Call
from marginline.readiness import Readiness, State
from marginline.rulebooks import Held, RulebookRefused, gather
from marginline.settings import Settings
from marginline.shelf import Shelf
from marginline_native.calculator import Calculator

_CANNOT_START: Final = 2
_BACKLOG: Final = 2048


class CannotStart(Exception):
    """Something outside of the service keeps it from starting; the text is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Running:
    """A service that answers on both ports."""

    http_address: str
    grpc_address: str
    readiness: Readiness
    rulebooks: list[Held]


def serve(settings: Settings) -> int:
    """Serves until SIGTERM or SIGINT, and returns the exit code: 0, or 2 if it could not start."""
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        uvloop.run(_until_told(settings))
    except (CannotStart, RulebookRefused) as fault:
        sys.stderr.write(f"marginline: {fault}\n")
        return _CANNOT_START
    return 0


async def _until_told(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(settings) as service:
        sys.stdout.write(_greeting(service))
        sys.stdout.flush()
        await stop.wait()


def _greeting(service: Running) -> str:
    names = [f"{book.reference.rulebook_id} {book.reference.version}" for book in service.rulebooks]
    held = ", ".join(names) or "none"
    return f"marginline: REST http://{service.http_address} (/docs), gRPC {service.grpc_address}, rulebooks: {held}\n"


def calls_of(held: list[Held]) -> dict[str, Call]:
    """What answers each method of the contract, by its name; both doors are given the same."""
    calculator = Calculator([book.compiled for book in held])
    shelf = Shelf(held)
    return {
        "/marginline.v1.MarginService/ComputeMarginRatio": calculator.compute_margin_ratio,
        "/marginline.v1.MarginService/ComputeLiquidationPrice": calculator.compute_liquidation_price,
        "/marginline.v1.MarginService/EvaluateAccount": calculator.evaluate_account,
        "/marginline.v1.MarginService/BatchEvaluateAccounts": calculator.batch_evaluate_accounts,
        "/marginline.v1.AdlService/RankCandidates": calculator.rank_candidates,
        "/marginline.v1.RulebookService/ListRulebooks": shelf.list_rulebooks,
        "/marginline.v1.RulebookService/GetRulebook": shelf.get_rulebook,
    }


@contextlib.asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Running]:
    """A service inside the running event loop, ready when entered and drained when left. Raises CannotStart."""
    held = gather(settings.rulebook_files, with_embedded=settings.embedded_rulebooks)
    calls = calls_of(held)
    readiness = Readiness()
    with _listening("REST", settings.http_host, settings.http_port) as listener:
        grpc_door = await rpc.server(calls, readiness, with_reflection=settings.reflection)
        grpc_port = _bound(grpc_door, settings.grpc_host, settings.grpc_port)
        http_door = _http_server(rest.application(calls, pages.pages(readiness, with_docs=settings.docs)), settings)
        await grpc_door.start()
        serving = asyncio.create_task(http_door.serve(sockets=[listener]))
        await http_door.up.wait()
        await readiness.enter(State.SERVING)
        http_port = listener.getsockname()[1]
        try:
            yield Running(
                _address(settings.http_host, http_port), _address(settings.grpc_host, grpc_port), readiness, held
            )
        finally:
            await readiness.enter(State.DRAINING)
            http_door.should_exit = True
            await asyncio.gather(serving, grpc_door.stop(settings.drain_timeout_seconds))


@contextlib.contextmanager
def _listening(door: str, host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise CannotStart(f"{door} cannot listen on {_address(host, port)}: {error.strerror or error}") from None
    with listener:
        yield listener


def _bound(door: grpc.aio.Server, host: str, port: int) -> int:
    # Tried by ourselves first, since gRPC does not say what is wrong and writes a log of its own to standard error.
    with _listening("gRPC", host, port):
        pass
    try:
        return door.add_insecure_port(_address(host, port))
    except RuntimeError as error:
        raise CannotStart(f"gRPC cannot listen on {_address(host, port)}: {error}") from None


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class _Server(uvicorn.Server):
    """uvicorn, but signals are the application's, and `up` tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's."""
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


def _http_server(app: rest.Door, settings: Settings) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            loop="none",
            http="httptools",
            ws="none",
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=max(1, round(settings.drain_timeout_seconds)),
        )
    )
