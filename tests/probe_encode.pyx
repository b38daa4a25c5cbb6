# cython: language_level=3
"""Fills the model from dicts and encodes it, so that encoding is tested apart from all arithmetic.

A dict has the names of the struct's fields; a Figure is a value or None. Amounts are integers scaled by 10^18.
"""
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport int64_t, uint64_t
from marginline_native cimport encode, encode_batch
from marginline_native.exact cimport i128, wide_product, wide_times
from marginline_native.model cimport (
    MAX_TIERS, NUMBER_GOOD, Account, Balance, Figure, Instrument, MarginMode, Number, Pool, Position, Rules, Text, Tier,
    TierTable, Violations,
)
from marginline_native.sentences cimport sentence_of
from marginline_native.wire cimport Writer, writer_over

cdef extern from *:
    """
    static i128 i128_of(int64_t high, uint64_t low) { return (i128)(((u128)(uint64_t)high << 64) | low); }
    """
    i128 i128_of(int64_t high, uint64_t low)


cdef i128 amount(object value) except? -1:
    return i128_of(<int64_t>(value >> 64), <uint64_t>(value & 2**64 - 1))


cdef Text text(bytes value):
    cdef Text made
    made.data = value
    made.length = <int>len(value)
    return made


cdef Figure figure(object value):
    cdef Figure made
    made.exists = value is not None
    made.value = amount(value or 0)
    return made


cdef Number number(object value):
    cdef Number made
    made.status = NUMBER_GOOD
    made.value = amount(value)
    return made


cdef object fill_rules(Rules *rules, dict row):
    rules.tier_scheme = row["tier_scheme"]
    rules.closing_fee = row["closing_fee"]
    rules.maintenance_value = row["maintenance_value"]
    rules.initial_value_isolated = row["initial_value_isolated"]
    rules.initial_value_cross = row["initial_value_cross"]


cdef object fill_table(TierTable *table, list tiers):
    """tiers: (upper bound or None, deduction as two factors of 10^36)"""
    cdef Tier *tier
    table.tier_count = len(tiers)
    for index, (bound, (one, other)) in enumerate(tiers):
        tier = &table.tiers[<int>index]
        tier.has_upper_bound = bound is not None
        tier.upper_bound = amount(bound or 0)
        tier.deduction = wide_product(amount(one), amount(other))


cdef object fill_pool(Balance *balance, Pool *pool, dict row):
    balance.currency = text(row["currency"])
    balance.wallet_balance = number(row["wallet_balance"])
    pool.position_count = row["position_count"]
    pool.state = row["state"]
    pool.unrealized_pnl = amount(row["unrealized_pnl"])
    pool.equity = amount(row["equity"])
    pool.initial_margin = amount(row["initial_margin"])
    pool.maintenance_margin = amount(row["maintenance_margin"])
    pool.closing_fee = amount(row["closing_fee"])
    pool.available_margin = amount(row["available_margin"])
    pool.margin_ratio = figure(row["margin_ratio"])
    pool.margin_usage = figure(row["margin_usage"])
    pool.effective_leverage = figure(row["effective_leverage"])
    pool.ratio_beyond_range = row["ratio_beyond_range"]
    pool.leverage_beyond_range = row["leverage_beyond_range"]


cdef object fill_names(Position *position, dict row):
    position.position_id = text(row["position_id"])
    position.instrument_id = text(row["instrument_id"])
    position.side = row["side"]
    position.margin_mode = <MarginMode><int>row["margin_mode"]
    position.pool = row["pool"]
    position.isolated_margin = number(row["isolated_margin"])
    position.entry_price = number(row["entry_price"])
    position.mark_price = amount(row["mark_price"])
    position.size = amount(row["size"])


cdef object fill_terms(Position *position, dict row):
    position.notional = amount(row["notional"])
    position.unrealized_pnl = amount(row["unrealized_pnl"])
    position.maintenance_margin = amount(row["maintenance_margin"])
    position.closing_fee = amount(row["closing_fee"])
    position.has_initial_margin = row["initial_margin"] is not None
    position.initial_margin = amount(row["initial_margin"] or 0)
    position.tier = row["tier"]
    position.maintenance_margin_rate = amount(row["maintenance_margin_rate"])
    position.initial_margin_rate = amount(row["initial_margin_rate"])
    position.initial_leverage = amount(row["initial_leverage"])
    position.measure_numerator = wide_product(amount(row["measure"][0]), amount(10**18))
    position.measure_denominator = wide_times(wide_product(amount(row["measure"][1]), amount(10**18)), amount(1))


cdef object fill_figures(Position *position, dict row):
    position.equity = amount(row["equity"])
    position.state = row["state"]
    position.margin_ratio = figure(row["margin_ratio"])
    position.margin_usage = figure(row["margin_usage"])
    position.return_on_margin = figure(row["return_on_margin"])
    position.liquidation_price = figure(row["liquidation_price"])
    position.other_liquidation_price = figure(row["other_liquidation_price"])
    position.bankruptcy_price = figure(row["bankruptcy_price"])
    position.liquidation_distance = figure(row["liquidation_distance"])
    position.warnings = row["warnings"]
    position.ratio_beyond_range = row["ratio_beyond_range"]
    position.return_beyond_range = row["return_beyond_range"]
    position.price_beyond_range = row["price_beyond_range"]


