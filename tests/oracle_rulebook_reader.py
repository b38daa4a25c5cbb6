"""Validation and compilation of a whole rulebook."""

import hashlib
from collections.abc import Mapping
from typing import Any

import oracle_numbers as numbers
from marginline.v1 import rulebook_pb2 as pb
from oracle_faults import Faults, Refused, reason
from oracle_rulebook import INVALID, Instrument, Rulebook, Rules
from oracle_tables import compile_table, read_table

MOST_ENTRIES = 16_384
MOST_TIERS = 256
MOST_TICKS = 1_000_000


def _known(wrapper: Any) -> list[int]:
    return [int(number) for number in wrapper.values()]


def read_rules(message: pb.Rules, faults: Faults) -> None:
    """Notes the faults of rules."""
    faults.choice("rules.tier_scheme", message.tier_scheme, _known(pb.TierScheme))
    basis = int(message.tier_basis)
    if basis != 0 or message.tier_scheme != pb.TIER_SCHEME_LINEAR_IN_SIZE:
        faults.choice("rules.tier_basis", basis, _known(pb.TierBasis))
    faults.choice("rules.cross_pooling", message.cross_pooling, _known(pb.CrossPooling))
    faults.choice("rules.maintenance_value", message.maintenance_value, _known(pb.ValueAt))
    faults.choice("rules.initial_value_isolated", message.initial_value_isolated, _known(pb.ValueAt))
    faults.choice("rules.initial_value_cross", message.initial_value_cross, _known(pb.ValueAt))
    faults.choice("rules.closing_fee", message.closing_fee, _known(pb.ClosingFee))
    faults.choice("rules.trigger", message.trigger, _known(pb.Trigger))
    faults.choice("rules.bankruptcy_share", message.bankruptcy_share, _known(pb.BankruptcyShare))
    if message.tick_buffer > MOST_TICKS:
        faults.add("rules.tick_buffer", "RULEBOOK_INVALID")
    faults.optional_decimal(message, "warning_ratio", "rules.warning_ratio", "above_zero")
    faults.choice("rules.adl_score_family", message.adl_score_family, _known(pb.AdlScoreFamily))


def _agrees_with_family(book: pb.Rulebook, index: int) -> bool:
    """Under FAMILY_GROSS the members of a family share kind, currency and tables with its first."""
    one = book.instruments[index]
    if book.rules.cross_pooling != pb.CROSS_POOLING_FAMILY_GROSS or not one.family:
        return True
    first = next(other for other in book.instruments if other.family == one.family)
    return _shared(one) == _shared(first)


def _shared(one: pb.Instrument) -> tuple[int, str, str, str]:
    return one.kind, one.settlement_currency, one.tier_table_id, one.isolated_tier_table_id or one.tier_table_id


def read_instrument(book: pb.Rulebook, index: int, tables: set[str], faults: Faults) -> None:
    """Notes the faults of one instrument."""
    message, path = book.instruments[index], f"instruments[{index}]."
    faults.identifier(path + "instrument_id", message.instrument_id, required=True)
    if any(earlier.instrument_id == message.instrument_id for earlier in book.instruments[:index]):
        faults.add(path + "instrument_id", "RULEBOOK_INVALID")
    faults.identifier(path + "family", message.family, required=False)
    if not _agrees_with_family(book, index):
        faults.add(path + "family", "RULEBOOK_INVALID")
    faults.choice(path + "kind", message.kind, _known(pb.InstrumentKind))
    faults.identifier(path + "base_currency", message.base_currency, required=False)
    faults.identifier(path + "quote_currency", message.quote_currency, required=False)
    faults.identifier(path + "settlement_currency", message.settlement_currency, required=True)
    faults.decimal(path + "contract_size", message.contract_size, "above_zero")
    faults.optional_decimal(message, "tick_size", path + "tick_size", "above_zero")
    if not message.HasField("tick_size") and book.rules.tick_buffer > 0:
        faults.add(path + "tick_size", "REQUIRED")
    faults.optional_decimal(message, "quantity_step", path + "quantity_step", "above_zero")
    faults.optional_decimal(
        message, "taker_fee_rate", path + "taker_fee_rate", "zero_or_above", lambda rate: "" if rate < 1 else INVALID
    )
    if not message.HasField("taker_fee_rate") and book.rules.closing_fee != pb.CLOSING_FEE_NONE:
        faults.add(path + "taker_fee_rate", "REQUIRED")
    if (
        faults.identifier(path + "tier_table_id", message.tier_table_id, required=True)
        and message.tier_table_id not in tables
    ):
        faults.add(path + "tier_table_id", "RULEBOOK_INVALID")
    isolated = message.isolated_tier_table_id
    if (
        faults.identifier(path + "isolated_tier_table_id", isolated, required=False)
        and isolated
        and isolated not in tables
    ):
        faults.add(path + "isolated_tier_table_id", "RULEBOOK_INVALID")


