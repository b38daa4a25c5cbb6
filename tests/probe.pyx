# cython: language_level=3
"""Shows decimals, wire and decode to the tests. None: the bytes were refused."""
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from marginline_native cimport decimals, decode, wire
from marginline_native.exact cimport i128
from marginline_native.model cimport (
    MAX_ACCOUNTS, MAX_MARKS, NUMBER_GOOD, Account, Number, Position, Text, Violation, Violations,
)

# Cython takes an i128 for a long long, so that it must never turn one into a Python object or back.
cdef extern from *:
    """
    static i128 i128_of(int64_t high, uint64_t low) { return (i128)(((u128)(uint64_t)high << 64) | low); }
    static int64_t i128_high(i128 value) { return (int64_t)(value >> 64); }
    static uint64_t i128_low(i128 value) { return (uint64_t)value; }
    """
    i128 i128_of(int64_t high, uint64_t low)
    int64_t i128_high(i128 value)
    uint64_t i128_low(i128 value)


# ---- decimals ----
cdef object from_number(Number number):
    """(status, value)"""
    if number.status != NUMBER_GOOD:
        return int(number.status), 0
    return int(number.status), (int(i128_high(number.value)) << 64) | int(i128_low(number.value))


def parse_number(bytes text):
    return from_number(decimals.parse_number(text, len(text)))


def print_number(value):
    cdef char[decimals.NUMBER_BYTES] out
    cdef int length = decimals.print_number(i128_of(<int64_t>(value >> 64), <uint64_t>(value & 2**64 - 1)), out)
    return out[:length]


def time_decimals(bytes text, int times):
    """Parses and prints one text again and again; for a clock around it."""
    cdef char[decimals.NUMBER_BYTES] out
    cdef int _, length = 0
    cdef Number number
    for _ in range(times):
        number = decimals.parse_number(text, len(text))
        length += decimals.print_number(number.value, out)
    return length


# ---- wire ----
def is_utf8(bytes data):
    return wire.is_utf8(data, len(data))


cdef object read_field(wire.Cursor *cursor, uint32_t tag):
    """The value by its wire type: an int, bytes, or for fixed widths nothing."""
    cdef uint64_t number = 0
    cdef wire.Cursor inside
    if tag & 7 == 0:
        return None if wire.read_varint(cursor, tag, &number) else number
    if tag & 7 == 2:
        if wire.read_message(cursor, tag, &inside):
            return None
        return inside.at[:inside.end - inside.at]
    return None if wire.skip_field(cursor, tag) else b""


def read_fields(bytes data):
    """[(number, wire type, value)]"""
    cdef wire.Cursor cursor = wire.cursor_over(data, len(data))
    cdef uint32_t tag = 0
    found = []
    while cursor.at < cursor.end:
        if wire.read_tag(&cursor, &tag):
            return None
        value = read_field(&cursor, tag)
        if value is None:
            return None
        found.append((tag >> 3, tag & 7, value))
    return found


def skips(bytes data):
    """Whether every field can be skipped."""
    cdef wire.Cursor cursor = wire.cursor_over(data, len(data))
    cdef uint32_t tag = 0
    while cursor.at < cursor.end:
        if wire.read_tag(&cursor, &tag) or wire.skip_field(&cursor, tag):
            return False
    return True


def read_scalar(str kind, bytes data):
    """One field, read as kind."""
    cdef wire.Cursor cursor = wire.cursor_over(data, len(data))
    cdef uint32_t tag = 0, number = 0
    cdef int32_t signed = 0
    cdef bint truth = False
    cdef Text text = wire.no_text()
    if wire.read_tag(&cursor, &tag):
        return None
    if kind == "uint32":
        return None if wire.read_uint32(&cursor, tag, &number) else number
    if kind == "enum":
        return None if wire.read_enum(&cursor, tag, &signed) else signed
    if kind == "bool":
        return None if wire.read_bool(&cursor, tag, &truth) else truth
    return None if wire.read_text(&cursor, tag, &text) else from_text(text)


def write(list fields, Py_ssize_t capacity):
    """fields: (kind, number, value), value of a message again such a list; None: it did not fit."""
    cdef bytearray room = bytearray(capacity + 1)
    cdef wire.Writer writer = wire.writer_over(room, capacity)
    room[capacity] = 0x5A
    write_fields(&writer, fields)
    assert room[capacity] == 0x5A, "wrote past the end"
    return None if writer.full else bytes(room[:writer.at - writer.start])


