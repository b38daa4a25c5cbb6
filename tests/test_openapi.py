"""The OpenAPI document: whole, described, and with examples that work."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from google.protobuf.descriptor import Descriptor

from doors_fixture import BY_NAME, Doors
from marginline import openapi
from marginline.contract import METHODS
from marginline.examples import EXAMPLES
from marginline.v1 import error_pb2

DOCUMENT = openapi.document()
SCHEMAS = DOCUMENT["components"]["schemas"]


def nodes(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the document with its place in it."""
    if isinstance(node, dict):
        yield path, node
        for name, inner in node.items():
            yield from nodes(inner, f"{path}/{name}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from nodes(inner, f"{path}/{index}")


def test_the_document_is_what_is_served(doors: Doors) -> None:
    response = doors.http.get("/openapi.json")
    assert response.headers["content-type"] == "application/json"
    assert response.json() == DOCUMENT


def test_every_reference_leads_somewhere() -> None:
    found = [node["$ref"] for _, node in nodes(DOCUMENT) if "$ref" in node]
    assert found
    for reference in found:
        target: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]


def test_the_routes_are_those_of_the_contract_and_health() -> None:
    found = {(verb.upper(), path) for path, verbs in DOCUMENT["paths"].items() for verb in verbs}
    wanted = {(method.verb, method.path) for method in METHODS}
    assert found == wanted | {("GET", "/health/live"), ("GET", "/health/ready")}


def test_every_operation_is_named_once_described_and_says_how_it_refuses() -> None:
    operations = [operation for verbs in DOCUMENT["paths"].values() for operation in verbs.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for method in METHODS:
        operation = DOCUMENT["paths"][method.path][method.verb.lower()]
        assert operation["description"]
        assert {"200", "400", "404", "409", "413", "415", "422", "429", "500"} <= set(operation["responses"])


def test_every_path_parameter_is_declared() -> None:
    for path, verbs in DOCUMENT["paths"].items():
        for operation in verbs.values():
            declared = [parameter["name"] for parameter in operation.get("parameters", [])]
            assert declared == re.findall(r"\{(\w+)\}", path)


def messages() -> Iterator[Descriptor]:
    waiting = [message for method in METHODS for message in (method.request, method.response)]
    while waiting:
        message = waiting.pop()
        yield message
        waiting += [field.message_type for field in message.fields if field.message_type]


def test_every_message_field_and_value_is_there_and_described() -> None:
    for message in messages():
        schema = SCHEMAS[message.name]
        assert schema["description"]
        assert set(schema["properties"]) == {field.json_name for field in message.fields}
        for field in message.fields:
            assert schema["properties"][field.json_name]["description"].strip(), field.full_name
            if field.enum_type:
                values = SCHEMAS[field.enum_type.name]["oneOf"]
                assert [value["const"] for value in values] == list(field.enum_type.values_by_name)
                assert all(value["description"] for value in values)


def test_what_the_contract_requires_is_required() -> None:
    assert SCHEMAS["Position"]["required"] == ["instrumentId", "side", "quantity", "entryPrice"]
    assert SCHEMAS["Position"]["oneOf"] == [{"required": ["isolated"]}, {"required": ["cross"]}]
    assert "required" not in SCHEMAS["AccountStatement"]
    assert "leverage" in SCHEMAS["Position"]["properties"]


def test_every_reason_is_explained() -> None:
    assert len(DOCUMENT["x-reasons"]) == len(error_pb2.ErrorReason.values()) - 1
    assert all(row["meaning"] for row in DOCUMENT["x-reasons"])
    assert SCHEMAS["Problem"]["properties"]["reason"]["enum"] == [row["reason"] for row in DOCUMENT["x-reasons"]]


def test_every_posted_route_has_an_example() -> None:
    assert set(EXAMPLES) == {name for name, method in BY_NAME.items() if method.verb == "POST"}


@pytest.mark.parametrize(("name", "example"), [(name, example) for name in EXAMPLES for example in EXAMPLES[name]])
def test_an_example_is_answered(doors: Doors, name: str, example: str) -> None:
    response = doors.http.post(BY_NAME[name].path, json=EXAMPLES[name][example]["value"])
    assert response.status_code == 200, response.text
    check(SCHEMAS[BY_NAME[name].response.name], response.json())


def check(schema: dict[str, Any], value: Any) -> None:
    """Holds a value against as much of JSON Schema as the document uses."""
    if "$ref" in schema:
        check(SCHEMAS[schema["$ref"].rpartition("/")[2]], value)
    elif schema["type"] == "object":
        assert set(value) <= set(schema["properties"])
        for name, inner in value.items():
            check(schema["properties"][name], inner)
    elif schema["type"] == "array":
        for inner in value:
            check(schema["items"], inner)
    elif schema["type"] == "string":
        assert isinstance(value, str)
        assert re.search(schema.get("pattern", ""), value)
        assert "oneOf" not in schema or value in [one["const"] for one in schema["oneOf"]]
    else:
        assert isinstance(value, bool) == (schema["type"] == "boolean")


def test_a_problem_is_as_described(doors: Doors) -> None:
    response: httpx.Response = doors.http.post(BY_NAME["EvaluateAccount"].path, json={"view": "ALL"})
    problem = response.json()
    assert set(problem) == set(SCHEMAS["Problem"]["required"])
    assert set(problem["violations"][0]) == {"field", "reason", "description"}
    assert json.loads(openapi.serialized()) == DOCUMENT
