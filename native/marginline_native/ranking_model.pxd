# What the stages of a ranking hand to each other: C structs. No functions, no Python objects.
# Numbers as in model.pxd. Text is borrowed from the request's bytes, or from a compiled rulebook.
from libc.stdint cimport int32_t, uint32_t, uint64_t
from marginline_native.exact cimport exact_sum, i128
from marginline_native.exact_ratio cimport exact_ratio
from marginline_native.model cimport Figure, Number, Text

# ---- enums of the contract; values equal the proto's (a test holds them) ----
cdef enum AdlScoreFamily:
    ADL_SCORE_FAMILY_UNSPECIFIED = 0
    ADL_SCORE_FAMILY_NONE = 1
    ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE = 2
    ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY = 3
    ADL_SCORE_FAMILY_RETURN_ON_MARK_TIMES_LEVERAGE = 4
    ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE = 5
    ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE = 6
    ADL_SCORE_FAMILY_LEVERAGE_TIMES_RETURN_FLOORED = 7
    ADL_SCORE_FAMILY_MARK_OVER_ENTRY_TIMES_LEVERAGE = 8
    ADL_SCORE_FAMILY_RETURN_ONLY = 9
    ADL_SCORE_FAMILY_PROFIT_AMOUNT_TIMES_LEVERAGE = 10

cdef enum AdlWeighting:
    ADL_WEIGHTING_QUANTITY = 1
    ADL_WEIGHTING_COUNT = 2

cdef enum AdlLightsFrom:
    ADL_LIGHTS_FROM_UNSPECIFIED = 0
    ADL_LIGHTS_FROM_BEST_BAND = 1
    ADL_LIGHTS_FROM_WORST_BAND = 2

cdef enum SetAsideReason:
    SET_ASIDE_REASON_NONE = 0     # it stands in its side's queue
    SET_ASIDE_REASON_WRONG_INSTRUMENT = 1
    SET_ASIDE_REASON_ZERO_QUANTITY = 2
    SET_ASIDE_REASON_EQUITY_NOT_POSITIVE = 3

cdef enum SeparatedBy:
    SEPARATED_BY_NOTHING = 0      # at the head
    SEPARATED_BY_SCORE = 1
    SEPARATED_BY_LEVERAGE = 2
    SEPARATED_BY_UNREALIZED_PNL = 3
    SEPARATED_BY_ACCOUNT_ID = 4
    SEPARATED_BY_POSITION_ID = 5

cdef enum:
    MAX_BANDS = 100
    DEFAULT_BANDS = 5

# ---- the request without its candidates ----
cdef enum InstrumentSource:
    INSTRUMENT_ABSENT
    INSTRUMENT_BY_ID
    INSTRUMENT_INLINE

cdef struct RankingRequest:
    # decode
    InstrumentSource instrument_source
    Text instrument_id            # BY_ID
    int32_t inline_kind           # INLINE
    Number inline_contract_size   # INLINE
    Number mark_price
    int32_t score_family          # as sent; after validate the one that applies
    bint has_bands
    uint32_t bands                # after validate never 0
    int32_t weighting
    int32_t lights_from
    bint has_top
    uint32_t top
    Number take_quantity          # NUMBER_ABSENT: not given
    # validate
    int32_t kind
    i128 contract_size            # 0: at fault, or the instrument is

# ---- one candidate as sent ----
cdef struct Candidate:
    # decode
    Text account_id
    Text position_id
    Text instrument_id
    int32_t side
    Number quantity
    Number entry_price
    Number equity
    Number wallet_balance
    Number maintenance_margin
    Number pool_notional
    Number bankruptcy_price
    # validate
    SetAsideReason set_aside
    i128 size                     # only where nothing is at fault and it is not set aside

# ---- what the ranking keeps of a candidate ----
cdef struct Standing:
    Text account_id
    Text position_id
    Text instrument_id            # empty: the request's
    int32_t side
    SetAsideReason set_aside      # if set, what follows is not
    i128 quantity
    i128 unrealized_pnl
    exact_ratio score
    i128 leverage_notional        # leverage = leverage_notional / equity, both above zero
    i128 equity

# A place in a queue, or one to be found. Keys rise from the head of the queue, within one: see exact_ratio_key.
cdef struct Place:
    uint64_t key
    uint32_t row                  # of its Standing

# ---- one side ----
cdef struct Queue:
    Place *places                 # the prefix that is answered, in order once ranked
    uint32_t listed               # how many these are
    uint32_t count                # how many the side has
    exact_sum quantity            # of the side
    exact_sum listed_quantity     # of the prefix

# What the answer says of one place, apart from its Standing.
cdef struct Ranked:
    uint32_t rank
    SeparatedBy separated_by
    Figure score
    Figure leverage
    uint32_t best_band
    uint32_t worst_band
    uint32_t lights
    i128 percentile
