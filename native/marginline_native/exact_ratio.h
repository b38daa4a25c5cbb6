/* Ratios of products, for ordering: sign and order are exact, by cross-multiplication in 512 bits. A 64-bit key decides
 * most comparisons without it. Knows no margin words. */
#ifndef MARGINLINE_EXACT_RATIO_H
#define MARGINLINE_EXACT_RATIO_H

#include "exact_round.h"

typedef struct { /* numerator[0] * numerator[1] / (denominator[0] * denominator[1]); denominators above zero */
    i128 numerator[2];
    i128 denominator[2];
} exact_ratio;

static inline exact_ratio exact_ratio_of(i128 a, i128 b, i128 c, i128 d)
{
    exact_ratio r = {{a, b}, {c, d}};
    return r;
}

static inline int exact_sign(i128 value) { return (value > 0) - (value < 0); }

static inline int exact_ratio_sign(const exact_ratio *r)
{
    return exact_sign(r->numerator[0]) * exact_sign(r->numerator[1]);
}

/* ---- exact order ---- */

typedef struct { uint64_t limb[4]; } exact_256; /* least significant first */
typedef struct { uint64_t limb[8]; } exact_512;

static inline exact_256 exact_product_256(u128 a, u128 b)
{
    uint64_t a0 = (uint64_t)a, a1 = (uint64_t)(a >> 64), b0 = (uint64_t)b, b1 = (uint64_t)(b >> 64);
    u128 low = (u128)a0 * b0, left = (u128)a1 * b0, right = (u128)a0 * b1, high = (u128)a1 * b1;
    u128 middle = (low >> 64) + (uint64_t)left + (uint64_t)right;
    high += (left >> 64) + (right >> 64) + (middle >> 64);
    exact_256 r = {{(uint64_t)low, (uint64_t)middle, (uint64_t)high, (uint64_t)(high >> 64)}};
    return r;
}

static inline exact_512 exact_product_512(const exact_256 *a, const exact_256 *b)
{
    exact_512 r = {{0}};
    for (int i = 0; i < 4; i++) {
        u128 carry = 0;
        for (int j = 0; j < 4; j++) {
            carry += (u128)a->limb[i] * b->limb[j] + r.limb[i + j];
            r.limb[i + j] = (uint64_t)carry;
            carry >>= 64;
        }
        r.limb[i + 4] = (uint64_t)carry;
    }
    return r;
}

/* |numerator of a| * denominator of b */
static inline exact_512 exact_ratio_cross(const exact_ratio *a, const exact_ratio *b)
{
    exact_256 numerator = exact_product_256(exact_magnitude(a->numerator[0]), exact_magnitude(a->numerator[1]));
    exact_256 denominator = exact_product_256((u128)b->denominator[0], (u128)b->denominator[1]);
    return exact_product_512(&numerator, &denominator);
}

/* -1, 0, 1 */
static inline int exact_ratio_compare(const exact_ratio *a, const exact_ratio *b)
{
    int sign = exact_ratio_sign(a), other = exact_ratio_sign(b);
    if (sign != other) return sign < other ? -1 : 1;
    if (sign == 0 || memcmp(a, b, sizeof *a) == 0) return 0;
    exact_512 left = exact_ratio_cross(a, b), right = exact_ratio_cross(b, a);
    for (int i = 7; i >= 0; i--)
        if (left.limb[i] != right.limb[i]) return left.limb[i] < right.limb[i] ? -sign : sign;
    return 0;
}

/* ---- key ---- */

typedef struct { /* head * 2^exponent, head at least 2^63: the value or up to some units of 2^-63 of it below */
    uint64_t head;
    int exponent;
} exact_leading;

static inline exact_leading exact_leading_of(u128 value) /* value is not zero; relative error up to 2^-63 */
{
    uint64_t high = (uint64_t)(value >> 64);
    int shift = high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)value);
    exact_leading r = {(uint64_t)((value << shift) >> 64), 64 - shift};
    return r;
}

static inline exact_leading exact_leading_product(i128 a, i128 b) /* relative error up to 3 * 2^-63 */
{
    exact_leading x = exact_leading_of(exact_magnitude(a)), y = exact_leading_of(exact_magnitude(b));
    u128 product = (u128)x.head * y.head;
    int carried = (int)(product >> 127);
    exact_leading r = {(uint64_t)(product >> (63 + carried)), x.exponent + y.exponent + 63 + carried};
    return r;
}

