# What the stages hand to each other: C structs and limits. No functions, no Python objects.
# Amounts, prices and rates are i128 scaled by 10^18. A `bint has_x` beside a value says whether it exists.
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from marginline_native.exact cimport exact_sum, i128, wide

cdef enum Limit:
    MAX_POSITIONS = 1024          # per account
    MAX_BALANCES = 256            # per account
    MAX_ACCOUNTS = 10000          # per batch
    MAX_MARKS = 16384             # per request
    MAX_INSTRUMENTS = 16384       # per rulebook
    MAX_TIER_TABLES = 16384       # per rulebook
    MAX_TIERS = 256               # per table
    MAX_RULEBOOK_TIERS = 262144   # per rulebook, all tables together
    MAX_CANDIDATES = 50000        # per ranking
    MAX_MESSAGE_BYTES = 16777216
    MAX_ID_BYTES = 64
    MAX_VIOLATIONS = 32
    MAX_PATH_BYTES = 120
    MAX_TICK_BUFFER = 1000000

# Borrowed from the request's bytes, or from a compiled rulebook: alive because the caller holds them.
cdef struct Text:
    const char *data
    int32_t length

cdef enum NumberStatus:
    NUMBER_ABSENT                 # field absent, or empty text where the field has no presence
    NUMBER_GOOD
    NUMBER_MALFORMED              # ErrorReason NUMBER_MALFORMED
    NUMBER_TOO_PRECISE            # ErrorReason PRECISION_EXCEEDED

cdef struct Number:
    i128 value                    # only where status is NUMBER_GOOD
    NumberStatus status

# ---- enums of the contract; values equal the proto's (a test holds them) ----
cdef enum Side:
    SIDE_LONG = 1
    SIDE_SHORT = 2

cdef enum State:
    STATE_HEALTHY = 1
    STATE_WARNING = 2
    STATE_LIQUIDATABLE = 3
    STATE_BANKRUPT = 4

cdef enum View:
    VIEW_UNSPECIFIED = 0
    VIEW_SUMMARY = 1
    VIEW_RISK = 2
    VIEW_FULL = 3

cdef enum Warning:                # bit 1 << value in a row's `warnings`
    WARNING_LEVERAGE_ABOVE_TIER = 1
    WARNING_SIZE_ABOVE_LAST_TIER = 2
    WARNING_QUANTITY_OFF_STEP = 3
    WARNING_FIGURE_BEYOND_RANGE = 4

cdef enum TierScheme:
    TIER_SCHEME_WHOLE = 1
    TIER_SCHEME_MARGINAL = 2
    TIER_SCHEME_LINEAR_IN_SIZE = 3

cdef enum TierBasis:
    TIER_BASIS_CONTRACTS = 1
    TIER_BASIS_NOTIONAL = 2

cdef enum CrossPooling:
    CROSS_POOLING_POSITION = 1
    CROSS_POOLING_FAMILY_GROSS = 2
    CROSS_POOLING_LARGER_SIDE = 3

cdef enum ValueAt:
    VALUE_AT_MARK = 1
    VALUE_AT_ENTRY = 2

cdef enum ClosingFee:
    CLOSING_FEE_NONE = 1
    CLOSING_FEE_TAKER_IN_REQUIREMENT = 2
    CLOSING_FEE_RESERVED_AT_BANKRUPTCY = 3
    CLOSING_FEE_RESERVED_AT_ENTRY = 4

cdef enum Trigger:
    TRIGGER_AT_OR_BELOW = 1
    TRIGGER_STRICTLY_BELOW = 2

cdef enum BankruptcyShare:
    BANKRUPTCY_SHARE_FROZEN_OTHERS = 1
    BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE = 2

cdef enum InstrumentKind:
    INSTRUMENT_KIND_LINEAR = 1
    INSTRUMENT_KIND_INVERSE = 2

# ---- errors: reasons equal the proto's ErrorReason ----
cdef enum Reason:
    REASON_NONE = 0
    REASON_NUMBER_MALFORMED = 1
    REASON_PRECISION_EXCEEDED = 2
    REASON_OUT_OF_RANGE = 3
    REASON_REQUIRED = 4
    REASON_ENUM_UNSPECIFIED = 5
    REASON_NOT_POSITIVE = 6
    REASON_NEGATIVE_NOT_ALLOWED = 7
    REASON_DUPLICATE_POSITION = 8
    REASON_DUPLICATE_MARK_PRICE = 9
    REASON_DUPLICATE_BALANCE = 10
    REASON_UNKNOWN_INSTRUMENT = 11
    REASON_UNKNOWN_RULEBOOK = 12
    REASON_RULEBOOK_HASH_MISMATCH = 13
    REASON_RULEBOOK_INVALID = 14
    REASON_MARK_PRICE_MISSING = 15
    REASON_BALANCE_MISSING = 16
    REASON_TOO_MANY_POSITIONS = 17
    REASON_TOO_MANY_ACCOUNTS = 18
    REASON_TOO_MANY_CANDIDATES = 19
    REASON_ADL_FAMILY_NONE = 20
    REASON_BANDS_OUT_OF_RANGE = 21
    REASON_TOP_AND_TAKE_QUANTITY = 22
    REASON_MESSAGE_MALFORMED = 23
    REASON_MESSAGE_TOO_LARGE = 24
    REASON_ID_MALFORMED = 25
    REASON_TOO_MANY_ENTRIES = 26

