/* Formulas in single precision, in vectors twice as long; amounts stay doubles, in two parts. */

typedef float real;
typedef struct { d part[2]; } wide;
#define PARTS 2
#define LANES (2 * LANES_D)
/* As of doubles: see `as_double.h`. */
#define SMALLEST 0x1p-126f
#define LARGEST 0x1.fffffep127f
#define MOST_EXP 86.0f
#define MOST_SEEN 80.0f
#define UP 0x1p25f
#define LOG_UP 0x1.154246p+4f

#if defined(__AVX512F__) && defined(__AVX512DQ__)
typedef __m512 v;
typedef __m512i w;
typedef __mmask16 mask;
static inline v all(double x) { return _mm512_set1_ps((float)x); }
static inline w all_w(int32_t x) { return _mm512_set1_epi32(x); }
static inline v load(const float *at) { return _mm512_loadu_ps(at); }
static inline void store(float *at, v x) { _mm512_storeu_ps(at, x); }
static inline v fma_v(v a, v b, v c) { return _mm512_fmadd_ps(a, b, c); }
static inline v root(v x) { return _mm512_sqrt_ps(x); }
static inline v min_v(v a, v b) { return _mm512_min_ps(a, b); }
static inline v max_v(v a, v b) { return _mm512_max_ps(a, b); }
static inline v floor_v(v x) { return _mm512_floor_ps(x); }
static inline mask lt(v a, v b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
static inline mask le(v a, v b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
static inline mask eq(v a, v b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
static inline mask both(mask a, mask b) { return (mask)(a & b); }
static inline mask either(mask a, mask b) { return (mask)(a | b); }
static inline mask not(mask a) { return (mask)~a; }
static inline int any(mask a) { return a != 0; }
static inline v pick(mask m, v a, v b) { return _mm512_mask_blend_ps(m, b, a); }
static inline w bits(v x) { return _mm512_castps_si512(x); }
static inline v value(w x) { return _mm512_castsi512_ps(x); }
static inline w add_w(w a, w b) { return _mm512_add_epi32(a, b); }
static inline w sub_w(w a, w b) { return _mm512_sub_epi32(a, b); }
static inline w and_w(w a, w b) { return _mm512_and_si512(a, b); }
static inline w or_w(w a, w b) { return _mm512_or_si512(a, b); }
#define up_w(a, n) _mm512_slli_epi32(a, n)
#define down_w(a, n) _mm512_srli_epi32(a, n)
static inline v join(d a, d b) {
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(a)), _mm512_cvtpd_ps(b), 1);
}
static inline wide widen(v x) {
    return (wide){{_mm512_cvtps_pd(_mm512_castps512_ps256(x)),
                   _mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1))}};
}
#elif defined(__AVX2__) && defined(__FMA__)
typedef __m256 v;
typedef __m256i w;
typedef __m256 mask;
static inline v all(double x) { return _mm256_set1_ps((float)x); }
static inline w all_w(int32_t x) { return _mm256_set1_epi32(x); }
static inline v load(const float *at) { return _mm256_loadu_ps(at); }
static inline void store(float *at, v x) { _mm256_storeu_ps(at, x); }
static inline v fma_v(v a, v b, v c) { return _mm256_fmadd_ps(a, b, c); }
static inline v root(v x) { return _mm256_sqrt_ps(x); }
static inline v min_v(v a, v b) { return _mm256_min_ps(a, b); }
static inline v max_v(v a, v b) { return _mm256_max_ps(a, b); }
static inline v floor_v(v x) { return _mm256_floor_ps(x); }
static inline mask lt(v a, v b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
static inline mask le(v a, v b) { return _mm256_cmp_ps(a, b, _CMP_LE_OQ); }
static inline mask eq(v a, v b) { return _mm256_cmp_ps(a, b, _CMP_EQ_OQ); }
static inline mask both(mask a, mask b) { return _mm256_and_ps(a, b); }
static inline mask either(mask a, mask b) { return _mm256_or_ps(a, b); }
static inline mask not(mask a) {
    return _mm256_xor_ps(a, _mm256_castsi256_ps(_mm256_set1_epi32(-1)));
}
static inline int any(mask a) { return _mm256_movemask_ps(a) != 0; }
static inline v pick(mask m, v a, v b) { return _mm256_blendv_ps(b, a, m); }
static inline w bits(v x) { return _mm256_castps_si256(x); }
static inline v value(w x) { return _mm256_castsi256_ps(x); }
static inline w add_w(w a, w b) { return _mm256_add_epi32(a, b); }
static inline w sub_w(w a, w b) { return _mm256_sub_epi32(a, b); }
static inline w and_w(w a, w b) { return _mm256_and_si256(a, b); }
static inline w or_w(w a, w b) { return _mm256_or_si256(a, b); }
#define up_w(a, n) _mm256_slli_epi32(a, n)
#define down_w(a, n) _mm256_srli_epi32(a, n)
static inline v join(d a, d b) {
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(a)), _mm256_cvtpd_ps(b), 1);
}
static inline wide widen(v x) {
    return (wide){{_mm256_cvtps_pd(_mm256_castps256_ps128(x)),
                   _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1))}};
}
#elif defined(__aarch64__)
typedef float32x4_t v;
typedef uint32x4_t w;
typedef uint32x4_t mask;
static inline v all(double x) { return vdupq_n_f32((float)x); }
static inline w all_w(int32_t x) { return vdupq_n_u32((uint32_t)x); }
static inline v load(const float *at) { return vld1q_f32(at); }
static inline void store(float *at, v x) { vst1q_f32(at, x); }
static inline v fma_v(v a, v b, v c) { return vfmaq_f32(c, a, b); }
static inline v root(v x) { return vsqrtq_f32(x); }
static inline mask lt(v a, v b) { return vcltq_f32(a, b); }
static inline mask le(v a, v b) { return vcleq_f32(a, b); }
static inline mask eq(v a, v b) { return vceqq_f32(a, b); }
static inline mask both(mask a, mask b) { return vandq_u32(a, b); }
static inline mask either(mask a, mask b) { return vorrq_u32(a, b); }
static inline mask not(mask a) { return vmvnq_u32(a); }
static inline int any(mask a) { return vmaxvq_u32(a) != 0; }
static inline v pick(mask m, v a, v b) { return vbslq_f32(m, a, b); }
static inline v min_v(v a, v b) { return pick(lt(a, b), a, b); }
static inline v max_v(v a, v b) { return pick(lt(b, a), a, b); }
static inline v floor_v(v x) { return vrndmq_f32(x); }
static inline w bits(v x) { return vreinterpretq_u32_f32(x); }
static inline v value(w x) { return vreinterpretq_f32_u32(x); }
static inline w add_w(w a, w b) { return vaddq_u32(a, b); }
static inline w sub_w(w a, w b) { return vsubq_u32(a, b); }
static inline w and_w(w a, w b) { return vandq_u32(a, b); }
static inline w or_w(w a, w b) { return vorrq_u32(a, b); }
#define up_w(a, n) vshlq_n_u32(a, n)
#define down_w(a, n) vshrq_n_u32(a, n)
static inline v join(d a, d b) { return vcvt_high_f32_f64(vcvt_f32_f64(a), b); }
static inline wide widen(v x) {
    return (wide){{vcvt_f64_f32(vget_low_f32(x)), vcvt_high_f64_f32(x)}};
}
#endif

