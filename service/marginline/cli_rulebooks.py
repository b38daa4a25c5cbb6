"""`marginline rulebook list | show | check | import`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from marginline.errors import VIOLATIONS_REPORTED
from marginline.importers import READERS, Imported, ImportRefused, Report, Wanted, import_rulebook
from marginline.rulebook_tables import list_lines, summary_lines, tier_lines
from marginline.rulebook_text import rulebook_text
from marginline.rulebooks import Held, RulebookRefused, load
from marginline.tables import wants_colour
from marginline.terminal import BadInput, Commands, add_command, held_rulebooks, rulebook_option, say
from marginline.v1.rulebook_pb2 import Instrument

# Whose rules and fee an import takes unless told otherwise.
_RULES_OF = {"okx": "okx", "bybit": "bybit-linear", "ccxt": "binance-usdm"}
_FINDINGS_SHOWN = 40


def list_rulebooks(arguments: argparse.Namespace) -> int:
    """Lists the rulebooks that come with Marginline, and the given files."""
    say(list_lines(held_rulebooks(arguments.rulebook), colour=wants_colour(sys.stdout)))
    return 0


def show_rulebook(arguments: argparse.Namespace) -> int:
    """Prints one rulebook, or the tiers of some of its instruments."""
    held = _find(arguments.name, arguments.rulebook)
    if arguments.json:
        sys.stdout.write(rulebook_text(held.message))
        return 0
    colour = wants_colour(sys.stdout)
    chosen = [_instrument(held, instrument_id) for instrument_id in arguments.instruments]
    lines = [] if chosen else summary_lines(held, colour=colour)
    for instrument in chosen:
        lines += tier_lines(held.message, instrument, colour=colour)
    say(lines[1:] if chosen else lines)
    return 0


def _find(name: str, rulebook_files: Sequence[Path]) -> Held:
    held = {one.reference.rulebook_id: one for one in held_rulebooks(rulebook_files)}
    if name in held:
        return held[name]
    path = Path(name)
    if path.exists():
        return load(path)
    raise BadInput([f"{name}: neither a file nor one of the rulebooks {', '.join(sorted(held))}"])


def _instrument(held: Held, instrument_id: str) -> Instrument:
    for instrument in held.message.instruments:
        if instrument.instrument_id == instrument_id:
            return instrument
    name = held.reference.rulebook_id
    raise BadInput([f"{name} has no instrument {instrument_id}; `marginline rulebook show {name}` lists them"])


def check_rulebooks(arguments: argparse.Namespace) -> int:
    """Names every fault of the files; 2 if there is any."""
    faulty = False
    for path in arguments.files:
        try:
            held = load(path)
        except RulebookRefused as refused:
            faulty = True
            say([f"{path}: {fault}" for fault in refused.faults], sys.stderr)
            named = _counted(len(refused.faults), "fault")
            more = " (no more are named at once)" if len(refused.faults) == VIOLATIONS_REPORTED else ""
            say([f"{path}: {named}{more}"], sys.stderr)
        else:
            say([f"{path}: good: {_summary(held)}"])
    return 2 if faulty else 0


def _summary(held: Held) -> str:
    message = held.message
    tiers = sum(len(table.tiers) for table in message.tier_tables)
    return (
        f"{message.rulebook_id}, version {message.version}, {_counted(len(message.instruments), 'instrument')}, "
        f"{_counted(tiers, 'tier')}, sha256 {held.reference.content_hash}"
    )


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def import_replies(arguments: argparse.Namespace) -> int:
    """Turns replies of a venue's API into a rulebook; says on standard error what could not be used."""
    try:
        imported = import_rulebook(arguments.kind, arguments.files, _wanted(arguments))
    except ImportRefused as refused:
        raise BadInput([str(refused)]) from refused
    say(_report_lines(imported), sys.stderr)
    if arguments.strict and (imported.report.left_out or imported.report.notes):
        raise BadInput(["refused by --strict, nothing written"])
    text = rulebook_text(imported.held.message)
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        _write_whole(arguments.output, text)
    return 0