cdef class Encoder:
    """Holds one account; position i is of instruments[i]."""
    cdef Account *account
    cdef Instrument *instruments
    cdef Rules rules
    cdef Tier[MAX_TIERS] tiers
    cdef TierTable table
    cdef encode.Reference reference
    cdef dict row
    cdef tuple names

    def __cinit__(self, dict account, tuple names):
        self.account = <Account *>PyMem_Calloc(1, sizeof(Account))
        self.instruments = <Instrument *>PyMem_Calloc(len(account["positions"]) + 1, sizeof(Instrument))
        self.table.tiers = self.tiers
        self.row = account     # what text is borrowed from
        self.names = names

    def __init__(self, dict account, tuple names):
        self.reference.rulebook_id = text(names[0])
        self.reference.version = text(names[1])
        self.reference.content_hash = text(names[2])
        fill_rules(&self.rules, account["rules"])
        fill_table(&self.table, account["tiers"])
        self.account.account_id = text(account["account_id"])
        self.account.state = account["state"]
        self.account.balance_count = len(account["pools"])
        self.account.position_count = len(account["positions"])
        for index, row in enumerate(account["pools"]):
            fill_pool(&self.account.balances[<int>index], &self.account.pools[<int>index], row)
        for index, row in enumerate(account["positions"]):
            self.fill_position(index, row)

    cdef object fill_position(self, int index, dict row):
        cdef Position *position = &self.account.positions[index]
        fill_names(position, row)
        fill_terms(position, row)
        fill_figures(position, row)
        self.instruments[index].kind = row["kind"]
        self.instruments[index].taker_fee_rate = amount(row["taker_fee_rate"])
        position.instrument = &self.instruments[index]
        position.table = &self.table

    def __dealloc__(self):
        PyMem_Free(self.account)
        PyMem_Free(self.instruments)

    def statement_response(self, int view, bint explain):
        cdef encode.Shape shape = encode.shape_of_view(view, explain)
        return self.respond(shape)

    def margin_ratio_response(self):
        return self.respond(encode.shape_of_margin_ratio())

    cdef object respond(self, encode.Shape shape):
        cdef Py_ssize_t bound = encode.statement_bound(self.account, shape) + encode.reference_bound(&self.reference)
        cdef bytearray room = bytearray(bound)
        cdef Writer writer = writer_over(room, bound)
        encode.encode_statement_response(&writer, &self.reference, self.account, &self.rules, shape)
        assert not writer.full, "the bound is too low"
        return bytes(room[:writer.at - writer.start])

    def liquidation_response(self):
        cdef encode.Shape shape = encode.shape_of_view(2, False)
        cdef Py_ssize_t bound = encode.statement_bound(self.account, shape) + encode.reference_bound(&self.reference)
        cdef bytearray room = bytearray(bound)
        cdef Writer writer = writer_over(room, bound)
        encode.encode_liquidation_response(&writer, &self.reference, self.account, &self.rules)
        assert not writer.full, "the bound is too low"
        return bytes(room[:writer.at - writer.start])

    def result(self, int account_index, int view, bint explain):
        cdef encode.Shape shape = encode.shape_of_view(view, explain)
        cdef Py_ssize_t bound = encode_batch.statement_result_bound(self.account, shape)
        cdef bytearray room = bytearray(bound)
        cdef Writer writer = writer_over(room, bound)
        encode_batch.encode_statement_result(&writer, account_index, self.account, &self.rules, shape)
        assert not writer.full, "the bound is too low"
        return bytes(room[:writer.at - writer.start])


def rejection(int account_index, bytes account_id, list faults):
    """faults: (reason, list or None, row, field or None)"""
    cdef Violations violations
    cdef Py_ssize_t bound
    cdef bytearray room
    cdef Writer writer
    violations.count = len(faults)
    for index, (reason, rows, row, field) in enumerate(faults):
        violations.entry[<int>index].reason = reason
        violations.entry[<int>index].list = <const char *>NULL if rows is None else <const char *><bytes>rows
        violations.entry[<int>index].row = row
        violations.entry[<int>index].field = <const char *>NULL if field is None else <const char *><bytes>field
    bound = encode_batch.rejection_result_bound(text(account_id), &violations)
    room = bytearray(bound)
    writer = writer_over(room, bound)
    encode_batch.encode_rejection_result(&writer, account_index, text(account_id), &violations)
    assert not writer.full, "the bound is too low"
    return bytes(room[:writer.at - writer.start])


def counts(list by_state):
    cdef encode_batch.StateCounts made
    cdef bytearray room = bytearray(encode_batch.COUNTS_BOUND)
    cdef Writer writer = writer_over(room, encode_batch.COUNTS_BOUND)
    for index in range(5):
        made.by_state[<int>index] = by_state[index]
    encode_batch.encode_counts(&writer, &made)
    assert not writer.full, "the bound is too low"
    return bytes(room[:writer.at - writer.start])


def sentence(int reason):
    return sentence_of(reason).decode()
