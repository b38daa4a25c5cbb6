"""Rulebooks that are good, and rulebooks with one fault and what is then named; each is spoiled from sample_book's."""

from collections.abc import Callable

import sample_book
from marginline.v1 import rulebook_pb2 as pb

Spoil = Callable[[pb.Rulebook], object]
Named = list[tuple[str, str]]


def spoiled(spoil: Spoil) -> pb.Rulebook:
    book = sample_book.rulebook()
    spoil(book)
    return book


def tier(book: pb.Rulebook, index: int) -> pb.PositionTier:
    return book.tier_tables[0].tiers[index]


def second(book: pb.Rulebook) -> pb.Instrument:
    return book.instruments[1]


def set_fields(message: object, **fields: object) -> None:
    for name, value in fields.items():
        if value is None:
            message.ClearField(name)  # type: ignore[attr-defined]
        else:
            setattr(message, name, value)


def one_tier_by_size(book: pb.Rulebook) -> None:
    set_fields(book.rules, tier_scheme=pb.TIER_SCHEME_LINEAR_IN_SIZE, tier_basis=None)
    del book.tier_tables[0].tiers[1:]
    set_fields(tier(book, 0), upper_bound=None, maintenance_deduction=None)
    book.tier_tables[0].rate_slope = "0.00005"


def family_gross(book: pb.Rulebook) -> None:
    book.rules.cross_pooling = pb.CROSS_POOLING_FAMILY_GROSS
    for one in book.instruments:
        one.family = "USDT perpetuals"


def both(*steps: Spoil) -> Spoil:
    return lambda book: [step(book) for step in steps]


def at(field: str, **fields: object) -> Spoil:
    """Sets fields of what an attribute path with indexes names."""

    def spoil(book: pb.Rulebook) -> None:
        message: object = book
        for part in field.split(".") if field else []:
            name, _, index = part.partition("[")
            message = getattr(message, name)
            if index:
                message = message[int(index[:-1])]  # type: ignore[index]
        set_fields(message, **fields)

    return spoil


GOOD: dict[str, Spoil] = {
    "as it is": lambda _: None,
    "no instruments and no tables": at("", instruments=None, tier_tables=None),
    "the last tier has a bound": at("tier_tables[0].tiers[2]", upper_bound="250000.000000000000000001"),
    "no deduction is stated": at("tier_tables[0].tiers[2]", maintenance_deduction=None),
    "equal rates": both(
        at("tier_tables[0].tiers[1]", maintenance_margin_rate="0.004", maintenance_deduction="0"),
        at("tier_tables[0].tiers[2]", maintenance_deduction="1500"),
    ),
    "rates 0 and 1": both(
        at("tier_tables[0].tiers[0]", maintenance_margin_rate="0"),
        at("tier_tables[0].tiers[1]", maintenance_margin_rate="1", maintenance_deduction="50000"),
        at("tier_tables[0].tiers[2]", maintenance_margin_rate="1", maintenance_deduction="50000"),
    ),
    "a fee just below 1": at("instruments[0]", taker_fee_rate="0.999999999999999999"),
    "no fee rate where no fee is charged": at("instruments[0]", taker_fee_rate=None),
    "no tick size without a tick buffer": at("instruments[0]", tick_size=None),
    "tick buffer at its limit": at("rules", tick_buffer=1_000_000),
    "no date": at("", effective_from=""),
    "tiers by size": one_tier_by_size,
    "tiers by size that state a basis": both(one_tier_by_size, at("rules", tier_basis=pb.TIER_BASIS_CONTRACTS)),
    "a family that agrees": family_gross,
    "one isolated table is named, the other is left to be the same": both(
        family_gross, at("instruments[1]", isolated_tier_table_id="ladder")
    ),
    "ids of 64 bytes": at("instruments[0]", instrument_id=" ~" * 32),
    "a family that disagrees, where families are not pooled": both(
        family_gross,
        at("rules", cross_pooling=pb.CROSS_POOLING_LARGER_SIDE),
        at("instruments[1]", settlement_currency="USDC"),
    ),
}

