"""Both doors with nothing behind them: each call gets a reply of fixed size, and nobody looks at what it asks.

usage: python loadtests/floor_server.py SIZE...: gRPC /marginline.Floor/SIZE and POST /floor/SIZE answer SIZE bytes.
One process and one event loop, with the servers and the settings of the service, so that what remains is our own cost.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import grpc
import uvicorn
import uvloop

HOST = "127.0.0.1"
GRPC_SERVICE = "marginline.Floor"
REST_ROOM = "/floor/"

Scope: TypeAlias = Mapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]
Send: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

# These three are the service's own: the options of rpc.server, and the backlog and uvicorn.Config of application.
_GRPC_OPTIONS = (
    ("grpc.max_receive_message_length", 20 * 1024 * 1024),
    ("grpc.max_send_message_length", -1),
    ("grpc.so_reuseport", 0),
)
_BACKLOG = 2048


def _http_config(app: Application) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",
        http="httptools",
        ws="none",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )


def reply_of(size: int) -> bytes:
    """What is answered where `size` bytes are asked for."""
    return bytes(size)


def _grpc_handler(reply: bytes) -> grpc.RpcMethodHandler[bytes, bytes]:
    async def answer(request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]) -> bytes:  # noqa: ARG001
        return reply

    return grpc.unary_unary_rpc_method_handler(answer)


def _http_handler(reply: bytes) -> Application:
    headers = [(b"content-type", b"application/x-protobuf"), (b"content-length", b"%d" % len(reply))]
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    content = {"type": "http.response.body", "body": reply, "more_body": False}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        # The transport hands the body over, as it does to the service; nobody looks at it.
        while (await receive()).get("more_body"):
            pass
        await send(start)
        await send(content)

    return answer


def _routed(routes: Mapping[str, Application]) -> Application:
    def answer(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return routes[scope["path"]](scope, receive, send)

    return answer


async def serve(sizes: list[int]) -> None:
    """Serves on two free ports, which it prints, until SIGTERM."""
    replies = {str(size): reply_of(size) for size in sizes}
    handlers = {size: _grpc_handler(reply) for size, reply in replies.items()}
    door = grpc.aio.server(options=_GRPC_OPTIONS)
    door.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(GRPC_SERVICE, handlers),))
    grpc_port = door.add_insecure_port(f"{HOST}:0")
    await door.start()
    app = _routed({REST_ROOM + size: _http_handler(reply) for size, reply in replies.items()})
    with socket.create_server((HOST, 0), backlog=_BACKLOG) as listener:
        http_port = listener.getsockname()[1]
        print(f"floor: REST http://{HOST}:{http_port}, gRPC {HOST}:{grpc_port}", flush=True)
        await uvicorn.Server(_http_config(app)).serve(sockets=[listener])


if __name__ == "__main__":
    uvloop.run(serve([int(size) for size in sys.argv[1:]]))
