"""Writes the contract's comments, which the runtime's descriptors lack, as JSON: python .ci/comments.py IMAGE."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from google.protobuf.descriptor_pb2 import DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet

Row = tuple[tuple[int, ...], str]


def rows_of(file: FileDescriptorProto) -> Iterator[Row]:
    """Path, as source info has it, and full name of everything in a file that can bear a comment."""
    for at, message in enumerate(file.message_type):
        yield from rows_of_message((4, at), file.package, message)
    for at, enum in enumerate(file.enum_type):
        yield from rows_of_enum((5, at), file.package, enum)
    for at, service in enumerate(file.service):
        name = f"{file.package}.{service.name}"
        yield (6, at), name
        yield from named((6, at, 2), name, (method.name for method in service.method))


def rows_of_message(path: tuple[int, ...], around: str, message: DescriptorProto) -> Iterator[Row]:
    """A message, its fields and its oneofs."""
    name = f"{around}.{message.name}"
    yield path, name
    yield from named((*path, 2), name, (field.name for field in message.field))
    yield from named((*path, 8), name, (oneof.name for oneof in message.oneof_decl))


def rows_of_enum(path: tuple[int, ...], around: str, enum: EnumDescriptorProto) -> Iterator[Row]:
    """An enum and its values, named within it."""
    name = f"{around}.{enum.name}"
    yield path, name
    yield from named((*path, 2), name, (value.name for value in enum.value))


def named(path: tuple[int, ...], around: str, names: Iterable[str]) -> Iterator[Row]:
    """Rows of the parts of something."""
    for at, name in enumerate(names):
        yield (*path, at), f"{around}.{name}"


def comments_of(file: FileDescriptorProto) -> dict[str, str]:
    """Comment of each full name that has one, in one line."""
    found = {tuple(place.path): place.leading_comments for place in file.source_code_info.location}
    return {name: " ".join(found[path].split()) for path, name in rows_of(file) if found.get(path)}


if __name__ == "__main__":
    image = FileDescriptorSet.FromString(Path(sys.argv[1]).read_bytes())
    own = [file for file in image.file if file.package == "marginline.v1"]
    merged = {name: comment for file in own for name, comment in comments_of(file).items()}
    sys.stdout.write(json.dumps(merged, indent=0, sort_keys=True, ensure_ascii=False) + "\n")
