"""The REST door: routes, media types, limits, problems, pages."""

import asyncio
import json
import re
import socket
from collections.abc import Iterator

import httpx
import pytest

from doors_fixture import BY_NAME, JSON, PROTOBUF, Doors, Told, answered, open_doors, place_of
from marginline import media, rest
from marginline.contract import MESSAGE_BYTES, METHODS
from marginline.pages import pages
from marginline.readiness import Readiness, State
from marginline.settings import Settings
from marginline.v1 import rulebook_pb2

POSTED = [name for name, method in BY_NAME.items() if method.verb == "POST"]
EVALUATE = BY_NAME["EvaluateAccount"].path
TOO_LARGE = Told(413, "MESSAGE_TOO_LARGE", (("", "MESSAGE_TOO_LARGE"),))


def test_the_routes_are_those_of_the_contract_and_no_others() -> None:
    app = rest.application({method.name: bytes for method in METHODS}, [])
    assert {route.path_format for route in app.framework.routes} == {method.path for method in METHODS}
    assert set(app.posted) == {method.path for method in METHODS if method.verb == "POST"}


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.descriptor.name)
def test_every_annotated_route_is_there_and_takes_its_verb_alone(doors: Doors, method: object) -> None:
    verb, path = place_of(method)  # type: ignore[arg-type]
    path = re.sub(r"\{\w+\}", "okx", path)
    assert doors.http.request(verb, path).status_code in (200, 422)
    other = doors.http.request("PUT", path)
    assert answered(other) == Told(405, "NOT_FOUND", ())
    assert other.headers["allow"] == verb


def test_an_unknown_route_is_told_as_a_problem(doors: Doors) -> None:
    assert answered(doors.http.get("/v1/nothing")) == Told(404, "NOT_FOUND", ())
    assert answered(doors.http.post("/v1/accounts:guess")) == Told(404, "NOT_FOUND", ())
    assert answered(doors.http.post("/health/live")) == Told(405, "NOT_FOUND", ())


@pytest.mark.parametrize("name", POSTED)
@pytest.mark.parametrize("content_type", [JSON, PROTOBUF])
def test_an_empty_body_is_refused_by_what_it_lacks(doors: Doors, name: str, content_type: str) -> None:
    told = doors.rest(name, b"", content_type)
    over_grpc = doors.rpc(name, b"")
    assert isinstance(told, Told)
    assert isinstance(over_grpc, Told)
    assert (told.status, told.reason, told.violations) == (422, "REQUIRED", over_grpc.violations)


@pytest.mark.parametrize("name", POSTED)
@pytest.mark.parametrize("content_type", [JSON, PROTOBUF])
def test_garbage_is_refused_and_the_next_call_is_answered(doors: Doors, name: str, content_type: str) -> None:
    told = doors.rest(name, b"\xff\xff\xff\xff", content_type)
    assert isinstance(told, Told)
    assert (told.status, told.reason) == (400, "MESSAGE_MALFORMED")
    assert isinstance(doors.rest("ListRulebooks", b""), bytes)


@pytest.mark.parametrize("name", POSTED)
def test_seventeen_mebibytes_are_refused_by_their_announced_length(doors: Doors, name: str) -> None:
    assert doors.rest(name, bytes(17 << 20)) == TOO_LARGE
    assert isinstance(doors.rest("ListRulebooks", b""), bytes)


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size >> 16):
        yield bytes(1 << 16)
    yield bytes(size & 0xFFFF)


def test_seventeen_mebibytes_in_chunks_are_refused_once_the_limit_is_passed(doors: Doors) -> None:
    response = doors.http.post(EVALUATE, content=chunks(17 << 20), headers={"content-type": PROTOBUF})
    assert answered(response) == TOO_LARGE
    assert isinstance(doors.rest("ListRulebooks", b""), bytes)


TO_THE_BYTE = [(MESSAGE_BYTES, "MESSAGE_MALFORMED"), (MESSAGE_BYTES + 1, "MESSAGE_TOO_LARGE")]


@pytest.mark.parametrize(("size", "reason"), TO_THE_BYTE)
@pytest.mark.parametrize("chunked", [False, True])
def test_the_limit_is_met_to_the_byte(doors: Doors, size: int, reason: str, chunked: bool) -> None:
    content = chunks(size) if chunked else bytes(size)
    told = answered(doors.http.post(EVALUATE, content=content, headers={"content-type": PROTOBUF}))
    assert isinstance(told, Told)
    assert told.reason == reason


def test_an_announced_length_is_refused_before_the_body_is_sent(doors: Doors) -> None:
    host, _, port = doors.service.http_address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as caller:
        caller.sendall(f"POST {EVALUATE} HTTP/1.1\r\nHost: x\r\nContent-Length: {17 << 20}\r\n\r\n".encode())
        assert caller.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_caller_who_hangs_up_halfway_harms_nobody(doors: Doors) -> None:
    host, _, port = doors.service.http_address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as caller:
        caller.sendall(f"POST {EVALUATE} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf".encode())
    assert isinstance(doors.rest("ListRulebooks", b""), bytes)


OTHER_TYPES = ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]


@pytest.mark.parametrize("content_type", OTHER_TYPES)
def test_another_media_type_is_refused(doors: Doors, content_type: str) -> None:
    assert doors.rest("EvaluateAccount", b"{}", content_type) == Told(415, "NOT_FOUND", ())


def test_a_compressed_body_is_refused(doors: Doors) -> None:
    response = doors.http.post(EVALUATE, content=b"{}", headers={"content-encoding": "gzip", "content-type": JSON})
    assert answered(response) == Told(415, "NOT_FOUND", ())


