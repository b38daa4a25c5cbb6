"""The command `marginline`: what it can be told, and how it ends."""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from marginline import __version__, cli_accounts, cli_rulebooks
from marginline.rulebooks import RulebookRefused
from marginline.settings import Documented, Settings, SettingsFault, documented, load
from marginline.tables import Paint, painted, wants_colour
from marginline.terminal import BadInput, Commands, add_command, say

BAD_INPUT = 2
# Never 1, which says that an account is liquidatable.
_OWN_FAULT, _INTERRUPTED, _BROKEN_PIPE = 70, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and answers with its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # What reads us has gone; closing standard output at exit must not complain of it either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        return _OWN_FAULT
    return code


def _run(arguments: argparse.Namespace) -> int:
    try:
        code: int = arguments.run(arguments)
    except BadInput as bad:
        return _refuse(bad.lines)
    except SettingsFault as fault:
        return _refuse(fault.faults)
    except RulebookRefused as refused:
        return _refuse([f"{refused.name}: {fault}" for fault in refused.faults])
    return code


def _refuse(lines: Sequence[str]) -> int:
    colour = wants_colour(sys.stderr)
    say([f"{painted('marginline:', Paint.BAD, colour=colour)} {line}" for line in lines], sys.stderr)
    return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="marginline",
        description="Exact margin, liquidation prices and ADL order for perpetual and dated futures.",
        epilog="example:\n  marginline evaluate account.json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serve(commands)
    cli_accounts.add_commands(commands)
    rulebook = commands.add_parser("rulebook", help="Lists, shows, checks and imports rulebooks.")
    cli_rulebooks.add_commands(rulebook.add_subparsers(title="commands", metavar="COMMAND", required=True))
    add_command(
        commands,
        "settings",
        _settings,
        "Prints every setting: its value, its default, its variable and what it is for.",
        "MARGINLINE_HTTP_PORT=9000 marginline settings",
    ).add_argument("--json", action="store_true", help="print the same as JSON")
    add_command(commands, "version", _version, "Prints the version.", "marginline version")
    return parser


def _add_serve(commands: Commands) -> None:
    parser = add_command(
        commands,
        "serve",
        _serve,
        "Serves REST and gRPC until SIGTERM.",
        "marginline serve --http-port 9000 --rulebook-files mine.json",
        "Each flag is also a variable; a flag goes over it.",
    )
    for setting in documented():
        options: dict[str, Any] = {"help": f"{setting.meaning} Default: {_shown(setting.default)}. {setting.variable}"}
        if isinstance(setting.default, bool):
            options["action"] = argparse.BooleanOptionalAction
        elif isinstance(setting.default, tuple):
            options |= {"action": "append", "metavar": "FILE"}
        else:
            options["metavar"] = type(setting.default).__name__.upper()
        parser.add_argument(setting.flag, dest=setting.name, default=None, **options)


def _serve(arguments: argparse.Namespace) -> int:
    # The doors are loaded only where they are opened: every other command starts without them.
    from marginline.application import serve  # noqa: PLC0415

    given = {setting.name: getattr(arguments, setting.name) for setting in documented()}
    flags = {name: os.pathsep.join(value) if isinstance(value, list) else value for name, value in given.items()}
    return serve(load(os.environ, flags))


def _settings(arguments: argparse.Namespace) -> int:
    settings = load(os.environ)
    if arguments.json:
        say([json.dumps([_setting_object(settings, one) for one in documented()], indent=2)])
        return 0
    colour = wants_colour(sys.stdout)
    for one in documented():
        value = getattr(settings, one.name)
        name = painted(one.name, Paint.HEAD, colour=colour)
        default = "" if value == one.default else f"  (default {_shown(one.default)})"
        changed = painted(default, Paint.WARN, colour=colour)
        say([f"{name} = {_shown(value)}{changed}", f"    {one.meaning}", f"    {one.variable}, {one.flag}", ""])
    return 0


def _setting_object(settings: Settings, one: Documented) -> dict[str, str]:
    value = _shown(getattr(settings, one.name))
    return {"name": one.name, "value": value, "default": _shown(one.default), "variable": one.variable,
            "flag": one.flag, "meaning": one.meaning}  # fmt: skip


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return os.pathsep.join(str(Path(part)) for part in value) or "none"
    return str(value)


def _version(_: argparse.Namespace) -> int:
    say([f"marginline {__version__}"])
    return 0