def _limits(message: pb.Rulebook, prefix: str) -> None:
    for name, length in (("instruments", len(message.instruments)), ("tier_tables", len(message.tier_tables))):
        if length > MOST_ENTRIES:
            raise Refused([(prefix + name, reason("TOO_MANY_ENTRIES"))])
    for index, table in enumerate(message.tier_tables):
        if len(table.tiers) > MOST_TIERS:
            raise Refused([(f"{prefix}tier_tables[{index}].tiers", reason("TOO_MANY_ENTRIES"))])


def validate(message: pb.Rulebook, prefix: str) -> None:
    """Raises Refused with every fault of the rulebook, in field order."""
    _limits(message, prefix)
    faults = Faults(prefix)
    faults.identifier("rulebook_id", message.rulebook_id, required=True)
    faults.identifier("version", message.version, required=True)
    if message.HasField("rules"):
        read_rules(message.rules, faults)
    else:
        faults.add("rules", "REQUIRED")
    tables = {table.tier_table_id for table in message.tier_tables}
    for index in range(len(message.instruments)):
        read_instrument(message, index, tables, faults)
    for index in range(len(message.tier_tables)):
        read_table(message, index, faults)
    faults.stop()


def _rules(message: pb.Rules) -> Rules:
    return Rules(
        tier_scheme=message.tier_scheme,
        tier_basis=message.tier_basis,
        cross_pooling=message.cross_pooling,
        maintenance_at_mark=message.maintenance_value == pb.VALUE_AT_MARK,
        initial_isolated_at_mark=message.initial_value_isolated == pb.VALUE_AT_MARK,
        initial_cross_at_mark=message.initial_value_cross == pb.VALUE_AT_MARK,
        closing_fee=message.closing_fee,
        strict=message.trigger == pb.TRIGGER_STRICTLY_BELOW,
        bankruptcy_share=message.bankruptcy_share,
        tick_buffer=message.tick_buffer,
        warning_ratio=numbers.parse(message.warning_ratio) if message.HasField("warning_ratio") else None,
        adl_family=message.adl_score_family,
    )


def compile_rulebook(content: bytes, prefix: str = "") -> Rulebook:
    """Figures of a rulebook from its wire bytes; raises Refused with every fault under the prefix."""
    message = pb.Rulebook.FromString(content)
    validate(message, prefix)
    tables = {table.tier_table_id: compile_table(table) for table in message.tier_tables}
    instruments = {}
    for one in message.instruments:
        instruments[one.instrument_id] = Instrument(
            instrument_id=one.instrument_id,
            family=("family", one.family) if one.family else ("alone", one.instrument_id),
            linear=one.kind == pb.INSTRUMENT_KIND_LINEAR,
            currency=one.settlement_currency,
            contract_size=numbers.parse(one.contract_size),
            tick_size=numbers.parse(one.tick_size or "0"),
            quantity_step=numbers.parse(one.quantity_step) if one.HasField("quantity_step") else None,
            fee_rate=numbers.parse(one.taker_fee_rate or "0"),
            table=tables[one.tier_table_id],
            isolated_table=tables[one.isolated_tier_table_id or one.tier_table_id],
        )
    reference = pb.RulebookReference(
        rulebook_id=message.rulebook_id, version=message.version, content_hash=hashlib.sha256(content).hexdigest()
    )
    return Rulebook(reference, _rules(message.rules), instruments)


_compiled: dict[bytes, Rulebook] = {}


def _compile_once(content: bytes, prefix: str) -> Rulebook:
    """The last rulebook compiled is kept, since a test tends to ask for it again."""
    key = hashlib.sha256(content).digest()
    if key not in _compiled:
        book = compile_rulebook(content, prefix)
        _compiled.clear()
        _compiled[key] = book
    return _compiled[key]


def select_rulebook(selector: pb.RulebookSelector, held: Mapping[str, bytes]) -> Rulebook:
    """The rulebook that a request names or carries; raises Refused."""
    faults = Faults("rulebook.")
    source = selector.WhichOneof("source")
    if source == "inline":
        book = _compile_once(selector.inline.SerializeToString(), "rulebook.inline.")
    elif source is None:
        raise Refused([("rulebook.source", reason("REQUIRED"))])
    else:
        if faults.identifier("rulebook_id", selector.rulebook_id, required=True) and selector.rulebook_id not in held:
            faults.add("rulebook_id", "UNKNOWN_RULEBOOK")
        faults.stop()
        book = _compile_once(held[selector.rulebook_id], "")
    expected = selector.expected_content_hash
    if expected and expected != book.reference.content_hash:
        raise Refused([("rulebook.expected_content_hash", reason("RULEBOOK_HASH_MISMATCH"))])
    return book
