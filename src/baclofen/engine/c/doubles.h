/* Vectors of doubles, and exp of them: what amounts are propagated in.

   Every operation is one of IEEE 754, in one order, and no lane looks at another: so a patient has
   the same bits however wide the vectors of a machine are. Products that are added are so by `fma`,
   written out; the compiler is told to make none of its own. */

#include <stdint.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <immintrin.h>
#define LANES_D 8
typedef __m512d d;
typedef __m512i wd;
typedef __mmask8 mask_d;
static inline d all_d(double x) { return _mm512_set1_pd(x); }
static inline wd all_wd(long long x) { return _mm512_set1_epi64(x); }
static inline d load_d(const double *at) { return _mm512_loadu_pd(at); }
static inline void store_d(double *at, d x) { _mm512_storeu_pd(at, x); }
static inline d fma_d(d a, d b, d c) { return _mm512_fmadd_pd(a, b, c); }
static inline d root_d(d x) { return _mm512_sqrt_pd(x); }
/* The second where either is NaN. */
static inline d min_d(d a, d b) { return _mm512_min_pd(a, b); }
static inline d max_d(d a, d b) { return _mm512_max_pd(a, b); }
static inline d floor_d(d x) { return _mm512_floor_pd(x); }
static inline mask_d lt_d(d a, d b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
static inline mask_d le_d(d a, d b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
static inline mask_d eq_d(d a, d b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
static inline mask_d both_d(mask_d a, mask_d b) { return (mask_d)(a & b); }
static inline mask_d either_d(mask_d a, mask_d b) { return (mask_d)(a | b); }
static inline mask_d not_d(mask_d a) { return (mask_d)~a; }
static inline int any_d(mask_d a) { return a != 0; }
static inline d pick_d(mask_d m, d a, d b) { return _mm512_mask_blend_pd(m, b, a); }
static inline wd bits_d(d x) { return _mm512_castpd_si512(x); }
static inline d value_d(wd x) { return _mm512_castsi512_pd(x); }
static inline wd add_wd(wd a, wd b) { return _mm512_add_epi64(a, b); }
static inline wd sub_wd(wd a, wd b) { return _mm512_sub_epi64(a, b); }
static inline wd and_wd(wd a, wd b) { return _mm512_and_si512(a, b); }
static inline wd or_wd(wd a, wd b) { return _mm512_or_si512(a, b); }
#define up_wd(a, n) _mm512_slli_epi64(a, n)
#define down_wd(a, n) _mm512_srli_epi64(a, n)
#elif defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#define LANES_D 4
typedef __m256d d;
typedef __m256i wd;
typedef __m256d mask_d;
static inline d all_d(double x) { return _mm256_set1_pd(x); }
static inline wd all_wd(long long x) { return _mm256_set1_epi64x(x); }
static inline d load_d(const double *at) { return _mm256_loadu_pd(at); }
static inline void store_d(double *at, d x) { _mm256_storeu_pd(at, x); }
static inline d fma_d(d a, d b, d c) { return _mm256_fmadd_pd(a, b, c); }
static inline d root_d(d x) { return _mm256_sqrt_pd(x); }
static inline d min_d(d a, d b) { return _mm256_min_pd(a, b); }
static inline d max_d(d a, d b) { return _mm256_max_pd(a, b); }
static inline d floor_d(d x) { return _mm256_floor_pd(x); }
static inline mask_d lt_d(d a, d b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
static inline mask_d le_d(d a, d b) { return _mm256_cmp_pd(a, b, _CMP_LE_OQ); }
static inline mask_d eq_d(d a, d b) { return _mm256_cmp_pd(a, b, _CMP_EQ_OQ); }
static inline mask_d both_d(mask_d a, mask_d b) { return _mm256_and_pd(a, b); }
static inline mask_d either_d(mask_d a, mask_d b) { return _mm256_or_pd(a, b); }
static inline mask_d not_d(mask_d a) {
    return _mm256_xor_pd(a, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)));
}
static inline int any_d(mask_d a) { return _mm256_movemask_pd(a) != 0; }
static inline d pick_d(mask_d m, d a, d b) { return _mm256_blendv_pd(b, a, m); }
static inline wd bits_d(d x) { return _mm256_castpd_si256(x); }
static inline d value_d(wd x) { return _mm256_castsi256_pd(x); }
static inline wd add_wd(wd a, wd b) { return _mm256_add_epi64(a, b); }
static inline wd sub_wd(wd a, wd b) { return _mm256_sub_epi64(a, b); }
static inline wd and_wd(wd a, wd b) { return _mm256_and_si256(a, b); }
static inline wd or_wd(wd a, wd b) { return _mm256_or_si256(a, b); }
#define up_wd(a, n) _mm256_slli_epi64(a, n)
#define down_wd(a, n) _mm256_srli_epi64(a, n)
#elif defined(__aarch64__)
#include <arm_neon.h>
#define LANES_D 2
typedef float64x2_t d;
typedef uint64x2_t wd;
typedef uint64x2_t mask_d;
static inline d all_d(double x) { return vdupq_n_f64(x); }
static inline wd all_wd(long long x) { return vdupq_n_u64((uint64_t)x); }
static inline d load_d(const double *at) { return vld1q_f64(at); }
static inline void store_d(double *at, d x) { vst1q_f64(at, x); }
static inline d fma_d(d a, d b, d c) { return vfmaq_f64(c, a, b); }
static inline d root_d(d x) { return vsqrtq_f64(x); }
static inline mask_d lt_d(d a, d b) { return vcltq_f64(a, b); }
static inline mask_d le_d(d a, d b) { return vcleq_f64(a, b); }
static inline mask_d eq_d(d a, d b) { return vceqq_f64(a, b); }
static inline mask_d both_d(mask_d a, mask_d b) { return vandq_u64(a, b); }
static inline mask_d either_d(mask_d a, mask_d b) { return vorrq_u64(a, b); }
static inline mask_d not_d(mask_d a) { return veorq_u64(a, vdupq_n_u64(~(uint64_t)0)); }
static inline int any_d(mask_d a) { return (vgetq_lane_u64(a, 0) | vgetq_lane_u64(a, 1)) != 0; }
static inline d pick_d(mask_d m, d a, d b) { return vbslq_f64(m, a, b); }
static inline d min_d(d a, d b) { return pick_d(lt_d(a, b), a, b); }
static inline d max_d(d a, d b) { return pick_d(lt_d(b, a), a, b); }
static inline d floor_d(d x) { return vrndmq_f64(x); }
static inline wd bits_d(d x) { return vreinterpretq_u64_f64(x); }
static inline d value_d(wd x) { return vreinterpretq_f64_u64(x); }
static inline wd add_wd(wd a, wd b) { return vaddq_u64(a, b); }
static inline wd sub_wd(wd a, wd b) { return vsubq_u64(a, b); }
static inline wd and_wd(wd a, wd b) { return vandq_u64(a, b); }
static inline wd or_wd(wd a, wd b) { return vorrq_u64(a, b); }
#define up_wd(a, n) vshlq_n_u64(a, n)
#define down_wd(a, n) vshrq_n_u64(a, n)
#else
#error "no vectors of doubles with fma here"
#endif

static inline d size_of_d(d x) { return value_d(and_wd(bits_d(x), all_wd(0x7fffffffffffffffLL))); }
static inline mask_d is_nan_d(d x) { return not_d(eq_d(x, x)); }

/* exp of x = n log 2 + r, r at most half of log 2: a polynomial of r (1.3e-17), and n added to
   the exponent. Here |x| is at most 708. */
static inline d small_exp_d(d x) {
    const d shift = all_d(0x1.8p52);
    const d n_low = fma_d(x, all_d(0x1.71547652b82fep+0), shift), n = n_low - shift;
    const d r = fma_d(n, all_d(-0x1.473de6af278edp-34), fma_d(n, all_d(-0x1.62e42fef00000p-1), x));
    const d r2 = r * r, r4 = r2 * r2;
    const d p0 = fma_d(r, all_d(0x1.5555555555556p-3), all_d(0x1.0000000000001p-1));
    const d p1 = fma_d(r, all_d(0x1.11111111109b3p-7), all_d(0x1.5555555553d63p-5));
    const d p2 = fma_d(r, all_d(0x1.a01a01a7c41d5p-13), all_d(0x1.6c16c1788bd90p-10));
    const d p3 = fma_d(r, all_d(0x1.71de0dae63bb3p-19), all_d(0x1.a019b90d2ae7ap-16));
    const d p4 = fma_d(r, all_d(0x1.af38a9b0ec855p-26), all_d(0x1.289185613a3d6p-22));
    const d low = fma_d(r2, p1, p0), high = fma_d(r4, p4, fma_d(r2, p3, p2));
    const d p = fma_d(r2, fma_d(r4, high, low), r) + all_d(1.0);
    return value_d(add_wd(bits_d(p), up_wd(bits_d(n_low), 52)));
}

static inline d exp_d(d x) {
    const mask_d usual = lt_d(size_of_d(x), all_d(708.0));
    if (!any_d(not_d(usual))) return small_exp_d(x);
    /* Of a half, squared: no exponent passes what there is. Beyond, it is 0, infinity or NaN. What
       is usual is what it would be alone. */
    const d inside = max_d(all_d(-1400.0), min_d(all_d(1400.0), x));
    const d e = small_exp_d(all_d(0.5) * pick_d(is_nan_d(x), all_d(0.0), inside));
    const d alone = small_exp_d(pick_d(usual, x, all_d(0.0)));
    return pick_d(is_nan_d(x), x, pick_d(usual, alone, e * e));
}
