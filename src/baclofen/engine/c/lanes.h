/* Vectors of patients, and what is computed of them: one lane is one patient.

   Every operation is one of IEEE 754, in one order, and no lane looks at another: so a patient has
   the same bits however wide the vectors of a machine are. Products that are added are so by `fma`,
   written out; the compiler is told to make none of its own.

   What NumPy does of NaN and infinity is done here: `least` and `most` hand on a NaN, `v_log` of 0
   is -inf. */

#include <stdint.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <immintrin.h>
#define LANES 8
typedef __m512d v;
typedef __m512i w;
typedef __mmask8 mask;
static inline v all(double x) { return _mm512_set1_pd(x); }
static inline w all_w(long long x) { return _mm512_set1_epi64(x); }
static inline v load(const double *at) { return _mm512_loadu_pd(at); }
static inline void store(double *at, v x) { _mm512_storeu_pd(at, x); }
static inline v fma_v(v a, v b, v c) { return _mm512_fmadd_pd(a, b, c); }
static inline v root(v x) { return _mm512_sqrt_pd(x); }
/* The second where either is NaN. */
static inline v min_v(v a, v b) { return _mm512_min_pd(a, b); }
static inline v max_v(v a, v b) { return _mm512_max_pd(a, b); }
static inline v floor_v(v x) { return _mm512_floor_pd(x); }
static inline mask lt(v a, v b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
static inline mask le(v a, v b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
static inline mask eq(v a, v b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
static inline mask both(mask a, mask b) { return (mask)(a & b); }
static inline mask either(mask a, mask b) { return (mask)(a | b); }
static inline mask not(mask a) { return (mask)~a; }
static inline int any(mask a) { return a != 0; }
static inline v pick(mask m, v a, v b) { return _mm512_mask_blend_pd(m, b, a); }
static inline w bits(v x) { return _mm512_castpd_si512(x); }
static inline v value(w x) { return _mm512_castsi512_pd(x); }
static inline w add_w(w a, w b) { return _mm512_add_epi64(a, b); }
static inline w sub_w(w a, w b) { return _mm512_sub_epi64(a, b); }
static inline w and_w(w a, w b) { return _mm512_and_si512(a, b); }
static inline w or_w(w a, w b) { return _mm512_or_si512(a, b); }
#define up_w(a, n) _mm512_slli_epi64(a, n)
#define down_w(a, n) _mm512_srli_epi64(a, n)
#elif defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#define LANES 4
typedef __m256d v;
typedef __m256i w;
typedef __m256d mask;
static inline v all(double x) { return _mm256_set1_pd(x); }
static inline w all_w(long long x) { return _mm256_set1_epi64x(x); }
static inline v load(const double *at) { return _mm256_loadu_pd(at); }
static inline void store(double *at, v x) { _mm256_storeu_pd(at, x); }
static inline v fma_v(v a, v b, v c) { return _mm256_fmadd_pd(a, b, c); }
static inline v root(v x) { return _mm256_sqrt_pd(x); }
static inline v min_v(v a, v b) { return _mm256_min_pd(a, b); }
static inline v max_v(v a, v b) { return _mm256_max_pd(a, b); }
static inline v floor_v(v x) { return _mm256_floor_pd(x); }
static inline mask lt(v a, v b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
static inline mask le(v a, v b) { return _mm256_cmp_pd(a, b, _CMP_LE_OQ); }
static inline mask eq(v a, v b) { return _mm256_cmp_pd(a, b, _CMP_EQ_OQ); }
static inline mask both(mask a, mask b) { return _mm256_and_pd(a, b); }
static inline mask either(mask a, mask b) { return _mm256_or_pd(a, b); }
static inline mask not(mask a) {
    return _mm256_xor_pd(a, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)));
}
static inline int any(mask a) { return _mm256_movemask_pd(a) != 0; }
static inline v pick(mask m, v a, v b) { return _mm256_blendv_pd(b, a, m); }
static inline w bits(v x) { return _mm256_castpd_si256(x); }
static inline v value(w x) { return _mm256_castsi256_pd(x); }
static inline w add_w(w a, w b) { return _mm256_add_epi64(a, b); }
static inline w sub_w(w a, w b) { return _mm256_sub_epi64(a, b); }
static inline w and_w(w a, w b) { return _mm256_and_si256(a, b); }
static inline w or_w(w a, w b) { return _mm256_or_si256(a, b); }
#define up_w(a, n) _mm256_slli_epi64(a, n)
#define down_w(a, n) _mm256_srli_epi64(a, n)
#elif defined(__aarch64__)
#include <arm_neon.h>
#define LANES 2
typedef float64x2_t v;
typedef uint64x2_t w;
typedef uint64x2_t mask;
static inline v all(double x) { return vdupq_n_f64(x); }
static inline w all_w(long long x) { return vdupq_n_u64((uint64_t)x); }
static inline v load(const double *at) { return vld1q_f64(at); }
static inline void store(double *at, v x) { vst1q_f64(at, x); }
static inline v fma_v(v a, v b, v c) { return vfmaq_f64(c, a, b); }
static inline v root(v x) { return vsqrtq_f64(x); }
static inline mask lt(v a, v b) { return vcltq_f64(a, b); }
static inline mask le(v a, v b) { return vcleq_f64(a, b); }
static inline mask eq(v a, v b) { return vceqq_f64(a, b); }
static inline mask both(mask a, mask b) { return vandq_u64(a, b); }
static inline mask either(mask a, mask b) { return vorrq_u64(a, b); }
static inline mask not(mask a) { return veorq_u64(a, vdupq_n_u64(~(uint64_t)0)); }
static inline int any(mask a) { return (vgetq_lane_u64(a, 0) | vgetq_lane_u64(a, 1)) != 0; }
static inline v pick(mask m, v a, v b) { return vbslq_f64(m, a, b); }
static inline v min_v(v a, v b) { return pick(lt(a, b), a, b); }
static inline v max_v(v a, v b) { return pick(lt(b, a), a, b); }
static inline v floor_v(v x) { return vrndmq_f64(x); }
static inline w bits(v x) { return vreinterpretq_u64_f64(x); }
static inline v value(w x) { return vreinterpretq_f64_u64(x); }
static inline w add_w(w a, w b) { return vaddq_u64(a, b); }
static inline w sub_w(w a, w b) { return vsubq_u64(a, b); }
static inline w and_w(w a, w b) { return vandq_u64(a, b); }
static inline w or_w(w a, w b) { return vorrq_u64(a, b); }
#define up_w(a, n) vshlq_n_u64(a, n)
#define down_w(a, n) vshrq_n_u64(a, n)
#else
#error "no vectors of doubles with fma here"
#endif

static inline v size_of(v x) { return value(and_w(bits(x), all_w(0x7fffffffffffffffLL))); }
static inline mask is_nan(v x) { return not(eq(x, x)); }
/* NaN where either is, as NumPy's minimum and maximum. */
static inline v least(v a, v b) { return pick(is_nan(a), a, min_v(a, b)); }
static inline v most(v a, v b) { return pick(is_nan(a), a, max_v(a, b)); }

/* So many of a vector's lanes, of one that lies at the end. */
static inline void put(double *at, v x, int64_t lanes) {
    if (lanes >= LANES) {
        store(at, x);
    } else {
        double each[LANES];
        store(each, x);
        memcpy(at, each, (size_t)lanes * sizeof(double));
    }
}

/* exp of x = n log 2 + r, r at most half of log 2: a polynomial of r (1.3e-17), and n added to
   the exponent. Here |x| is at most 708. */
static inline v small_exp(v x) {
    const v shift = all(0x1.8p52);
    const v n_low = fma_v(x, all(0x1.71547652b82fep+0), shift), n = n_low - shift;
    const v r = fma_v(n, all(-0x1.473de6af278edp-34), fma_v(n, all(-0x1.62e42fef00000p-1), x));
    const v r2 = r * r, r4 = r2 * r2;
    const v a = fma_v(r, all(0x1.5555555555556p-3), all(0x1.0000000000001p-1));
    const v b = fma_v(r, all(0x1.11111111109b3p-7), all(0x1.5555555553d63p-5));
    const v c = fma_v(r, all(0x1.a01a01a7c41d5p-13), all(0x1.6c16c1788bd90p-10));
    const v d = fma_v(r, all(0x1.71de0dae63bb3p-19), all(0x1.a019b90d2ae7ap-16));
    const v e = fma_v(r, all(0x1.af38a9b0ec855p-26), all(0x1.289185613a3d6p-22));
    const v low = fma_v(r2, b, a), high = fma_v(r4, e, fma_v(r2, d, c));
    const v p = fma_v(r2, fma_v(r4, high, low), r) + all(1.0);
    return value(add_w(bits(p), up_w(bits(n_low), 52)));
}

static inline v v_exp(v x) {
    if (!any(not(lt(size_of(x), all(708.0))))) return small_exp(x);
    /* Of a half, squared: no exponent passes what there is. Beyond, it is 0, infinity or NaN. */
    const v half = all(0.5) * pick(is_nan(x), all(0.0), max_v(all(-1400.0), min_v(all(1400.0), x)));
    const v e = small_exp(half), squared = e * e;
    return pick(is_nan(x), x, squared);
}

/* exp of x and of -x: what is even and what is odd of one polynomial, and powers of 2. */
static inline void exp_both(v x, v *up, v *down) {
    if (any(not(lt(size_of(x), all(708.0))))) {
        *up = v_exp(x);
        *down = v_exp(-x);
        return;
    }
    const v shift = all(0x1.8p52);
    const v n_low = fma_v(x, all(0x1.71547652b82fep+0), shift), n = n_low - shift;
    const v r = fma_v(n, all(-0x1.473de6af278edp-34), fma_v(n, all(-0x1.62e42fef00000p-1), x));
    const v r2 = r * r, r4 = r2 * r2;
    /* Of exp(r) = 1 + r + r^2 (c0 + c1 r + ...): c0, c2, ... are even, c1, c3, ... odd. */
    v even = fma_v(r4, fma_v(r4, all(0x1.289185613a3d6p-22),
                             fma_v(r2, all(0x1.a019b90d2ae7ap-16), all(0x1.6c16c1788bd90p-10))),
                   fma_v(r2, all(0x1.5555555553d63p-5), all(0x1.0000000000001p-1)));
    v odd = fma_v(r4, fma_v(r4, all(0x1.af38a9b0ec855p-26),
                            fma_v(r2, all(0x1.71de0dae63bb3p-19), all(0x1.a01a01a7c41d5p-13))),
                  fma_v(r2, all(0x1.11111111109b3p-7), all(0x1.5555555555556p-3)));
    even = r2 * even;
    odd = fma_v(r2 * r, odd, r);
    const w power = up_w(bits(n_low), 52);
    *up = value(add_w(bits(all(1.0) + (even + odd)), power));
    *down = value(sub_w(bits(all(1.0) + (even - odd)), power));
}

/* log of x = 2^e m, m from root 1/2 to root 2, by z = (m - 1)/(m + 1): a polynomial of z^2
   (4.6e-18). Here x is a normal number above 0. */
static inline v normal_log(v x) {
    const w root_half = all_w(0x3fe6a09e667f3bcdLL), one = all_w(1023LL << 52);
    const w e_biased = down_w(add_w(sub_w(bits(x), root_half), one), 52);
    const v m = value(sub_w(bits(x), sub_w(up_w(e_biased, 52), one)));
    const v e = value(or_w(e_biased, bits(all(0x1p52)))) - all(0x1p52 + 1023);
    const v f = m - all(1.0), z = f / (m + all(1.0)), s = z * z, s2 = s * s;
    const v a = fma_v(s, all(0x1.99999999952d7p-2), all(0x1.5555555555558p-1));
    const v b = fma_v(s, all(0x1.c71c62e3f11e6p-3), all(0x1.2492492df281ap-2));
    const v c = fma_v(s, all(0x1.39fe51a7c18f9p-3), all(0x1.7462b51cb66b1p-3));
    const v p = fma_v(s2, fma_v(s2, fma_v(s2, all(0x1.2b5900de53b32p-3), c), b), a);
    const v low = fma_v(e, all(0x1.473de6af278edp-34), z * s * p);
    return fma_v(e, all(0x1.62e42fef00000p-1), z + z + low);
}

static inline v v_log(v x) {
    const mask normal = both(le(all(0x1p-1022), x), le(x, all(0x1.fffffffffffffp1023)));
    if (!any(not(normal))) return normal_log(x);
    const mask tiny = lt(x, all(0x1p-1022));
    const v scaled = pick(tiny, x * all(0x1p54), x);
    const v found = normal_log(pick(lt(all(0.0), scaled), scaled, all(1.0)));
    v log = pick(tiny, found - all(0x1.2b708872320e2p+5), found);
    log = pick(eq(x, all(0.0)), all(-INFINITY), log);
    log = pick(eq(x, all(INFINITY)), x, log);
    return pick(either(lt(x, all(0.0)), is_nan(x)), all(NAN), log);
}

/* The same of what is at least the smallest normal number, or NaN. */
static inline v high_log(v x) {
    if (any(not(lt(x, all(INFINITY))))) return v_log(x);
    return normal_log(x);
}

static inline v v_pow(v a, v b) {
    const v size = v_exp(b * v_log(size_of(a)));
    const v half = all(0.5) * b;
    const mask whole = eq(b, floor_v(b)), even = eq(half, floor_v(half));
    /* The sign of -0 counts as that of a number below 0. */
    const mask below = lt(value(or_w(and_w(bits(a), all_w(INT64_MIN)), bits(all(1.0)))), all(0.0));
    v power = pick(both(below, both(whole, not(even))), -size, size);
    const mask no_root = both(lt(a, all(0.0)), not(whole));
    power = pick(both(no_root, lt(size_of(a), all(INFINITY))), all(NAN), power);
    const mask one = either(eq(b, all(0.0)), eq(a, all(1.0)));
    return pick(one, all(1.0), power);
}

/* 1 / (1 + exp(gamma (log x50 - log x))), as the engine computes a sigmoid everywhere. */
static inline v v_hill(v log_x, v log_x50, v gamma) {
    /* Below -700 what is added to 1 is nothing. A NaN passes through all of this. */
    const v u = max_v(all(-700.0), min_v(all(700.0), gamma * (log_x50 - log_x)));
    return all(1.0) / (all(1.0) + small_exp(u));
}
