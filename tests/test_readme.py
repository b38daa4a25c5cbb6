"""README's examples are run as they stand, and answer what it prints."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doors_fixture import Doors

README = (Path(__file__).parent.parent / "README.md").read_text()


def block(language: str) -> str:
    """The first code block of a language."""
    found = re.search(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert found, f"README has no {language} block"
    return found[1]


def test_the_curl_example_returns_the_printed_answer(doors: Doors) -> None:
    shell = next(text for text in re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE) if "curl" in text)
    command = shell.replace("127.0.0.1:8080", doors.service.http_address)
    # A sanitizer preloaded for Python is not curl's, which hangs under it.
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    done = subprocess.run(["/bin/sh", "-c", command], check=True, capture_output=True, timeout=30, env=environment)
    assert json.loads(done.stdout) == json.loads(block("json"))


def test_the_grpc_example_prints_the_printed_answer(doors: Doors) -> None:
    program = block("python").replace("127.0.0.1:50051", doors.service.grpc_address)
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=30)
    assert done.stdout == block("text")