# A field path without text: names are C literals, so nothing is allocated, and formatted only where it is reported.
# Example {"mark_price", "positions", 0}: positions[0].mark_price under the owner's own prefix.
cdef struct Violation:
    int32_t reason
    const char *list              # repeated field that holds the row; NULL: none
    int32_t row
    const char *field             # NULL: the row itself

cdef struct Violations:
    int32_t count
    Violation entry[MAX_VIOLATIONS]

# ---- compiled rulebook ----
cdef struct Tier:
    i128 upper_bound              # only where has_upper_bound
    i128 maintenance_margin_rate  # under LINEAR_IN_SIZE: at size 0
    i128 initial_margin_rate      # only where has_initial_margin_rate
    i128 max_leverage             # only where has_max_leverage
    wide deduction                # scaled by 10^36; MARGINAL, else 0
    bint has_upper_bound
    bint has_initial_margin_rate
    bint has_max_leverage

cdef struct TierTable:
    Text tier_table_id
    Tier *tiers
    int32_t tier_count
    i128 rate_slope               # LINEAR_IN_SIZE

cdef struct Instrument:
    Text instrument_id
    Text settlement_currency
    uint64_t settlement_hash      # of settlement_currency, by the rulebook's key (text_index.pxd)
    int32_t family                # index shared by all instruments of one family
    int32_t kind
    i128 contract_size
    i128 tick_size                # 0: not stated
    i128 quantity_step            # 0: not stated
    i128 taker_fee_rate           # 0 where not stated
    TierTable *cross_table
    TierTable *isolated_table

cdef struct Rules:
    int32_t tier_scheme
    int32_t tier_basis
    int32_t cross_pooling
    int32_t maintenance_value
    int32_t initial_value_isolated
    int32_t initial_value_cross
    int32_t closing_fee
    int32_t trigger
    int32_t bankruptcy_share
    int32_t tick_buffer
    i128 warning_ratio
    bint has_warning_ratio
    int32_t adl_score_family

# ---- one account ----
cdef struct Balance:
    Text currency
    Number wallet_balance

cdef enum MarginMode:
    MARGIN_MODE_ABSENT
    MARGIN_MODE_ISOLATED
    MARGIN_MODE_CROSS

# A price or ratio that may not exist.
cdef struct Figure:
    i128 value
    bint exists

cdef struct Position:
    # decode
    Text position_id
    Text instrument_id
    int32_t side                  # as sent; 1 or 2 after validate
    MarginMode margin_mode
    Number quantity
    Number entry_price
    Number leverage
    Number isolated_margin
    # validate
    const Instrument *instrument
    const TierTable *table        # by margin mode
    int32_t instrument_index
    int32_t pool                  # index of its balance; -1 isolated
    i128 sign                     # 1 long, -1 short
    i128 mark_price
    i128 size
    # margin: terms
    i128 notional
    i128 unrealized_pnl
    i128 maintenance_margin
    i128 closing_fee
    i128 initial_margin           # only where has_initial_margin
    bint has_initial_margin
    # margin: the tier chosen, and what it was chosen by
    int32_t tier                  # 0-based
    i128 maintenance_margin_rate  # printed: under LINEAR_IN_SIZE base + slope * measure, rounded up
    i128 initial_margin_rate      # that multiplied, only where initial_leverage is 0
    i128 initial_leverage         # that divided; 0: initial_margin_rate multiplied
    wide measure_numerator        # tier measure, exact rational in its own unit (not scaled)
    wide measure_denominator
    bint at_tier_bound            # the measure is just the tier's upper bound
    # margin: isolated only
    i128 equity
    Figure margin_ratio
    Figure margin_usage
    int32_t state
    Figure return_on_margin
    # liquidation
    Figure liquidation_price
    Figure other_liquidation_price
    Figure bankruptcy_price
    Figure liquidation_distance
    uint32_t warnings             # bits of Warning; FIGURE_BEYOND_RANGE is kept apart by where it arose:
    bint ratio_beyond_range       # margin_ratio, margin_usage
    bint return_beyond_range      # return_on_margin
    bint price_beyond_range       # any of the three prices or the distance
    # liquidation: chain of the cross positions of one instrument in one pool; -1 ends
    int32_t next_leg

cdef struct Pool:
    # margin
    int32_t position_count        # its cross positions
    exact_sum unrealized_pnl_sum
    exact_sum maintenance_margin_sum
    exact_sum closing_fee_sum
    exact_sum initial_margin_sum
    i128 unrealized_pnl
    i128 maintenance_margin
    i128 closing_fee
    i128 initial_margin
    i128 equity
    i128 available_margin
    Figure margin_ratio
    Figure margin_usage
    Figure effective_leverage
    int32_t state
    bint ratio_beyond_range       # margin_ratio, margin_usage
    bint leverage_beyond_range    # effective_leverage

cdef struct Account:
    Text account_id
    int32_t balance_count
    int32_t position_count
    int32_t state
    Balance balances[MAX_BALANCES]
    Pool pools[MAX_BALANCES]      # one per balance, same index
    Position positions[MAX_POSITIONS]

# What the arithmetic is to compute: set from the RPC and its view.
cdef struct Wanted:
    bint prices                   # liquidation and bankruptcy prices
    bint initial_margin           # and all that only FULL shows: available_margin, effective_leverage, return_on_margin

# A mark price as sent.
cdef struct RawMark:
    Text instrument_id
    Number price

# Mark prices of a request by the rulebook's instrument index.
cdef struct Mark:
    i128 price
    uint64_t stamp                # the request that set it; older ones do not count
