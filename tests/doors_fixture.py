"""Both doors, really listening on free ports, in a thread with an event loop of its own; and what it takes to knock."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import grpc
import httpx
from google.rpc import error_details_pb2, status_pb2

from marginline.application import Running, running
from marginline.contract import METHODS, Method
from marginline.settings import Settings

JSON = "application/json"
PROTOBUF = "application/x-protobuf"
BY_NAME = {method.descriptor.name: method for method in METHODS}


@dataclass(frozen=True)
class Told:
    """A refusal as a door told it, in one form for both: its status, reason and (field, reason) pairs."""

    status: int | str
    reason: str
    violations: tuple[tuple[str, str], ...]


def unary(channel: grpc.Channel, path: str) -> grpc.UnaryUnaryMultiCallable[bytes, bytes]:
    """A call of raw bytes."""
    return channel.unary_unary(path)


class Doors:
    """Callers of a running service."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.http = httpx.Client(base_url=f"http://{service.http_address}", timeout=30)
        unlimited = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
        self.channel = grpc.insecure_channel(service.grpc_address, options=unlimited)

    def close(self) -> None:
        self.http.close()
        self.channel.close()

    def rpc(self, name: str, request: bytes) -> bytes | Told:
        """Calls a method over gRPC, by its short name."""
        try:
            return unary(self.channel, BY_NAME[name].name)(request, timeout=30)
        except grpc.RpcError as error:
            return told_by_grpc(error)

    def rest(self, name: str, body: bytes, content_type: str = JSON, accept: str | None = None) -> bytes | Told:
        """Calls a method over REST, by its short name."""
        headers = {"content-type": content_type} | ({"accept": accept} if accept else {})
        return answered(self.http.request(*place_of(BY_NAME[name]), content=body, headers=headers))


def place_of(method: Method) -> tuple[str, str]:
    return method.verb, method.path


def answered(response: httpx.Response) -> bytes | Told:
    if response.status_code == 200:
        return response.content
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem = response.json()
    assert problem["status"] == response.status_code
    rows = tuple((row["field"], row["reason"]) for row in problem["violations"])
    return Told(response.status_code, problem["reason"], rows)


def told_by_grpc(error: grpc.RpcError) -> Told:
    trailers: Any = error.trailing_metadata()
    found = [value for key, value in trailers if key == "grpc-status-details-bin"]
    status = status_pb2.Status.FromString(bytes(found[0]))
    assert (status.code, status.message) == (error.code().value[0], error.details())
    request, info = error_details_pb2.BadRequest(), error_details_pb2.ErrorInfo()
    for detail in status.details:
        assert detail.Unpack(request) or detail.Unpack(info)
    assert info.domain == "marginline"
    rows = tuple((violation.field, violation.reason) for violation in request.field_violations)
    return Told(error.code().name, info.reason, rows)


class ServiceThread:
    """A service that runs until it is told to stop."""

    def __init__(self, settings: Settings) -> None:
        self._up: Future[Running] = Future()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(settings),))

    async def _run(self, settings: Settings) -> None:
        try:
            async with running(settings) as service:
                self._up.set_result(service)
                await self._stop.wait()
        except BaseException as error:
            if self._up.done():
                raise
            self._up.set_exception(error)

    def start(self) -> Running:
        self._thread.start()
        return self._up.result(timeout=30)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=30)
        self._loop.close()


@contextlib.contextmanager
def open_doors(settings: Settings) -> Iterator[Doors]:
    """A service of its own for as long as the block lasts."""
    thread = ServiceThread(settings)
    knocking = Doors(thread.start())
    try:
        yield knocking
    finally:
        knocking.close()
        thread.stop()