cdef object write_fields(wire.Writer *writer, list fields):
    cdef Text text
    cdef Py_ssize_t opened
    for kind, number, value in fields:
        if kind == "uint32":
            wire.write_uint32(writer, number, value)
        elif kind == "present":
            wire.write_present_uint32(writer, number, value)
        elif kind == "text":
            text.data = value
            text.length = len(value)
            wire.write_text(writer, number, text)
        elif kind == "decimal":
            wire.write_decimal(writer, number, i128_of(<int64_t>(value >> 64), <uint64_t>(value & 2**64 - 1)))
        elif kind == "bits":
            wire.write_packed_bits(writer, number, value)
        else:
            opened = wire.open_message(writer, number)
            write_fields(writer, value)
            wire.close_message(writer, opened)


# ---- decode ----
cdef bytes from_text(Text text):
    return text.data[:text.length]


cdef object from_position(const Position *position):
    return {
        "position_id": from_text(position.position_id),
        "instrument_id": from_text(position.instrument_id),
        "side": position.side,
        "quantity": from_number(position.quantity),
        "entry_price": from_number(position.entry_price),
        "leverage": from_number(position.leverage),
        "margin_mode": int(position.margin_mode),
        "isolated_margin": from_number(position.isolated_margin),
    }


cdef object from_account(const Account *account):
    cdef int32_t i
    return {
        "account_id": from_text(account.account_id),
        "balances": [
            (from_text(account.balances[i].currency), from_number(account.balances[i].wallet_balance))
            for i in range(account.balance_count)
        ],
        "positions": [from_position(&account.positions[i]) for i in range(account.position_count)],
    }


cdef object from_selector(const decode.Selector *selector):
    cdef const uint8_t *inside = selector.inline_rulebook.at
    if not selector.present:
        return None
    return {
        "rulebook_id": from_text(selector.rulebook_id) if selector.has_rulebook_id else None,
        "inline": (inside[:selector.inline_rulebook.end - inside] if selector.has_inline_rulebook else None),
        "expected_content_hash": from_text(selector.expected_content_hash),
    }


cdef class Decoder:
    """Room for one request; kind: number of its last field, 3, 5 or 6."""
    cdef decode.Request request
    cdef Account *account
    cdef Violations violations

    def __cinit__(self):
        self.request.marks = <decode.RawMark *>PyMem_Calloc(MAX_MARKS, sizeof(decode.RawMark))
        self.request.accounts = <wire.Cursor *>PyMem_Calloc(MAX_ACCOUNTS, sizeof(wire.Cursor))
        self.account = <Account *>PyMem_Calloc(1, sizeof(Account))

    def __dealloc__(self):
        PyMem_Free(self.request.marks)
        PyMem_Free(self.request.accounts)
        PyMem_Free(self.account)

    cdef object refusal(self, int32_t account):
        """(reason, index of the account or -1, list, row, field)"""
        cdef Violation *first = &self.violations.entry[0]
        assert self.violations.count == 1
        return (
            first.reason, account, None if first.list == NULL else first.list.decode(), first.row,
            None if first.field == NULL else first.field.decode(),
        )

    def accounts(self):
        """[dict, or the refusal of that account alone]; None: malformed"""
        cdef int32_t i
        found = []
        for i in range(self.request.account_count):
            outcome = decode.decode_account(self.request.accounts[i], self.account, &self.violations)
            if outcome == decode.DECODED_MALFORMED:
                assert decode.find_malformed_account(&self.request, self.account, &self.violations) == i
                return None
            found.append(from_account(self.account) if outcome == decode.DECODED_GOOD else self.refusal(i))
        assert decode.find_malformed_account(&self.request, self.account, &self.violations) == -1
        return found

    def decode(self, int kind, bytes data):
        """All of it as a dict; or the refusal, a tuple."""
        cdef int32_t i
        if decode.decode_request(data, len(data), <decode.RequestKind>kind, &self.request, &self.violations):
            return self.refusal(-1)
        accounts = self.accounts()
        if accounts is None:
            return self.refusal(decode.find_malformed_account(&self.request, self.account, &self.violations))
        return {
            "rulebook": from_selector(&self.request.rulebook),
            "mark_prices": [
                (from_text(self.request.marks[i].instrument_id), from_number(self.request.marks[i].price))
                for i in range(self.request.mark_count)
            ],
            "accounts": accounts,
            "view": self.request.view,
            "explain": bool(self.request.explain),
            "report_at_or_below": from_number(self.request.report_at_or_below),
        }