FAULTY: dict[str, tuple[Spoil, Named]] = {
    "no id": (at("", rulebook_id=""), [("rulebook_id", "REQUIRED")]),
    "an id of 65 bytes": (at("", rulebook_id="x" * 65), [("rulebook_id", "ID_MALFORMED")]),
    "an id beyond ASCII": (at("", rulebook_id="okx\u00e9"), [("rulebook_id", "ID_MALFORMED")]),
    "an id with a control character": (at("", rulebook_id="ok\x7f"), [("rulebook_id", "ID_MALFORMED")]),
    "no version": (at("", version=""), [("version", "REQUIRED")]),
    "a date that is no day": (at("", effective_from="2023-02-29"), [("effective_from", "RULEBOOK_INVALID")]),
    "a date of a century without leap day": (
        at("", effective_from="1900-02-29"),
        [("effective_from", "RULEBOOK_INVALID")],
    ),
    "a date in words": (at("", effective_from="2023-2-9 "), [("effective_from", "RULEBOOK_INVALID")]),
    "no rules": (
        lambda book: book.ClearField("rules"),
        [
            ("rules", "REQUIRED"),
            *[(f"tier_tables[0].tiers[{row}].maintenance_deduction", "RULEBOOK_INVALID") for row in range(3)],
        ],
    ),
    "no scheme": (
        at("rules", tier_scheme=0),
        [
            ("rules.tier_scheme", "ENUM_UNSPECIFIED"),
            *[(f"tier_tables[0].tiers[{row}].maintenance_deduction", "RULEBOOK_INVALID") for row in range(3)],
        ],
    ),
    "a trigger the contract does not know": (at("rules", trigger=9), [("rules.trigger", "ENUM_UNSPECIFIED")]),
    "a negative enum": (at("rules", closing_fee=-1), [("rules.closing_fee", "ENUM_UNSPECIFIED")]),
    "no basis": (at("rules", tier_basis=0), [("rules.tier_basis", "ENUM_UNSPECIFIED")]),
    "tick buffer past its limit": (at("rules", tick_buffer=1_000_001), [("rules.tick_buffer", "RULEBOOK_INVALID")]),
    "tick buffer of 32 bits": (at("rules", tick_buffer=2**32 - 1), [("rules.tick_buffer", "RULEBOOK_INVALID")]),
    "warning ratio 0": (at("rules", warning_ratio="0"), [("rules.warning_ratio", "NOT_POSITIVE")]),
    "warning ratio of no text": (at("rules", warning_ratio=""), [("rules.warning_ratio", "NUMBER_MALFORMED")]),
    "no score family": (at("rules", adl_score_family=0), [("rules.adl_score_family", "ENUM_UNSPECIFIED")]),
    "an instrument twice": (
        at("instruments[1]", instrument_id="BTC-USDT"),
        [("instruments[1].instrument_id", "RULEBOOK_INVALID")],
    ),
    "an instrument without id": (
        at("instruments[1]", instrument_id=""),
        [("instruments[1].instrument_id", "REQUIRED")],
    ),
    "no kind": (at("instruments[1]", kind=0), [("instruments[1].kind", "ENUM_UNSPECIFIED")]),
    "no settlement currency": (
        at("instruments[1]", settlement_currency=""),
        [("instruments[1].settlement_currency", "REQUIRED")],
    ),
    "contract size 0": (at("instruments[1]", contract_size="0"), [("instruments[1].contract_size", "NOT_POSITIVE")]),
    "no contract size": (at("instruments[1]", contract_size=""), [("instruments[1].contract_size", "REQUIRED")]),
    "no tick size but a tick buffer": (
        both(at("rules", tick_buffer=1), at("instruments[1]", tick_size=None)),
        [("instruments[1].tick_size", "REQUIRED")],
    ),
    "tick size 0": (at("instruments[1]", tick_size="0"), [("instruments[1].tick_size", "NOT_POSITIVE")]),
    "quantity step below 0": (
        at("instruments[1]", quantity_step="-1"),
        [("instruments[1].quantity_step", "NOT_POSITIVE")],
    ),
    "a fee of 1": (at("instruments[1]", taker_fee_rate="1"), [("instruments[1].taker_fee_rate", "RULEBOOK_INVALID")]),
    "a fee below 0": (
        at("instruments[1]", taker_fee_rate="-0.1"),
        [("instruments[1].taker_fee_rate", "NEGATIVE_NOT_ALLOWED")],
    ),
    "no fee rate where one is charged": (
        both(
            at("rules", closing_fee=pb.CLOSING_FEE_TAKER_IN_REQUIREMENT),
            at("instruments[1]", taker_fee_rate=None),
        ),
        [("instruments[1].taker_fee_rate", "REQUIRED")],
    ),
    "a table that is not there": (
        at("instruments[1]", tier_table_id="x"),
        [("instruments[1].tier_table_id", "RULEBOOK_INVALID")],
    ),
    "an isolated table that is not there": (
        at("instruments[1]", isolated_tier_table_id="x"),
        [("instruments[1].isolated_tier_table_id", "RULEBOOK_INVALID")],
    ),
    "a family of two kinds": (
        both(family_gross, at("instruments[1]", kind=pb.INSTRUMENT_KIND_INVERSE)),
        [("instruments[1].family", "RULEBOOK_INVALID")],
    ),
    "a family of two currencies": (
        both(family_gross, at("instruments[1]", settlement_currency="USDC")),
        [("instruments[1].family", "RULEBOOK_INVALID")],
    ),
    "a family of two tables": (
        both(
            family_gross,
            lambda book: book.tier_tables.append(sample_book.ladder("other")),
            at("instruments[1]", tier_table_id="other"),
        ),
        [("instruments[1].family", "RULEBOOK_INVALID")],
    ),
    "a table twice": (
        lambda book: book.tier_tables.append(sample_book.ladder()),
        [("tier_tables[1].tier_table_id", "RULEBOOK_INVALID")],
    ),
    "a table without tiers": (
        lambda book: book.tier_tables[0].ClearField("tiers"),
        [("tier_tables[0].tiers", "REQUIRED")],
    ),
    "a bound in the middle missing": (
        at("tier_tables[0].tiers[1]", upper_bound=None),
        [("tier_tables[0].tiers[1].upper_bound", "REQUIRED")],
    ),
    "bounds that do not rise": (
        at("tier_tables[0].tiers[1]", upper_bound="50000"),
        [("tier_tables[0].tiers[1].upper_bound", "RULEBOOK_INVALID")],
    ),
    "a first bound of 0": (
        at("tier_tables[0].tiers[0]", upper_bound="0"),
        [("tier_tables[0].tiers[0].upper_bound", "NOT_POSITIVE")],
    ),
    "rates that fall": (
        at("tier_tables[0].tiers[1]", maintenance_margin_rate="0.0039", maintenance_deduction=None),
        [("tier_tables[0].tiers[1].maintenance_margin_rate", "RULEBOOK_INVALID")],
    ),
    "a rate above 1": (
        at("tier_tables[0].tiers[2]", maintenance_margin_rate="1.000000000000000001"),
        [("tier_tables[0].tiers[2].maintenance_margin_rate", "RULEBOOK_INVALID")],
    ),
    "a rate below 0": (
        at("tier_tables[0].tiers[0]", maintenance_margin_rate="-0.1"),
        [("tier_tables[0].tiers[0].maintenance_margin_rate", "NEGATIVE_NOT_ALLOWED")],
    ),
    "no rate and no fraction": (
        at("tier_tables[0].tiers[2]", maintenance_margin_rate=None),
        [("tier_tables[0].tiers[2].maintenance_margin_rate", "REQUIRED")],
    ),
    "a fraction but nothing to take it of": (
        both(
            at("tier_tables[0]", maintenance_fraction_of_initial="0.5"),
            at("tier_tables[0].tiers[2]", maintenance_margin_rate=None, max_leverage=None),
        ),
        [("tier_tables[0].tiers[2].maintenance_margin_rate", "REQUIRED")],
    ),
    "a derived rate above 1": (
        both(
            at("tier_tables[0]", maintenance_fraction_of_initial="1"),
            at("tier_tables[0].tiers[2]", maintenance_margin_rate=None, initial_margin_rate="1.000000000000000001"),
        ),
        [("tier_tables[0].tiers[2].maintenance_margin_rate", "RULEBOOK_INVALID")],
    ),
    "a fraction above 1": (
        at("tier_tables[0]", maintenance_fraction_of_initial="1.1"),
        [("tier_tables[0].maintenance_fraction_of_initial", "RULEBOOK_INVALID")],
    ),
    "a deduction one unit off": (
        at("tier_tables[0].tiers[2]", maintenance_deduction="1300.000000000000000001"),
        [("tier_tables[0].tiers[2].maintenance_deduction", "RULEBOOK_INVALID")],
    ),
    "a deduction where the derived one needs more places": (
        both(
            at("tier_tables[0].tiers[1]", upper_bound="250000.1", maintenance_deduction=None),
            at(
                "tier_tables[0].tiers[2]",
                maintenance_margin_rate="0.010000000000000001",
                maintenance_deduction="1300.000500000000250000",
            ),
        ),
        [("tier_tables[0].tiers[2].maintenance_deduction", "RULEBOOK_INVALID")],
    ),
    "a deduction under another scheme": (
        at("rules", tier_scheme=pb.TIER_SCHEME_WHOLE),
        [(f"tier_tables[0].tiers[{row}].maintenance_deduction", "RULEBOOK_INVALID") for row in range(3)],
    ),
    "an initial rate of 0": (
        at("tier_tables[0].tiers[0]", initial_margin_rate="0"),
        [("tier_tables[0].tiers[0].initial_margin_rate", "NOT_POSITIVE")],
    ),
    "a highest leverage of 0": (
        at("tier_tables[0].tiers[0]", max_leverage="0"),
        [("tier_tables[0].tiers[0].max_leverage", "NOT_POSITIVE")],
    ),
    "a slope under another scheme": (
        at("tier_tables[0]", rate_slope="0"),
        [("tier_tables[0].rate_slope", "RULEBOOK_INVALID")],
    ),
    "tiers by size without a slope": (
        both(one_tier_by_size, at("tier_tables[0]", rate_slope=None)),
        [("tier_tables[0].rate_slope", "REQUIRED")],
    ),
    "tiers by size with a falling slope": (
        both(one_tier_by_size, at("tier_tables[0]", rate_slope="-1")),
        [("tier_tables[0].rate_slope", "NEGATIVE_NOT_ALLOWED")],
    ),
    "tiers by size with a bound": (
        both(one_tier_by_size, at("tier_tables[0].tiers[0]", upper_bound="5")),
        [("tier_tables[0].tiers[0].upper_bound", "RULEBOOK_INVALID")],
    ),
    "two tiers by size": (
        both(one_tier_by_size, lambda book: book.tier_tables[0].tiers.append(tier(book, 0))),
        [("tier_tables[0].tiers", "RULEBOOK_INVALID")],
    ),
}
