"""The contract as an OpenAPI 3.1 document: routes from google.api.http, every description a comment of the contract."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from marginline import __version__
from marginline.contract import METHODS, SERVICES, Method
from marginline.errors import PREFIX, TABLE, Telling, name_of
from marginline.examples import EXAMPLES
from marginline.schema import Kind, kind_of

_PROTOBUF: Final = "application/x-protobuf"
_REQUIRED: Final = re.compile(r"(?:^|\. )Required[.,]")
_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_DECIMAL: Final = {"type": "string", "pattern": r"^-?[0-9]{1,18}(\.[0-9]{1,18})?$", "examples": ["0.005"]}
# Statuses of what is refused before a message is read: media types.
_UNSPOKEN: Final = (406, 415)
_HEALTH: Final = {"name": "Health", "description": "Over gRPC: grpc.health.v1.Health."}
_ABOUT: Final = (
    "Margin, margin ratio, liquidation and bankruptcy prices of futures accounts, and auto-deleveraging order. Exact: "
    "decimals are strings, never JSON numbers, and each product or quotient is rounded once. Names are lowerCamelCase; "
    "snake_case is understood too. The same calls are served over gRPC, with the same answers."
)


@cache
def serialized() -> bytes:
    """The document as JSON text."""
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()


def document() -> dict[str, Any]:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Marginline",
            "version": __version__,
            "summary": "Exact margin and ADL.",
            "description": _ABOUT,
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": service.name, "description": comment(service.full_name)} for service in SERVICES] + [_HEALTH],
        "paths": {method.path: {method.verb.lower(): _operation(method)} for method in METHODS} | _health_paths(),
        "components": {
            "schemas": dict(_schemas()) | {"Problem": _problem_schema()},
            "responses": {"Problem": _problem_response()},
        },
        "x-reasons": [_reason(number, telling) for number, telling in TABLE.items()],
    }


@cache
def _comments() -> dict[str, str]:
    found: dict[str, str] = json.loads(files("marginline").joinpath("v1", "comments.json").read_bytes())
    return found


def comment(full_name: str) -> str:
    """What the contract says of a message, field, enum, value, service or method. KeyError if it says nothing."""
    return _comments()[full_name]


def _operation(method: Method) -> dict[str, Any]:
    name = method.descriptor.name
    summary = comment(method.descriptor.full_name)
    operation: dict[str, Any] = {
        "operationId": name[0].lower() + name[1:],
        "tags": [method.descriptor.containing_service.name],
        "summary": summary.split(". ")[0].rstrip("."),
        "description": f"{summary} Over gRPC: `{method.name[1:]}`.",
        "responses": {"200": _answer(method)} | _refusals(),
    }
    if method.verb == "POST":
        content = {"schema": _ref(method.request), "examples": EXAMPLES[name]}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": content, _PROTOBUF: {"schema": _bytes_of(method.request)}},
        }
    elif names := _PARAMETER.findall(method.path):
        operation["parameters"] = [_parameter(method.request.fields_by_name[name]) for name in names]
    return operation


def _parameter(field: FieldDescriptor) -> dict[str, Any]:
    return {
        "name": field.name,
        "in": "path",
        "required": True,
        "description": comment(field.full_name),
        "schema": {"type": "string"},
        "example": "okx",
    }


def _answer(method: Method) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(method.response)}, _PROTOBUF: {"schema": _bytes_of(method.response)}}
    return {"description": comment(method.response.full_name), "content": content}


def _bytes_of(message: Descriptor) -> dict[str, Any]:
    return {"description": f"Wire bytes of {message.full_name}.", "contentMediaType": _PROTOBUF}


def _refusals() -> dict[str, Any]:
    statuses = sorted({*(telling.http for telling in TABLE.values()), *_UNSPOKEN})
    return {str(status): {"$ref": "#/components/responses/Problem"} for status in statuses}


def _reason(number: int, telling: Telling) -> dict[str, Any]:
    meaning = comment(f"marginline.v1.ErrorReason.{PREFIX}{name_of(number)}")
    return {"reason": name_of(number), "http": telling.http, "grpc": telling.grpc.name, "meaning": meaning}


def _problem_response() -> dict[str, Any]:
    rows = [f"- {telling.http} {name_of(reason)}: {telling.sentence}" for reason, telling in TABLE.items()]
    return {
        "description": "Refused. By reason:\n\n" + "\n".join(rows),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _problem_schema() -> dict[str, Any]:
    reason = {"type": "string", "enum": [name_of(number) for number in TABLE]}
    violation = "marginline.v1.Violation"
    row = {
        "field": {"type": "string", "description": comment(f"{violation}.field")},
        "reason": {**reason, "description": comment(f"{violation}.reason")},
        "description": {"type": "string", "description": comment(f"{violation}.description")},
    }
    return {
        "type": "object",
        "description": "Problem details (RFC 9457). " + comment("marginline.v1.ErrorReason"),
        "properties": {
            "type": {
                "type": "string",
                "description": "Where the reason is explained; a reference to this server's docs.",
            },
            "title": {"type": "string", "description": "The reason in a sentence."},
            "status": {"type": "integer", "description": "The HTTP status again."},
            "detail": {
                "type": "string",
                "description": "The first violation in a sentence, and how many more there are.",
            },
            "reason": {**reason, "description": "The reason of the first violation: ErrorReason without its prefix."},
            "violations": {
                "type": "array",
                "description": "Every fault found, in the order of the contract's fields, at most 32.",
                "items": {
                    "type": "object",
                    "description": comment(violation),
                    "properties": row,
                    "required": list(row),
                },
            },
        },
        "required": ["type", "title", "status", "detail", "reason", "violations"],
    }


def _schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    seen: dict[str, Descriptor | EnumDescriptor] = {}
    for method in METHODS:
        for message in (method.request, method.response):
            _collect(message, seen)
    for name in sorted(seen):
        found = seen[name]
        yield name, _message_schema(found) if isinstance(found, Descriptor) else _enum_schema(found)


def _collect(message: Descriptor, seen: dict[str, Descriptor | EnumDescriptor]) -> None:
    if message.name in seen:
        return
    seen[message.name] = message
    for field in message.fields:
        if field.message_type:
            _collect(field.message_type, seen)
        elif field.enum_type:
            seen[field.enum_type.name] = field.enum_type


def _message_schema(message: Descriptor) -> dict[str, Any]:
    properties = {field.json_name: _field_schema(field) for field in message.fields}
    schema = {"type": "object", "description": comment(message.full_name), "properties": properties}
    required = [field.json_name for field in message.fields if _REQUIRED.search(comment(field.full_name))]
    if required:
        schema["required"] = required
    choices = [_choice(oneof.fields) for oneof in message.oneofs if not oneof.name.startswith("_")]
    return schema | {"additionalProperties": False} | (choices[0] if choices else {})


def _choice(fields: Sequence[FieldDescriptor]) -> dict[str, Any]:
    return {"oneOf": [{"required": [field.json_name]} for field in fields]}


def _field_schema(field: FieldDescriptor) -> dict[str, Any]:
    item = _value_schema(field)
    schema = {"type": "array", "items": item} if field.is_repeated else item
    oneof = field.containing_oneof
    choice = (
        ""
        if oneof is None or oneof.name.startswith("_")
        else " One of: " + ", ".join(other.json_name for other in oneof.fields) + "."
    )
    return schema | {"description": comment(field.full_name) + choice}


def _value_schema(field: FieldDescriptor) -> dict[str, Any]:
    match kind_of(field):
        case Kind.DECIMAL:
            return dict(_DECIMAL)
        case Kind.TEXT:
            return {"type": "string"}
        case Kind.NUMBER:
            return {"type": "integer", "minimum": 0, "maximum": 2**32 - 1}
        case Kind.BOOL:
            return {"type": "boolean"}
        case Kind.ENUM:
            return _ref(field.enum_type)
        case Kind.MESSAGE:
            return _ref(field.message_type)


def _enum_schema(enum: EnumDescriptor) -> dict[str, Any]:
    # comments.json names a value within its enum.
    values = [{"const": value.name, "description": comment(f"{enum.full_name}.{value.name}")} for value in enum.values]
    return {"type": "string", "description": comment(enum.full_name), "oneOf": values}


def _ref(descriptor: Any) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{descriptor.name}"}


def _health_paths() -> dict[str, Any]:
    def path(name: str, summary: str, **responses: str) -> dict[str, Any]:
        found = {status.removeprefix("_"): {"description": text} for status, text in responses.items()}
        return {"get": {"operationId": name, "tags": ["Health"], "summary": summary, "responses": found}}

    return {
        "/health/live": path("live", "Whether the process runs", _200="It does."),
        "/health/ready": path("ready", "Whether new calls are welcome", _200="They are.", _503="Starting or draining."),
    }
