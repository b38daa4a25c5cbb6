"""The worked examples of the venues, asked at both doors as a user would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from google.protobuf import json_format

import vectors_adapter
from marginline.v1 import adl_service_pb2, margin_service_pb2

if TYPE_CHECKING:
    from doors_fixture import Doors

CASES = vectors_adapter.cases()


def response(rpc: str) -> Any:
    """An empty response of an RPC."""
    module = adl_service_pb2 if rpc == "RankCandidates" else margin_service_pb2
    return getattr(module, f"{rpc}Response")()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case_id)
def test_grpc_agrees_with_the_venue(case: vectors_adapter.Case, doors: Doors) -> None:
    answer = doors.rpc(case.rpc, case.request.SerializeToString())
    assert isinstance(answer, bytes), answer
    found = response(case.rpc)
    found.ParseFromString(answer)
    case.check(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case_id)
def test_rest_agrees_with_the_venue(case: vectors_adapter.Case, doors: Doors) -> None:
    answer = doors.rest(case.rpc, json_format.MessageToJson(case.request).encode())
    assert isinstance(answer, bytes), answer
    case.check(json_format.Parse(answer, response(case.rpc)))
