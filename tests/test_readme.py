"""README's examples are run as they stand, and answer what it prints."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from doors_fixture import Doors

README = (Path(__file__).parent.parent / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_the_curl_example_returns_the_printed_answer(doors: Doors) -> None:
    """Sent without curl itself, which a machine that only has what README asks for may lack."""
    curl, silent, url, *options = shlex.split(next(text for text in blocks("sh") if "curl" in text))
    assert (curl, silent, options[::2]) == ("curl", "-sS", ["-H", "-d"])
    header, body = options[1::2]
    address = url.replace("127.0.0.1:8080", doors.service.http_address)
    answer = httpx.post(address, content=body, headers=dict([header.split(": ")]))
    assert answer.json() == json.loads(blocks("json")[0])


def test_the_grpc_example_prints_the_printed_answer(doors: Doors) -> None:
    program = blocks("python")[0].replace("127.0.0.1:50051", doors.service.grpc_address)
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=30)
    assert done.stdout == blocks("text")[0]
