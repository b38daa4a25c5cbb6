"""Liquidation and bankruptcy prices."""
from libc.stdint cimport int32_t
from marginline_native.chain cimport Chain, equity_line, fees_move, maintenance_moves, prepare_walk, tiers_move
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_TOWARD_ZERO, WIDE_PLACES_54, exact_difference, exact_multiply_divide, exact_signed,
    exact_sum_add, exact_sum_deduct, exact_sum_of, exact_sum_subtract, i128, wide, wide_add, wide_compare,
    wide_multiply, wide_of, wide_of_sum, wide_product, wide_sign, wide_subtract, wide_times, wide_value,
)
from marginline_native.line cimport Line, line_root, round_price
from marginline_native.model cimport (
    BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE, CLOSING_FEE_RESERVED_AT_BANKRUPTCY, CLOSING_FEE_RESERVED_AT_ENTRY,
    CROSS_POOLING_FAMILY_GROSS, INSTRUMENT_KIND_LINEAR, SIDE_SHORT, Account, Figure, Pool, Position, Rules,
)
from marginline_native.rational cimport Rational, rational
from marginline_native.tangent cimport tangent_to_change
from marginline_native.walk cimport Walk, walk_to_change


cdef bint fees_are_reserved(const Rules *rules) noexcept nogil:
    return (rules.closing_fee == CLOSING_FEE_RESERVED_AT_BANKRUPTCY
            or rules.closing_fee == CLOSING_FEE_RESERVED_AT_ENTRY)


cdef bint family_moves(const Rules *rules) noexcept nogil:
    return rules.cross_pooling == CROSS_POOLING_FAMILY_GROSS and tiers_move(rules)


cdef Chain isolated_chain(Account *account, int32_t index, const Rules *rules) noexcept nogil:
    cdef Chain chain
    cdef Position *position = &account.positions[index]
    position.next_leg = -1
    chain.positions = account.positions
    chain.first = index
    chain.rules = rules
    chain.frozen_equity = exact_sum_of(position.isolated_margin.value)
    chain.frozen_fees = exact_sum_of(0)
    chain.frozen_maintenance = exact_sum_of(0)
    if not fees_move(rules):
        exact_sum_add(&chain.frozen_fees, position.closing_fee)
    if not maintenance_moves(rules):
        exact_sum_add(&chain.frozen_maintenance, position.maintenance_margin)
    return chain


# What of the pool moves with the legs is taken out of the frozen sums.
cdef void thaw_leg(Chain *chain, const Position *position) noexcept nogil:
    exact_sum_subtract(&chain.frozen_equity, position.unrealized_pnl)
    if maintenance_moves(chain.rules) and not family_moves(chain.rules):
        exact_sum_subtract(&chain.frozen_maintenance, position.maintenance_margin)
    if fees_move(chain.rules):
        exact_sum_subtract(&chain.frozen_fees, position.closing_fee)


cdef Chain cross_chain(
    Account *account, int32_t first, const Rules *rules, const LiquidationScratch *scratch
) noexcept nogil:
    cdef Chain chain
    cdef const Position *position = &account.positions[first]
    cdef const Pool *pool = &account.pools[position.pool]
    cdef int32_t leg = first
    chain.positions = account.positions
    chain.first = first
    chain.rules = rules
    chain.frozen_equity = pool.unrealized_pnl_sum
    exact_sum_add(&chain.frozen_equity, account.balances[position.pool].wallet_balance.value)
    chain.frozen_fees = pool.closing_fee_sum
    chain.frozen_maintenance = pool.maintenance_margin_sum
    if family_moves(rules):
        exact_sum_deduct(&chain.frozen_maintenance, &scratch.family_maintenance[position.instrument.family])
    while leg >= 0:
        thaw_leg(&chain, &account.positions[leg])
        leg = account.positions[leg].next_leg
    return chain