def test_an_answer_that_cannot_be_given_is_not_acceptable(doors: Doors) -> None:
    assert doors.rest("ListRulebooks", b"", accept="text/html") == Told(406, "NOT_FOUND", ())


@pytest.mark.parametrize(
    ("content_type", "accept", "answer"),
    [
        (JSON, None, JSON),
        (PROTOBUF, None, PROTOBUF),
        (JSON, "*/*", JSON),
        (PROTOBUF, "application/*", PROTOBUF),
        (JSON, PROTOBUF, PROTOBUF),
        (PROTOBUF, JSON, JSON),
        ("Application/JSON; Charset=UTF-8", "text/html, application/json;q=0.9", JSON),
        (JSON, "application/json;q=0.1, application/x-protobuf;q=0.2", PROTOBUF),
        (JSON, "application/json;q=0, */*", PROTOBUF),
        (JSON, "application/json;q=high, application/x-protobuf", PROTOBUF),
    ],
)
def test_the_answer_is_in_what_accept_wants_most(content_type: str, accept: str | None, answer: str) -> None:
    inward = media.of_body(content_type.encode())
    assert inward is not None
    assert media.of_answer((accept or "*/*").encode(), inward) == answer.encode()


def test_a_rulebook_is_had_in_json_and_in_bytes(doors: Doors) -> None:
    text, wire = (doors.http.get("/v1/rulebooks/okx", headers={"accept": accept}) for accept in (JSON, PROTOBUF))
    assert text.headers["content-type"] == JSON
    assert wire.headers["content-type"] == PROTOBUF
    assert text.json()["reference"]["rulebookId"] == "okx"
    assert rulebook_pb2.GetRulebookResponse.FromString(wire.content).reference.rulebook_id == "okx"


def test_a_rulebook_had_may_be_sent_back_inline(doors: Doors) -> None:
    book = doors.http.get("/v1/rulebooks/okx").json()["rulebook"]
    request = json.dumps({"rulebook": {"inline": book}, "account": {"accountId": "none held"}})
    assert isinstance(doors.rest("EvaluateAccount", request.encode()), bytes)


def test_an_unknown_rulebook_is_not_found(doors: Doors) -> None:
    told = answered(doors.http.get("/v1/rulebooks/okex"))
    assert told == Told(404, "UNKNOWN_RULEBOOK", (("rulebook_id", "UNKNOWN_RULEBOOK"),))
    assert isinstance(told_of_id(doors, "%F6"), Told)


def told_of_id(doors: Doors, escaped: str) -> bytes | Told:
    return answered(doors.http.get(f"/v1/rulebooks/{escaped}"))


def test_a_problem_says_all_that_rfc_9457_and_the_contract_ask(doors: Doors) -> None:
    body = {"rulebook": {"rulebookId": "okx"}, "account": {"positions": [{"quantity": 1.5}, {"mood": 1}]}}
    problem = doors.http.post(EVALUATE, json=body).json()
    description = "Not a decimal in a string, of the form -?digits[.digits]."
    assert problem == {
        "type": "/docs#NUMBER_MALFORMED",
        "title": description,
        "status": 400,
        "detail": f"account.positions[0].quantity: {description} And 1 more.",
        "reason": "NUMBER_MALFORMED",
        "violations": [
            {"field": "account.positions[0].quantity", "reason": "NUMBER_MALFORMED", "description": description},
            {
                "field": "account.positions[1].mood",
                "reason": "MESSAGE_MALFORMED",
                "description": "Cannot be read as the contract's message.",
            },
        ],
    }


def test_the_root_says_what_this_is_and_where_to_look(doors: Doors) -> None:
    found = doors.http.get("/").json()
    assert found["name"] == "marginline"
    assert [f"{method.verb} {method.path}" for method in METHODS] == found["calls"]
    for path in (found["docs"], found["openapi"], *found["health"]):
        assert doors.http.get(path).status_code == 200


def test_the_docs_page_loads_nothing_from_elsewhere(doors: Doors) -> None:
    response = doors.http.get("/docs")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|@import|url\(\s*["']?(?!data:)""", response.text)


def test_docs_can_be_switched_off() -> None:
    with open_doors(Settings(http_port=0, grpc_port=0, docs=False)) as doors:
        assert doors.http.get("/docs").status_code == 404
        assert doors.http.get("/openapi.json").status_code == 404
        assert "docs" not in doors.http.get("/").json()


async def test_health_follows_readiness() -> None:
    readiness = Readiness()
    app = rest.application({method.name: bytes for method in METHODS}, pages(readiness, with_docs=False))
    found = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as caller:  # type: ignore[arg-type]
        for state in State:
            await readiness.enter(state)
            ready, live = await asyncio.gather(caller.get("/health/ready"), caller.get("/health/live"))
            found.append((ready.status_code, ready.json()["status"], live.status_code))
    assert found == [(503, "starting", 200), (200, "serving", 200), (503, "draining", 200)]


async def test_an_exception_of_ours_is_internal_and_tells_nothing() -> None:
    def broken(request: bytes) -> bytes:
        raise ValueError(request.decode())

    app = rest.application({method.name: broken for method in METHODS}, [])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as caller:  # type: ignore[arg-type]
        response = await caller.post(EVALUATE, content=b"4711 USDT", headers={"content-type": PROTOBUF})
    assert answered(response) == Told(500, "INTERNAL", (("", "INTERNAL"),))
    assert "4711" not in response.text