def _wanted(arguments: argparse.Namespace) -> Wanted:
    like = _find(arguments.rules_of or _RULES_OF[arguments.kind], ())
    today = datetime.now(UTC).date().isoformat()
    effective_from = arguments.effective_from or today
    names = ", ".join(path.name for path in arguments.files)
    return Wanted(
        rulebook_id=arguments.id or like.reference.rulebook_id,
        version=arguments.version or effective_from,
        source=arguments.source
        or f"Imported on {today} from {arguments.kind} replies: {names}. "
        f"Rules and taker fee rate of rulebook {like.reference.rulebook_id} {like.reference.version}.",
        effective_from=effective_from,
        rules=like.message.rules,
        taker_fee_rate=arguments.taker_fee_rate or _fee_of(like),
        only=frozenset(arguments.only.split(",")) if arguments.only else None,
    )


def _fee_of(like: Held) -> str | None:
    rates = {one.taker_fee_rate for one in like.message.instruments if one.HasField("taker_fee_rate")}
    if len(rates) > 1:
        raise BadInput([f"{like.reference.rulebook_id} has several taker fee rates: state --taker-fee-rate"])
    return rates.pop() if rates else None


def _report_lines(imported: Imported) -> list[str]:
    report: Report = imported.report
    lines = [f"imported {_summary(imported.held)}"]
    for title, findings in (("left out", report.left_out), ("taken over differently", report.notes)):
        lines += [f"{title}: {len(findings):,}"] if findings else []
        lines += [f"  {finding}" for finding in findings[:_FINDINGS_SHOWN]]
        if len(findings) > _FINDINGS_SHOWN:
            lines.append(f"  and {len(findings) - _FINDINGS_SHOWN:,} more")
    return lines + [f"not in replies of this kind: {sentence}" for sentence in report.lacking]


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date, YYYY-MM-DD") from None


def _write_whole(path: Path, text: str) -> None:
    """Writes beside the file and renames, so that nobody ever reads half a rulebook."""
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(text)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except OSError as error:
        raise BadInput([f"{path}: {error.strerror or error}"]) from error


def add_commands(commands: Commands) -> None:
    """Adds `rulebook list`, `show`, `check` and `import`."""
    _add_list(commands)
    _add_show(commands)
    check = add_command(
        commands,
        "check",
        check_rulebooks,
        "Names every fault of rulebook files at once.",
        "marginline rulebook check mine.json",
        "Exit code: 0 all good, 2 any fault.",
    )
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a rulebook in JSON")
    _add_import(commands)


def _add_list(commands: Commands) -> None:
    parser = add_command(
        commands, "list", list_rulebooks, "Lists the rulebooks held.", "marginline rulebook list --rulebook mine.json"
    )
    rulebook_option(parser)


def _add_show(commands: Commands) -> None:
    parser = add_command(
        commands,
        "show",
        show_rulebook,
        "Prints a rulebook, or the position tiers of some of its instruments.",
        "marginline rulebook show okx BTC-USDT-SWAP",
    )
    parser.add_argument("name", metavar="ID", help="id of a rulebook held, or a rulebook file")
    parser.add_argument("instruments", nargs="*", metavar="INSTRUMENT", help="print the tiers of this one instead")
    parser.add_argument("--json", action="store_true", help="print the whole rulebook, as a file that can be held")
    rulebook_option(parser)


def _add_import(commands: Commands) -> None:
    parser = add_command(
        commands,
        "import",
        import_replies,
        "Turns replies of venues' APIs into a rulebook.",
        "marginline rulebook import --from okx instruments.json tiers-BTC-USDT.json -o okx.json",
        "okx    GET /api/v5/public/instruments and one or more /api/v5/public/position-tiers\n"
        "bybit  one or more GET /v5/market/risk-limit\n"
        "ccxt   fetchLeverageTiers of ccxt (unified; Binance's own figures are preferred where present)\n"
        "What cannot be used is reported on standard error.",
    )
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="FILE", help="a reply, as the venue sent it")
    add("--from", dest="kind", required=True, choices=sorted(READERS), help="what the replies are")
    add("-o", "--output", type=Path, metavar="FILE", help="write here, all or nothing (default: standard output)")
    add("--rules-of", metavar="ID", help="rulebook (id or file) whose rules and taker fee rate are taken")
    add("--taker-fee-rate", metavar="RATE", help="a fraction, as 0.0005, instead of that rulebook's")
    add("--only", metavar="ID,ID", help="take over these instruments alone")
    add("--id", help="id of the rulebook (default: that of --rules-of)")
    add("--version", help="its version (default: its date)")
    add("--source", help="where the figures come from (default: the files' names)")
    add("--effective-from", type=_date, metavar="DATE", help="date from which they hold, YYYY-MM-DD (default: today)")
    add("--strict", action="store_true", help="write nothing if anything was left out or taken over differently")
