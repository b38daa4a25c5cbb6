"""The gRPC door: the bytes of each call go to the calculator as they came, and its bytes go back as they are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, NoReturn, TypeAlias

import grpc
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2

from marginline.contract import MESSAGE_BYTES, METHODS, SERVICES, Call
from marginline.errors import DOMAIN, Refusal, name_of, refusal_of, sentence_of, telling_of
from marginline.readiness import Readiness, State
from marginline.v1 import error_pb2

Context: TypeAlias = grpc.aio.ServicerContext[bytes, bytes]

_DETAILS_KEY: Final = "grpc-status-details-bin"
_REFLECTION_V1: Final = "grpc.reflection.v1.ServerReflection"
_OPTIONS: Final = (
    # Somewhat above our own limit, so that the caller of a message too large is told so by us, with details.
    ("grpc.max_receive_message_length", MESSAGE_BYTES + MESSAGE_BYTES // 4),
    ("grpc.max_send_message_length", -1),
    # Otherwise a second server on the same port would start, and each get some of the calls.
    ("grpc.so_reuseport", 0),
)


async def server(calls: Mapping[str, Call], readiness: Readiness, *, with_reflection: bool) -> grpc.aio.Server:
    """A server of all services, not yet bound to a port. `calls` holds one call per method name of the contract."""
    door = grpc.aio.server(options=_OPTIONS)
    for service in SERVICES:
        handlers: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
            method.descriptor.name: grpc.unary_unary_rpc_method_handler(_handler(method.name, calls[method.name]))
            for method in METHODS
            if method.descriptor.containing_service is service
        }
        door.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service.full_name, handlers),))
    await _add_health(door, readiness)
    if with_reflection:
        _add_reflection(door)
    return door


def _handler(name: str, call: Call) -> Callable[[bytes, Context], Awaitable[bytes]]:
    async def answer(request: bytes, context: Context) -> bytes:
        try:
            _check_size(request)
            return call(request)
        except Exception as error:  # noqa: BLE001
            refusal = refusal_of(error, name)
        return await _refuse(context, refusal)

    return answer


def _check_size(request: bytes) -> None:
    if len(request) > MESSAGE_BYTES:
        raise Refusal(("", error_pb2.ERROR_REASON_MESSAGE_TOO_LARGE))


async def _refuse(context: Context, refusal: Refusal) -> NoReturn:
    await context.abort(*_told(refusal))


def _told(refusal: Refusal) -> tuple[grpc.StatusCode, str, tuple[tuple[str, bytes], ...]]:
    code, sentence = telling_of(refusal.reason).grpc, sentence_of(refusal)
    status = status_pb2.Status(code=code.value[0], message=sentence)
    if refusal.reason != error_pb2.ERROR_REASON_INTERNAL:
        status.details.add().Pack(error_details_pb2.BadRequest(field_violations=map(_violation, refusal.violations)))
    status.details.add().Pack(error_details_pb2.ErrorInfo(reason=name_of(refusal.reason), domain=DOMAIN))
    return code, sentence, ((_DETAILS_KEY, status.SerializeToString()),)


def _violation(violation: tuple[str, int]) -> error_details_pb2.BadRequest.FieldViolation:
    field, reason = violation
    return error_details_pb2.BadRequest.FieldViolation(
        field=field, reason=name_of(reason), description=telling_of(reason).sentence
    )


async def _add_health(door: grpc.aio.Server, readiness: Readiness) -> None:
    servicer = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, door)

    async def follow(state: State) -> None:
        serving = health_pb2.HealthCheckResponse.SERVING
        status = serving if state is State.SERVING else health_pb2.HealthCheckResponse.NOT_SERVING
        for name in ("", *(service.full_name for service in SERVICES)):
            await servicer.set(name, status)

    await readiness.listen(follow)


def _add_reflection(door: grpc.aio.Server) -> None:
    names = [service.full_name for service in SERVICES]
    servicer = reflection.aio.ReflectionServicer([*names, health.SERVICE_NAME, reflection.SERVICE_NAME])
    handler = grpc.stream_stream_rpc_method_handler(
        servicer.ServerReflectionInfo,
        reflection_pb2.ServerReflectionRequest.FromString,
        reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    # The messages of v1 are those of v1alpha under another package name, which the wire does not carry.
    for name in (reflection.SERVICE_NAME, _REFLECTION_V1):
        door.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, {"ServerReflectionInfo": handler}),))
