/* Exact integers for money: a checked 128-bit number scaled by 10^18. Knows no margin words. Nothing wraps or
 * saturates: a result outside the admitted range is reported by a return code. Wider ones are in exact_wide.h. */
#ifndef MARGINLINE_EXACT_H
#define MARGINLINE_EXACT_H

#include <stdbool.h>
#include <stdint.h>

typedef __int128 i128;
typedef unsigned __int128 u128;

#define EXACT_UNIT ((i128)1000000000000000000LL) /* 1, scaled */
#define EXACT_LIMIT (EXACT_UNIT * EXACT_UNIT * 100) /* 10^20, scaled: the admitted range is +-this */

typedef enum {
    ROUND_DOWN,       /* toward minus infinity */
    ROUND_UP,         /* toward plus infinity */
    ROUND_TOWARD_ZERO
} Rounding;

static inline u128 exact_magnitude(i128 value) { return value < 0 ? (u128)0 - (u128)value : (u128)value; }

static inline bool exact_in_range(i128 value) { return value >= -EXACT_LIMIT && value <= EXACT_LIMIT; }

/* ---- limbs: the 64-bit digits of what is wider ---- */

/* Two limbs by one; wants high < divisor, so that the quotient is one limb. The compiler does not know that it is, and
 * would call a general 128-bit division, which was measured three times slower. */
static inline uint64_t exact_divide_limbs(uint64_t high, uint64_t low, uint64_t divisor, uint64_t *remainder)
{
#if defined(__x86_64__)
    uint64_t quotient;
    __asm__("divq %4" : "=a"(quotient), "=d"(*remainder) : "a"(low), "d"(high), "r"(divisor) : "cc");
    return quotient;
#else
    u128 dividend = ((u128)high << 64) | low;
    *remainder = (uint64_t)(dividend % divisor);
    return (uint64_t)(dividend / divisor);
#endif
}

/* |a| * |b| as four limbs, least significant first. */
static inline void exact_multiply(u128 a, u128 b, uint64_t product[4])
{
    uint64_t a0 = (uint64_t)a, a1 = (uint64_t)(a >> 64), b0 = (uint64_t)b, b1 = (uint64_t)(b >> 64);
    u128 low = (u128)a0 * b0, middle = (u128)a1 * b0, other = (u128)a0 * b1;
    u128 carry = (low >> 64) + (uint64_t)middle + (uint64_t)other;
    u128 high = (u128)a1 * b1 + (middle >> 64) + (other >> 64) + (carry >> 64);
    product[0] = (uint64_t)low;
    product[1] = (uint64_t)carry;
    product[2] = (uint64_t)high;
    product[3] = (uint64_t)(high >> 64);
}

/* ---- between a number and its decimal digits ---- */

__attribute__((unused)) static const uint64_t EXACT_POWER[19] = {
    1ULL, 10ULL, 100ULL, 1000ULL, 10000ULL, 100000ULL, 1000000ULL, 10000000ULL, 100000000ULL, 1000000000ULL,
    10000000000ULL, 100000000000ULL, 1000000000000ULL, 10000000000000ULL, 100000000000000ULL, 1000000000000000ULL,
    10000000000000000ULL, 100000000000000000ULL, 1000000000000000000ULL};

/* whole + fraction / 10^18; at most 2^64 * 10^18, so it cannot overflow. */
static inline i128 exact_join(bool negative, uint64_t whole, uint64_t fraction)
{
    i128 magnitude = (i128)whole * EXACT_UNIT + (i128)fraction;
    return negative ? -magnitude : magnitude;
}

typedef struct { /* |value| = top * 10^18 + whole + fraction / 10^18; whole and fraction below 10^18, top at most 170 */
    uint64_t top;
    uint64_t whole;
    uint64_t fraction;
} exact_parts;

static inline exact_parts exact_split(i128 value)
{
    const uint64_t unit = (uint64_t)EXACT_UNIT;
    u128 magnitude = exact_magnitude(value);
    exact_parts parts = {0, 0, 0};
    uint64_t high = (uint64_t)(magnitude >> 64);
    u128 whole = (u128)(high / unit) << 64;
    whole |= exact_divide_limbs(high % unit, (uint64_t)magnitude, unit, &parts.fraction);
    if (whole < unit) {
        parts.whole = (uint64_t)whole;
    } else {
        parts.top = exact_divide_limbs((uint64_t)(whole >> 64), (uint64_t)whole, unit, &parts.whole);
    }
    return parts;
}

/* a - b of two inputs (each below 10^18, scaled): cannot leave 128 bits. */
static inline i128 exact_difference(i128 a, i128 b) { return a - b; }

static inline i128 exact_signed(i128 value, bool negative) { return negative ? -value : value; }

static inline bool exact_is_multiple(i128 value, i128 step) { return value % step == 0; }

/* ---- sums: exact for 2^63 terms, whatever their order; range-checked once, when whole ---- */

typedef struct {
    i128 high; /* value = high * 2^64 + low */
    i128 low;
} exact_sum;

static inline exact_sum exact_sum_of(i128 value)
{
    exact_sum sum = {value >> 64, (i128)(uint64_t)value};
    return sum;
}

static inline void exact_sum_add(exact_sum *sum, i128 term)
{
    sum->high += term >> 64;
    sum->low += (i128)(uint64_t)term;
}

static inline void exact_sum_subtract(exact_sum *sum, i128 term)
{
    sum->high -= term >> 64;
    sum->low -= (i128)(uint64_t)term;
}

static inline void exact_sum_deduct(exact_sum *sum, const exact_sum *other)
{
    sum->high -= other->high;
    sum->low -= other->low;
}

/* True and *value set if the sum lies in the admitted range. */
static inline bool exact_sum_value(const exact_sum *sum, i128 *value)
{
    i128 high = sum->high + (sum->low >> 64);
    if (high < INT64_MIN || high > INT64_MAX) return false;
    *value = (i128)(((u128)high << 64) | (uint64_t)sum->low);
    return exact_in_range(*value);
}

#endif