/* What is below the smallest normal number is 0: others are slow to compute with. */
static inline d normal_or_0(d x) { return pick_d(lt_d(size_of_d(x), all_d(SMALLEST)), all_d(0.0), x); }
static inline v narrow(wide x) { return join(normal_or_0(x.part[0]), normal_or_0(x.part[1])); }
static inline v take(const double *at) {
    return narrow((wide){{load_d(at), load_d(at + LANES_D)}});
}
static inline void give(double *at, v x) {
    const wide both_parts = widen(x);
    store_d(at, both_parts.part[0]);
    store_d(at + LANES_D, both_parts.part[1]);
}
static inline v size_of(v x) { return value(and_w(bits(x), all_w(0x7fffffff))); }
static inline v signed_one(v x) { return value(or_w(and_w(bits(x), all_w(INT32_MIN)), bits(all(1.0)))); }

/* exp of x = n log 2 + r: a polynomial of r (3e-9), and n added to the exponent. */
static inline v small_exp(v x) {
    const v shift = all(0x1.8p23);
    const v n_low = fma_v(x, all(0x1.715476p+0), shift), n = n_low - shift;
    const v r = fma_v(n, all(-0x1.7f7d1cp-20), fma_v(n, all(-0x1.62e4p-1), x)), r2 = r * r;
    const v p0 = fma_v(r, all(0x1.55549p-3), all(0x1.fffffcp-2));
    const v p1 = fma_v(r, all(0x1.123a6cp-7), all(0x1.5558f4p-5));
    const v p2 = fma_v(r2, fma_v(r2, all(0x1.6a2352p-10), p1), p0);
    const v p = fma_v(r2, p2, r) + all(1.0);
    return value(add_w(bits(p), up_w(bits(n_low), 23)));
}