# Equity less reserved fees = 0: a straight line has one root or none.
cdef bint find_bankruptcy_price(const Chain *chain, Line equity, Figure *price) noexcept nogil:
    cdef const Position *position = &chain.positions[chain.first]
    cdef Line line = equity
    cdef Rational root
    price.exists = False
    if fees_are_reserved(chain.rules):
        line.constant = wide_subtract(line.constant, wide_multiply(wide_of_sum(&chain.frozen_fees), WIDE_PLACES_54))
    if wide_sign(&line.slope) == 0:
        return False
    root = line_root(&line)
    return round_price(&root, position.instrument.kind, position.mark_price, price)


# z = P*(1 - s*w*A) linear, P/(1 + s*w*A) inverse; w = MM/V, A = equity/(sum of MM). In x: linear
# P - s*MM*equity/(S*sum), inverse (1 + s*w*A)/P = 1/P + s*MM*equity/(S*sum).
cdef bint share_bankruptcy_price(const Position *position, const Pool *pool, Figure *price) noexcept nogil:
    cdef bint minus = (position.side == SIDE_SHORT) != (position.instrument.kind == INSTRUMENT_KIND_LINEAR)
    cdef wide borne = wide_product(exact_signed(position.maintenance_margin, minus), pool.equity)
    cdef wide weight = wide_product(position.size, pool.maintenance_margin)
    cdef Rational x
    price.exists = False
    if pool.maintenance_margin == 0:
        return False
    if position.instrument.kind == INSTRUMENT_KIND_LINEAR:
        x = rational(
            wide_add(wide_times(weight, position.mark_price), wide_times(borne, EXACT_UNIT)),
            wide_times(weight, EXACT_UNIT))
    else:
        x = rational(
            wide_add(wide_times(weight, EXACT_UNIT), wide_times(borne, position.mark_price)),
            wide_times(weight, position.mark_price))
    return round_price(&x, position.instrument.kind, position.mark_price, price)


# The nearer of the two by |ln(p/P)|; ties to the lower.
cdef bint is_above_nearer(i128 above, i128 below, i128 mark_price) noexcept nogil:
    return wide_compare(wide_product(above, below), wide_product(mark_price, mark_price)) < 0


cdef void order_prices(Position *position, Figure above, Figure below) noexcept nogil:
    if above.exists and below.exists and above.value == below.value:
        above.exists = False
    if above.exists and (not below.exists or is_above_nearer(above.value, below.value, position.mark_price)):
        position.liquidation_price = above
        position.other_liquidation_price = below
    else:
        position.liquidation_price = below
        position.other_liquidation_price = above


cdef bint find_change(Walk *walk, bint up, Rational *change) noexcept nogil:
    if walk.jumps:
        return walk_to_change(walk, up, change)
    return tangent_to_change(walk, up, change)


# Both sides of the mark. True: a price exists beyond the range.
cdef bint find_liquidation_prices(const Chain *chain, Line equity, Walk *walk) noexcept nogil:
    cdef Position *position = &chain.positions[chain.first]
    cdef bint inverse = position.instrument.kind != INSTRUMENT_KIND_LINEAR
    cdef bint beyond = False
    cdef Figure above, below
    cdef Rational change
    prepare_walk(chain, equity, walk)
    above.exists = False
    below.exists = False
    if find_change(walk, not inverse, &change):
        beyond = round_price(&change, position.instrument.kind, position.mark_price, &above)
    if find_change(walk, inverse, &change):
        beyond |= round_price(&change, position.instrument.kind, position.mark_price, &below)
    order_prices(position, above, below)
    return beyond


# n ticks higher for a long, lower for a short. True: beyond the range.
cdef bint apply_tick_buffer(Figure *price, const Position *position, int32_t ticks) noexcept nogil:
    cdef wide moved
    if not price.exists or ticks == 0:
        return False
    moved = wide_product(exact_signed(position.instrument.tick_size, position.side == SIDE_SHORT), ticks)
    moved = wide_add(wide_of(price.value), moved)
    price.exists = wide_sign(&moved) > 0 and wide_value(moved, &price.value)
    return not price.exists and wide_sign(&moved) > 0


