"""The process: what it prints, what keeps it from starting, and how it ends."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import httpx
import pytest

from doors_fixture import BY_NAME, unary
from marginline.readiness import Readiness, State
from marginline.rulebook_text import rulebook_text
from marginline.rulebooks import gather

GREETING = re.compile(
    r"marginline: REST http://(127\.0\.0\.1:\d+) \(/docs\), gRPC (127\.0\.0\.1:\d+), rulebooks: (.+)\n"
)


@contextmanager
def serving(*flags: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "marginline", "serve", *flags]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def greeting_of(process: subprocess.Popen[str]) -> tuple[str, str, str]:
    assert process.stdout
    line = process.stdout.readline()
    found = GREETING.fullmatch(line)
    assert found, line + (process.stderr.read() if process.stderr and not line else "")
    return found[1], found[2], found[3]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_command_opens_both_doors_and_a_signal_closes_them(number: signal.Signals) -> None:
    with serving("--http-port", "0", "--grpc-port", "0") as process:
        http, rpc, held = greeting_of(process)
        assert "okx" in held
        assert httpx.get(f"http://{http}/health/ready").status_code == 200
        with grpc.insecure_channel(rpc) as channel:
            assert unary(channel, BY_NAME["ListRulebooks"].name)(b"", timeout=30)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize("door", ["http", "grpc"])
def test_a_port_in_use_is_told_in_a_line(door: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        free = "grpc" if door == "http" else "http"
        with serving(f"--{door}-port", port, f"--{free}-port", "0") as process:
            out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert err.startswith("marginline: ")
    assert f"cannot listen on 127.0.0.1:{port}" in err.splitlines()[-1]
    assert "Traceback" not in err


def test_an_open_address_is_refused_in_a_sentence_that_says_what_to_do() -> None:
    with serving("--http-host", "0.0.0.0") as process:  # noqa: S104
        _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "--insecure" in err


def test_a_rulebook_file_goes_before_the_embedded_one_of_its_id(tmp_path: Path) -> None:
    okx = next(book for book in gather([], with_embedded=True) if book.reference.rulebook_id == "okx")
    message = type(okx.message)()
    message.CopyFrom(okx.message)
    message.version = "ours"
    path = tmp_path / "okx.json"
    path.write_text(rulebook_text(message))
    held = gather([path], with_embedded=True)
    assert len(held) == len(gather([], with_embedded=True))
    assert "ours" in {book.reference.version for book in held}
    assert len(gather([path], with_embedded=False)) == 1


async def test_readiness_never_goes_back() -> None:
    readiness = Readiness()
    told: list[State] = []

    async def note(state: State) -> None:
        told.append(state)

    await readiness.listen(note)
    for state in (State.SERVING, State.SERVING, State.STARTING, State.DRAINING, State.SERVING):
        await readiness.enter(state)
    assert told == [State.STARTING, State.SERVING, State.DRAINING]
    assert not readiness.ready
