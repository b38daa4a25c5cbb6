"""The gRPC door: calls, refusals with details, limits, health and reflection."""

import asyncio
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2

from doors_fixture import BY_NAME, Doors, Told, open_doors, unary
from marginline import rpc
from marginline.contract import MESSAGE_BYTES, METHODS, SERVICES
from marginline.readiness import Readiness, State
from marginline.settings import Settings
from marginline.v1 import account_pb2, adl_service_pb2, margin_service_pb2, rulebook_pb2

GARBAGE = b"\xff\xff\xff\xff"
BROKEN = Told("INVALID_ARGUMENT", "MESSAGE_MALFORMED", (("", "MESSAGE_MALFORMED"),))
TOO_LARGE = Told("RESOURCE_EXHAUSTED", "MESSAGE_TOO_LARGE", (("", "MESSAGE_TOO_LARGE"),))


def padded(size: int) -> bytes:
    """A request of exactly this many bytes, most of them in a field that the contract does not know."""
    head = b"\xfa\x3f"  # field 1023, length-delimited
    length = size - len(head) - 4
    size_bytes = (length & 127 | 128, length >> 7 & 127 | 128, length >> 14 & 127 | 128, length >> 21)
    return head + bytes(size_bytes) + bytes(length)


@pytest.mark.parametrize("name", BY_NAME)
def test_garbage_is_refused_and_the_next_call_is_answered(doors: Doors, name: str) -> None:
    told = doors.rpc(name, GARBAGE)
    assert isinstance(told, Told)
    assert (told.status, told.reason) == (BROKEN.status, BROKEN.reason)
    assert isinstance(doors.rpc("ListRulebooks", b""), bytes)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_byte_too_many_is_told_with_details(doors: Doors, name: str) -> None:
    assert doors.rpc(name, padded(MESSAGE_BYTES + 1)) == TOO_LARGE


def test_a_message_of_just_the_limit_is_read(doors: Doors) -> None:
    assert len(padded(MESSAGE_BYTES)) == MESSAGE_BYTES
    assert isinstance(doors.rpc("ListRulebooks", padded(MESSAGE_BYTES)), bytes)


def test_seventeen_mebibytes_are_told_with_details(doors: Doors) -> None:
    assert doors.rpc("EvaluateAccount", padded(17 << 20)) == TOO_LARGE


def test_far_beyond_the_limit_the_transport_refuses(doors: Doors) -> None:
    call = unary(doors.channel, BY_NAME["EvaluateAccount"].name)
    with pytest.raises(grpc.RpcError) as caught:
        call(padded(24 << 20), timeout=30)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert isinstance(doors.rpc("ListRulebooks", b""), bytes)


def test_32_violations_at_long_paths_reach_the_caller_whole(doors: Doors) -> None:
    accounts = [account_pb2.Account(balances=[account_pb2.Balance()] * 256)]
    book = rulebook_pb2.RulebookSelector(rulebook_id="okx")
    request = margin_service_pb2.ComputeMarginRatioRequest(rulebook=book, account=accounts[0])
    for _ in range(50):  # a peer that dislikes long trailers drops them at random
        told = doors.rpc("ComputeMarginRatio", request.SerializeToString())
        assert isinstance(told, Told)
        assert len(told.violations) == 32


@pytest.mark.parametrize("name", BY_NAME)
def test_an_empty_message_is_refused_by_what_it_lacks(doors: Doors, name: str) -> None:
    told = doors.rpc(name, b"")
    if name == "ListRulebooks":
        assert isinstance(told, bytes)
    else:
        assert isinstance(told, Told)
        assert told.reason == "REQUIRED"
        assert all(field for field, _ in told.violations)


def test_rulebooks_are_listed_and_each_can_be_had(doors: Doors) -> None:
    answer = doors.rpc("ListRulebooks", b"")
    assert isinstance(answer, bytes)
    listed = rulebook_pb2.ListRulebooksResponse.FromString(answer).rulebooks
    ids = [summary.reference.rulebook_id for summary in listed]
    assert ids == sorted(ids)
    assert ids == [book.reference.rulebook_id for book in doors.service.rulebooks]
    for summary in listed:
        wanted = rulebook_pb2.GetRulebookRequest(rulebook_id=summary.reference.rulebook_id)
        book = doors.rpc("GetRulebook", wanted.SerializeToString())
        assert isinstance(book, bytes)
        got = rulebook_pb2.GetRulebookResponse.FromString(book)
        assert got.reference == summary.reference
        assert sorted(one.instrument_id for one in got.rulebook.instruments) == list(summary.instrument_ids)


