"""Files of JSON as people keep them: what is wrong with one, in a line that says where."""

import json
from codecs import BOM_UTF8
from pathlib import Path


class Unreadable(Exception):
    """A file that cannot be read as JSON; the text says why in one line, without the file's name."""


def content_of(path: Path) -> bytes:
    """A file's bytes. Raises Unreadable where there is no such file or it may not be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error


def text_of(content: bytes) -> str:
    """The text of a document, without a byte order mark. Raises Unreadable where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8 text (byte {error.start})") from error


def why_not_json(content: bytes) -> str | None:
    """Why bytes are not JSON, in one line with the place; None where they are."""
    try:
        text = text_of(content)
        json.loads(text, parse_constant=_refuse)
    except Unreadable as error:
        return str(error)
    except RecursionError:
        return "is nested too deeply"
    except ValueError as error:
        return _reason(text, error)
    return "begins with a byte order mark, which JSON may not have" if content.startswith(BOM_UTF8) else None


def _refuse(constant: str) -> None:
    raise ValueError(f"it has no {constant}")


def _reason(text: str, error: ValueError) -> str:
    if not text.strip():
        return "is empty"
    if text.lstrip().startswith("<"):
        return "is HTML or XML, not JSON: an error page of the venue or of a proxy?"
    if not isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error}"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return f"ends in the middle of its JSON (line {error.lineno}, column {error.colno}): cut off?"
    return f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