/* Rises with the ratio, within one: of two ratios whose keys differ by two or more, the one with the larger key is
 * larger; nearer keys decide nothing. Above zero the key is 2^63 + (10 bits of exponent, 52 bits of fraction), below
 * zero it mirrors. The quotient's relative error is under 2^-59; a unit of the fraction is at least 2^-53 of the value,
 * so two that are in order can come out at most one unit out of it. */
static inline uint64_t exact_ratio_key(const exact_ratio *r)
{
    const uint64_t zero = (uint64_t)1 << 63;
    int sign = exact_ratio_sign(r);
    if (sign == 0) return zero;
    exact_leading top = exact_leading_product(r->numerator[0], r->numerator[1]);
    exact_leading bottom = exact_leading_product(r->denominator[0], r->denominator[1]);
    uint64_t quotient = (uint64_t)(((u128)top.head << 63) / bottom.head); /* from 2^62 on */
    int short_by_one = !(quotient >> 63);
    uint64_t fraction = (quotient << short_by_one << 1) >> 12;
    uint64_t exponent = (uint64_t)(top.exponent - bottom.exponent - short_by_one + 512);
    uint64_t magnitude = exponent << 52 | fraction;
    return sign > 0 ? zero + magnitude : zero - magnitude;
}

/* ---- printing ---- */

/* Scaled by 10^18, rounded by name; false if out of range. */
static inline bool exact_ratio_value(const exact_ratio *r, Rounding rounding, i128 *value)
{
    wide numerator = wide_times(wide_product(r->numerator[0], r->numerator[1]), EXACT_UNIT);
    return wide_quotient(numerator, wide_product(r->denominator[0], r->denominator[1]), rounding, value);
}

/* ---- shares of a whole ---- */

/* True and *value set if the sum, which is not below zero, is below 2^128. */
static inline bool exact_sum_fits(const exact_sum *sum, u128 *value)
{
    i128 high = sum->high + (sum->low >> 64);
    *value = (u128)high << 64 | (uint64_t)sum->low;
    return high >= 0 && high >> 64 == 0;
}

/* floor(times * part / whole) and whether that is less than the share, where 0 <= part <= whole and whole > 0: one
 * digit of Knuth's algorithm D (exact_round.h), the whole shifted to the top of two limbs. The guess is at most two too
 * large. */
static inline uint64_t exact_small_share(u128 part, u128 whole, uint64_t times, bool *inexact)
{
    uint64_t top = (uint64_t)(whole >> 64);
    int shift = top ? __builtin_clzll(top) : 64 + __builtin_clzll((uint64_t)whole);
    whole <<= shift;
    part <<= shift;
    u128 low = (u128)(uint64_t)part * times, high = (part >> 64) * times + (low >> 64);
    u128 guess = high / (uint64_t)(whole >> 64);
    u128 taken_low = guess * (uint64_t)whole, taken_high = guess * (whole >> 64) + (taken_low >> 64);
    uint64_t low_limb = (uint64_t)low, taken_limb = (uint64_t)taken_low;
    while (taken_high > high || (taken_high == high && taken_limb > low_limb)) {
        guess--;
        taken_high -= (whole >> 64) + (taken_limb < (uint64_t)whole);
        taken_limb -= (uint64_t)whole;
    }
    *inexact = taken_high != high || taken_limb != low_limb;
    return (uint64_t)guess;
}

/* times * part / whole, rounded by name to an integer; part <= whole, so it is at most `times`. */
static inline uint64_t exact_share(const exact_sum *part, const exact_sum *whole, uint64_t times, Rounding rounding)
{
    u128 small_part, small_whole;
    i128 share = 0;
    bool inexact;
    if (exact_sum_fits(whole, &small_whole) && exact_sum_fits(part, &small_part))
        return exact_small_share(small_part, small_whole, times, &inexact) + (inexact && rounding == ROUND_UP);
    wide_value(wide_divide(wide_times(wide_of_sum(part), (i128)times), wide_of_sum(whole), rounding), &share);
    return (uint64_t)share;
}

#endif