# (liquidation_price - P)/P, toward zero. True: beyond the range.
cdef bint compute_distance(Position *position) noexcept nogil:
    position.liquidation_distance.exists = False
    if not position.liquidation_price.exists:
        return False
    position.liquidation_distance.exists = exact_multiply_divide(
        exact_difference(position.liquidation_price.value, position.mark_price), EXACT_UNIT, position.mark_price,
        ROUND_TOWARD_ZERO, &position.liquidation_distance.value)
    return not position.liquidation_distance.exists


cdef void solve_isolated(Account *account, int32_t index, const Rules *rules, Walk *walk) noexcept nogil:
    cdef Position *position = &account.positions[index]
    cdef Chain chain = isolated_chain(account, index, rules)
    cdef Line equity = equity_line(&chain)
    position.price_beyond_range = find_liquidation_prices(&chain, equity, walk)
    position.price_beyond_range |= find_bankruptcy_price(&chain, equity, &position.bankruptcy_price)
    position.price_beyond_range |= apply_tick_buffer(&position.liquidation_price, position, rules.tick_buffer)
    position.price_beyond_range |= apply_tick_buffer(&position.other_liquidation_price, position, rules.tick_buffer)
    position.price_beyond_range |= compute_distance(position)


# Legs of one instrument share their prices, except that PRO_RATA_MAINTENANCE gives each its own bankruptcy price.
cdef void solve_chain(Account *account, int32_t first, const Rules *rules, LiquidationScratch *scratch) noexcept nogil:
    cdef Chain chain = cross_chain(account, first, rules, scratch)
    cdef Line equity = equity_line(&chain)
    cdef Position *lead = &account.positions[first]
    cdef Position *position
    cdef Figure bankruptcy
    cdef bint beyond = find_liquidation_prices(&chain, equity, &scratch.walk)
    cdef bint frozen_beyond = find_bankruptcy_price(&chain, equity, &bankruptcy)
    cdef int32_t leg = first
    while leg >= 0:
        position = &account.positions[leg]
        position.liquidation_price = lead.liquidation_price
        position.other_liquidation_price = lead.other_liquidation_price
        position.bankruptcy_price = bankruptcy
        position.price_beyond_range = frozen_beyond
        if rules.bankruptcy_share == BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE:
            position.price_beyond_range = share_bankruptcy_price(
                position, &account.pools[position.pool], &position.bankruptcy_price)
        position.price_beyond_range |= beyond
        position.price_beyond_range |= compute_distance(position)
        leg = position.next_leg


cdef void link_leg(Position *position, int32_t index, LiquidationScratch *scratch) noexcept nogil:
    cdef int32_t key = position.instrument_index
    cdef int32_t family = position.instrument.family
    position.next_leg = -1
    if scratch.head_stamp[key] == scratch.stamp:
        position.next_leg = scratch.head[key]
    scratch.head_stamp[key] = scratch.stamp
    scratch.head[key] = index
    if scratch.family_stamp[family] != scratch.stamp:
        scratch.family_stamp[family] = scratch.stamp
        scratch.family_maintenance[family] = exact_sum_of(0)
    exact_sum_add(&scratch.family_maintenance[family], position.maintenance_margin)


cdef void link_chains(Account *account, LiquidationScratch *scratch) noexcept nogil:
    cdef int32_t i
    scratch.stamp += 1
    for i in range(account.position_count):
        if account.positions[i].pool >= 0:
            link_leg(&account.positions[i], i, scratch)


cdef void compute_liquidation(Account *account, const Rules *rules, LiquidationScratch *scratch) noexcept nogil:
    cdef int32_t i
    link_chains(account, scratch)
    for i in range(account.position_count):
        if account.positions[i].pool < 0:
            solve_isolated(account, i, rules, &scratch.walk)
        elif scratch.head[account.positions[i].instrument_index] == i:
            solve_chain(account, i, rules, scratch)
