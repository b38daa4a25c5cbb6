"""What the commands share: reading what they are given, and saying what they found."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias

from marginline.rulebooks import Held, gather
from marginline.settings import load as load_settings

Command: TypeAlias = Callable[[argparse.Namespace], int]


class Commands(Protocol):
    """Where commands are added; argparse has no public name for it."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Adds one."""


class BadInput(Exception):
    """What was given cannot be used; a line for each fault."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))


def say(lines: Iterable[str], stream: IO[str] | None = None) -> None:
    """Writes lines, to standard output unless told otherwise."""
    (stream or sys.stdout).writelines(line + "\n" for line in lines)


def read_document(name: str) -> bytes:
    """The bytes of a file, or of standard input for "-"."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadInput([f"{name}: {error.strerror or error}"]) from error


def held_rulebooks(more: Sequence[Path]) -> list[Held]:
    """The rulebooks that a server with the same environment would hold, and the given files over them."""
    settings = load_settings(os.environ)
    return gather((*settings.rulebook_files, *more), with_embedded=settings.embedded_rulebooks)


def add_command(
    commands: Commands, name: str, run: Command, summary: str, example: str, notes: str = ""
) -> argparse.ArgumentParser:
    """Adds a command that `run` answers with an exit code; its help shows one example."""
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary}\n{notes}".strip(),
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def rulebook_option(parser: argparse.ArgumentParser) -> None:
    """Adds --rulebook FILE, which may be given more than once."""
    parser.add_argument(
        "--rulebook",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="hold this rulebook file too; may be repeated",
    )