@pytest.mark.parametrize(
    ("rulebook_id", "status", "reason"),
    [
        ("okex", "NOT_FOUND", "UNKNOWN_RULEBOOK"),
        ("x" * 65, "INVALID_ARGUMENT", "ID_MALFORMED"),
        ("ökx", "INVALID_ARGUMENT", "ID_MALFORMED"),
        ("a\n", "INVALID_ARGUMENT", "ID_MALFORMED"),
    ],
)
def test_a_rulebook_that_is_not_held_is_refused(doors: Doors, rulebook_id: str, status: str, reason: str) -> None:
    request = rulebook_pb2.GetRulebookRequest(rulebook_id=rulebook_id).SerializeToString()
    assert doors.rpc("GetRulebook", request) == Told(status, reason, (("rulebook_id", reason),))


def test_an_unknown_method_is_unimplemented(doors: Doors) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        unary(doors.channel, "/marginline.v1.MarginService/Guess")(b"", timeout=30)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.parametrize("service", ["", *(service.full_name for service in SERVICES)])
def test_every_service_is_healthy_while_serving(doors: Doors, service: str) -> None:
    stub: Any = health_pb2_grpc.HealthStub(doors.channel)
    answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=30)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


async def test_health_follows_readiness() -> None:
    readiness = Readiness()
    calls = {method.name: bytes for method in METHODS}
    door = await rpc.server(calls, readiness, with_reflection=False)
    port = door.add_insecure_port("127.0.0.1:0")
    await door.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        found = []
        for state in (State.STARTING, State.SERVING, State.DRAINING, State.SERVING):
            await readiness.enter(state)
            found.append((await stub.Check(health_pb2.HealthCheckRequest())).status)
    await door.stop(0)
    serving, not_serving = health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING
    assert found == [not_serving, serving, not_serving, not_serving]


async def test_an_exception_of_ours_is_internal_and_tells_nothing() -> None:
    def broken(request: bytes) -> bytes:
        raise ValueError(request.decode())

    door = await rpc.server({method.name: broken for method in METHODS}, Readiness(), with_reflection=False)
    port = door.add_insecure_port("127.0.0.1:0")
    await door.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(METHODS[0].name)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(b"4711 USDT")
    await door.stop(0)
    assert caught.value.code() is grpc.StatusCode.INTERNAL
    assert "4711" not in f"{caught.value.details()} {caught.value.trailing_metadata()}"


def reflect(doors: Doors, version: str, request: reflection_pb2.ServerReflectionRequest) -> list[bytes]:
    path = f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"
    call: grpc.StreamStreamMultiCallable[bytes, bytes] = doors.channel.stream_stream(path)
    return list(call(iter([request.SerializeToString()]), timeout=30))


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
def test_reflection_tells_the_services_and_their_messages(doors: Doors, version: str) -> None:
    (answer,) = reflect(doors, version, reflection_pb2.ServerReflectionRequest(list_services=""))
    listed = reflection_pb2.ServerReflectionResponse.FromString(answer).list_services_response.service
    assert {service.full_name for service in SERVICES} < {service.name for service in listed}
    symbol = reflection_pb2.ServerReflectionRequest(file_containing_symbol="marginline.v1.AdlService")
    (answer,) = reflect(doors, version, symbol)
    files = reflection_pb2.ServerReflectionResponse.FromString(answer).file_descriptor_response.file_descriptor_proto
    assert adl_service_pb2.DESCRIPTOR.name in {FileDescriptorProto.FromString(file).name for file in files}


def test_reflection_can_be_switched_off() -> None:
    with open_doors(Settings(http_port=0, grpc_port=0, reflection=False)) as doors:
        with pytest.raises(grpc.RpcError) as caught:
            reflect(doors, "v1", reflection_pb2.ServerReflectionRequest(list_services=""))
        assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def test_calls_at_once_are_each_answered(doors: Doors) -> None:
    async with grpc.aio.insecure_channel(doors.service.grpc_address) as channel:
        call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(BY_NAME["ListRulebooks"].name)
        answers = await asyncio.gather(*(call(b"") for _ in range(200)))
    assert len(set(answers)) == 1