static inline v v_exp(v x) {
    const mask usual = lt(size_of(x), all(MOST_EXP)), none = not(eq(x, x));
    if (!any(not(usual))) return small_exp(x);
    const v inside = max_v(all(-2 * MOST_EXP), min_v(all(2 * MOST_EXP), x));
    const v e = small_exp(all(0.5) * pick(none, all(0.0), inside));
    const v alone = small_exp(pick(usual, x, all(0.0)));
    return pick(none, x, pick(usual, alone, e * e));
}

/* exp of x and of -x, by what is even and what is odd. */
static inline void small_exp_both(v x, v *up, v *down) {
    const v shift = all(0x1.8p23);
    const v n_low = fma_v(x, all(0x1.715476p+0), shift), n = n_low - shift;
    const v r = fma_v(n, all(-0x1.7f7d1cp-20), fma_v(n, all(-0x1.62e4p-1), x)), r2 = r * r;
    const v even = r2 * fma_v(r2, fma_v(r2, all(0x1.6a2352p-10), all(0x1.5558f4p-5)), all(0x1.fffffcp-2));
    const v odd = fma_v(r2 * r, fma_v(r2, all(0x1.123a6cp-7), all(0x1.55549p-3)), r);
    const w power = up_w(bits(n_low), 23);
    *up = value(add_w(bits(all(1.0) + (even + odd)), power));
    *down = value(sub_w(bits(all(1.0) + (even - odd)), power));
}

/* log of x = 2^e m by z = (m - 1)/(m + 1): a polynomial of z^2 (1e-9). Here x is normal, above 0. */
static inline v normal_log(v x) {
    const w root_half = all_w(0x3f3504f3), one = all_w(127 << 23);
    const w e_biased = down_w(add_w(sub_w(bits(x), root_half), one), 23);
    const v m = value(sub_w(bits(x), sub_w(up_w(e_biased, 23), one)));
    const v e = value(or_w(e_biased, bits(all(0x1p23)))) - all(0x1p23 + 127);
    const v f = m - all(1.0), z = f / (m + all(1.0)), s = z * z;
    const v p = fma_v(s, fma_v(s, all(0x1.31eap-2), all(0x1.995e7cp-2)), all(0x1.55557ap-1));
    const v low = fma_v(e, all(0x1.7f7d1cp-20), z * s * p);
    return fma_v(e, all(0x1.62e4p-1), z + z + low);
}
