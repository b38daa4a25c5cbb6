"""The REST door: the routes of google.api.http over Litestar, in JSON or in the messages' own bytes.

What takes a body is answered by a bare ASGI application.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from http import HTTPStatus
from typing import Any, Final, TypeAlias

import msgspec
from litestar import Litestar, Request, Response, asgi, get
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, ControllerRouterHandler, Receive, Scope, Send

from marginline import media
from marginline.contract import MESSAGE_BYTES, METHODS, Call, Method
from marginline.errors import Refusal, name_of, refusal_of, sentence_of, telling_of
from marginline.json_reading import to_wire
from marginline.json_writing import to_json
from marginline.schema import shape_of
from marginline.v1 import error_pb2

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]

_PARAMETER: Final = re.compile(r"\{(\w+)\}")


class Unspoken(Exception):
    """A request that HTTP itself lets us refuse before its body is looked at: a status, a sentence, headers."""

    def __init__(self, status: int, sentence: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers


class _Gone(Exception):
    """The caller has hung up."""


class Door:
    """An ASGI application: Litestar, `framework`, but that it is not asked where a path is one of `posted`.

    To be routed by the framework costs a small call as much as all else that is done here for it.
    """

    def __init__(self, framework: Litestar, posted: Mapping[str, ASGIApp]) -> None:
        self.framework = framework
        self.posted = posted

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answers one request."""
        return self.posted.get(scope["path"], self.framework)(scope, receive, send)


def application(calls: Mapping[str, Call], pages: list[ControllerRouterHandler]) -> Door:
    """The door: one route per method of the contract, and `pages`. `calls` holds one call per method name."""
    posted = {method.path: _posted(method, calls[method.name]) for method in METHODS if method.verb == "POST"}
    got = [_got(method, calls[method.name]) for method in METHODS if method.verb == "GET"]
    framework = Litestar(
        [*(asgi(path, copy_scope=False)(answer) for path, answer in posted.items()), *got, *pages],
        exception_handlers={HTTPException: _of_framework, Exception: _of_ourselves},
        openapi_config=None,
        logging_config=None,
    )
    return Door(framework, posted)


def _posted(method: Method, call: Call) -> ASGIApp:
    asked, answered = shape_of(method.request), shape_of(method.response)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            _check_verb(str(scope.get("method")))
            headers = dict(scope["headers"])
            inward, outward = _media(headers)
            body = await _body(headers, receive)
            response = call(to_wire(asked, body) if inward == media.JSON else body)
            content = response if outward == media.PROTOBUF else to_json(answered, response)
        except _Gone:
            return
        except Exception as error:  # noqa: BLE001
            status, content, more = _told(error, method.name)
            await _send(send, status, media.PROBLEM, content, *more)
        else:
            await _send(send, 200, outward, content)

    return answer


def _got(method: Method, call: Call) -> ControllerRouterHandler:
    # Litestar does not hand the parameters of a path to a bare application.
    asked, answered = shape_of(method.request), shape_of(method.response)

    async def answer(request: Request[Any, Any, Any]) -> Response[bytes]:
        try:
            _, outward = _media(dict(request.scope["headers"]))
            response = call(to_wire(asked, msgspec.json.encode(request.path_params)))
            content = response if outward == media.PROTOBUF else to_json(answered, response)
        except Exception as error:  # noqa: BLE001
            return _problem_response(*_told(error, method.name))
        return Response(content, media_type=outward.decode())

    return get(_PARAMETER.sub(r"{\1:str}", method.path), name=method.name)(answer)


def _check_verb(verb: str) -> None:
    if verb != "POST":
        raise Unspoken(405, "This route takes POST.", (b"allow", b"POST"))


def _media(headers: Mapping[bytes, bytes]) -> tuple[bytes, bytes]:
    inward = media.of_body(headers.get(b"content-type", media.JSON))
    if inward is None:
        raise Unspoken(415, "The body must be application/json (UTF-8) or application/x-protobuf.")
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise Unspoken(415, "The body must not be compressed.")
    outward = media.of_answer(headers.get(b"accept", b"*/*"), inward)
    if outward is None:
        raise Unspoken(406, "The answer can be application/json or application/x-protobuf.")
    return inward, outward


async def _body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
    # Nothing of a body that says it is too large is read, and no more than the limit of one that does not say.
    _check_size(int(headers.get(b"content-length", b"0")))
    pieces: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] != "http.request":
            raise _Gone
        pieces.append(event["body"])
        size += len(event["body"])
        _check_size(size)
        if not event["more_body"]:
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _check_size(size: int) -> None:
    if size > MESSAGE_BYTES:
        raise Refusal(("", error_pb2.ERROR_REASON_MESSAGE_TOO_LARGE))


async def _send(send: Send, status: int, media_type: bytes, content: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", b"%d" % len(content))
    start = {
        "type": "http.response.start",
        "status": status,
        "headers": [(b"content-type", media_type), length, *headers],
    }
    await send(start)  # type: ignore[arg-type]
    await send({"type": "http.response.body", "body": content, "more_body": False})


def _told(error: Exception, call: str) -> tuple[int, bytes, Headers]:
    if isinstance(error, Unspoken):
        return error.status, unspoken(error.status, error.sentence), error.headers
    return *problem(refusal_of(error, call)), ()


def _problem_response(status: int, content: bytes, headers: Headers = ()) -> Response[bytes]:
    more = {name.decode(): value.decode() for name, value in headers}
    return Response(content, status_code=status, media_type=media.PROBLEM.decode(), headers=more)


def problem(refusal: Refusal) -> tuple[int, bytes]:
    """HTTP status and problem details (RFC 9457) of a refusal."""
    telling = telling_of(refusal.reason)
    rows = [
        {"field": field, "reason": name_of(reason), "description": telling_of(reason).sentence}
        for field, reason in refusal.violations
    ]
    return telling.http, _details(telling.http, refusal.reason, telling.sentence, sentence_of(refusal), rows)


def unspoken(status: int, sentence: str) -> bytes:
    """Problem details of what was refused before any message was read."""
    reason = error_pb2.ERROR_REASON_NOT_FOUND
    return _details(status, reason, telling_of(reason).sentence, sentence, [])


def _details(status: int, reason: int, title: str, detail: str, violations: list[dict[str, str]]) -> bytes:
    name = name_of(reason)
    return msgspec.json.encode(
        {
            "type": f"/docs#{name}",
            "title": title,
            "status": status,
            "detail": detail,
            "reason": name,
            "violations": violations,
        }
    )


def _of_framework(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    # Litestar raises these for a route that is not there, and for another verb where it looks at verbs: at what is got.
    status = error.status_code
    sentences = {404: "No such route; / says which there are.", 405: "This route takes GET."}
    content = unspoken(status, sentences.get(status, "The request cannot be served."))
    return _problem_response(status, content, ((b"allow", b"GET"),) if status == HTTPStatus.METHOD_NOT_ALLOWED else ())


def _of_ourselves(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    return _problem_response(*problem(refusal_of(error, request.url.path)))
