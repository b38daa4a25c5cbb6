"""What the contract says of its calls: names, messages and REST routes, read from the descriptors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from google.api import annotations_pb2
from google.protobuf.descriptor import Descriptor, MethodDescriptor, ServiceDescriptor

from marginline.v1 import adl_service_pb2, margin_service_pb2, rulebook_pb2

# Largest request, as bytes of a message or of a JSON document.
MESSAGE_BYTES: Final = 16 * 1024 * 1024

# A call of the contract: wire bytes of the request in, wire bytes of the response out; raises Fault or Refusal.
Call: TypeAlias = Callable[[bytes], bytes]

SERVICES: Final[tuple[ServiceDescriptor, ...]] = (
    margin_service_pb2.DESCRIPTOR.services_by_name["MarginService"],
    adl_service_pb2.DESCRIPTOR.services_by_name["AdlService"],
    rulebook_pb2.DESCRIPTOR.services_by_name["RulebookService"],
)


class Method(NamedTuple):
    """One unary call: its name in gRPC, "/package.Service/Method", and its verb and path by google.api.http."""

    name: str
    descriptor: MethodDescriptor
    verb: str
    path: str

    @property
    def request(self) -> Descriptor:
        """Message asked with."""
        return self.descriptor.input_type

    @property
    def response(self) -> Descriptor:
        """Message answered with."""
        return self.descriptor.output_type


def _method(descriptor: MethodDescriptor) -> Method:
    rule = descriptor.GetOptions().Extensions[annotations_pb2.http]
    verb = rule.WhichOneof("pattern") or ""
    name = f"/{descriptor.containing_service.full_name}/{descriptor.name}"
    return Method(name, descriptor, verb.upper(), getattr(rule, verb))


METHODS: Final = tuple(_method(descriptor) for service in SERVICES for descriptor in service.methods)
