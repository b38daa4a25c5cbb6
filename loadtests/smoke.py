"""Starts the service on the loopback, asks both doors the same a few hundred times, and holds the answers equal.

usage: python loadtests/smoke.py [CALLS]. Bounded in count and time; stops what it started.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection

import grpc
from google.protobuf import json_format
from google.protobuf.message import Message

from marginline.v1 import account_pb2, margin_service_pb2, margin_service_pb2_grpc, rulebook_pb2, rulebook_pb2_grpc

HOST = "127.0.0.1"
START_SECONDS = 30.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def serve(http_port: int, grpc_port: int) -> subprocess.Popen[bytes]:
    ports = {"MARGINLINE_HTTP_PORT": str(http_port), "MARGINLINE_GRPC_PORT": str(grpc_port)}
    return subprocess.Popen([sys.executable, "-m", "marginline", "serve"], env={**os.environ, **ports})


def until_ready(http_port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        connection = HTTPConnection(HOST, http_port, timeout=2)
        try:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise TimeoutError(f"not ready within {START_SECONDS} s")


def a_request(channel: grpc.Channel) -> margin_service_pb2.EvaluateAccountRequest:
    """One cross position in the first instrument of the first rulebook that the server holds."""
    stub = rulebook_pb2_grpc.RulebookServiceStub(channel)
    held = stub.ListRulebooks(rulebook_pb2.ListRulebooksRequest()).rulebooks[0].reference
    rulebook = stub.GetRulebook(rulebook_pb2.GetRulebookRequest(rulebook_id=held.rulebook_id)).rulebook
    instrument = rulebook.instruments[0]
    position = account_pb2.Position(
        instrument_id=instrument.instrument_id,
        side=account_pb2.SIDE_LONG,
        quantity="3",
        entry_price="101.5",
        leverage="4",
        cross=account_pb2.Cross(),
    )
    balance = account_pb2.Balance(currency=instrument.settlement_currency, wallet_balance="250")
    return margin_service_pb2.EvaluateAccountRequest(
        rulebook=rulebook_pb2.RulebookSelector(rulebook_id=rulebook.rulebook_id),
        mark_prices=[account_pb2.MarkPrice(instrument_id=instrument.instrument_id, price="100")],
        account=account_pb2.Account(account_id="smoke", balances=[balance], positions=[position]),
    )


def bytes_of(message: Message) -> bytes:
    return message.SerializeToString(deterministic=True)


def timed(name: str, calls: int, call: Callable[[], bytes]) -> bytes:
    """Makes the calls, one after the other, and returns their one answer."""
    started = time.perf_counter()
    answers = {call() for _ in range(calls)}
    print(f"{name}: {calls} calls, {calls / (time.perf_counter() - started):,.0f} a second")
    (answer,) = answers
    return answer


def compare_doors(http_port: int, grpc_port: int, calls: int) -> None:
    with grpc.insecure_channel(f"{HOST}:{grpc_port}") as channel:
        request = a_request(channel)
        stub = margin_service_pb2_grpc.MarginServiceStub(channel)
        by_grpc = timed("gRPC", calls, lambda: bytes_of(stub.EvaluateAccount(request, timeout=5)))
    connection = HTTPConnection(HOST, http_port, timeout=5)
    body = json_format.MessageToJson(request)

    def post() -> bytes:
        connection.request("POST", "/v1/accounts:evaluate", body, {"Content-Type": "application/json"})
        return connection.getresponse().read()

    by_rest = timed("REST", calls, post)
    connection.close()
    answer = json_format.Parse(by_rest, margin_service_pb2.EvaluateAccountResponse())
    if bytes_of(answer) != by_grpc:
        raise SystemExit(f"the doors disagree: {json.loads(by_rest)}")


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    http_port, grpc_port = free_port(), free_port()
    with serve(http_port, grpc_port) as service:
        try:
            until_ready(http_port)
            compare_doors(http_port, grpc_port, calls)
        finally:
            service.terminate()
        if service.wait(timeout=60) != 0:
            raise SystemExit(f"the service ended with {service.returncode}")


if __name__ == "__main__":
    main()
