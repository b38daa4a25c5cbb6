"""How hard Hypothesis tries: `--hypothesis-profile` names one of these; and the fixtures of more than one file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

# No deadline: the machine's pauses are not the code's. Under tracing or a sanitizer, making examples is slow.
settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=300, derandomize=True, print_blob=True)
settings.register_profile(
    "short", deadline=None, max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("fuzz", deadline=None, max_examples=20_000)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

if TYPE_CHECKING:
    from doors_fixture import Doors


@pytest.fixture(scope="session")
def doors() -> Iterator[Doors]:
    """Both doors of one service that holds the embedded rulebooks."""
    from doors_fixture import open_doors  # noqa: PLC0415 (the stages are tested without the doors)
    from marginline.settings import Settings  # noqa: PLC0415

    with open_doors(Settings(http_port=0, grpc_port=0, drain_timeout_seconds=1)) as opened:
        yield opened
