/* Follows blocks, a vector of patients after the other, from what `struct course` hands over.

   Printed before it is a model: how many states, places, turnovers and outputs there are (capital
   letters), `fill_rates`, `multiply_rates`, `multiply_steps`, `SUMS_OF`, `look`, `linear`,
   `turn`, `inside` and `outputs_at`. */

static int64_t slot_size(int64_t most_offsets) {
    return FIXED_SIZE + most_offsets * PER_OFFSET;
}

/* The weighted sums of states at some offsets, from the terms of a series. */
static void weigh(
    const struct course *r, const struct kind *k, const struct room *room, int t,
    int64_t weights, int64_t first_bit, int64_t rows, v *found
) {
    const int count = COUNT_OF[t];
    for (int64_t row = 0; row < rows; row++) {
        const double *by = r->table + weights + row * k->terms;
        v *here = found + row * count;
        for (int j = 0; j < count; j++) {
            v sum = all(0.0);
            for (int64_t i = 0; i < k->terms; i++)
                sum = fma_v(all(by[i]), room->terms[i * count + j], sum);
            here[j] = sum;
        }
        const int64_t whole = r->bits[first_bit + row];
        for (int64_t i = k->cuts; i > 0; i--) {
            if (whole >> (k->cuts - i) & 1) {
                SUMS_OF[t].by_step(room->halves + i * STEP_CELLS, here, room->spare);
                memcpy(here, room->spare, (size_t)count * sizeof(v));
            }
        }
    }
}

static void weigh_integral(
    const struct course *r, const struct kind *k, const struct room *room, int t, int64_t weights,
    v *found
) {
    const int count = COUNT_OF[t];
    const double *by = r->table + weights;
    const v part = all(ldexp(1.0, -(int)k->cuts));
    for (int j = 0; j < count; j++) {
        v sum = all(0.0);
        for (int64_t i = 0; i < k->terms; i++)
            sum = fma_v(all(by[i]), room->terms[i * count + j], sum);
        found[j] = sum * part;
    }
    for (int64_t i = k->cuts; i > 0; i--) {
        SUMS_OF[t].by_step(room->halves + i * STEP_CELLS, found, room->spare);
        for (int j = 0; j < count; j++) found[j] = found[j] + room->spare[j];
    }
}

/* Everything that blocks of one kind have in common. */
static void prepare(
    const struct course *r, int64_t which, const struct kind *k, const v *c, v length,
    const struct room *room, v *slot
) {
    const double *parts = r->kind_parts + which * KIND_PARTS;
    v *rates = room->rate_cells, *halves = room->halves;
    fill_rates(c, length * all(parts[0]), all(parts[1]), rates);
    /* The series from its last term, then squarings. */
    v *series = halves + k->halvings * STEP_CELLS;
    double factorial = 1.0;
    for (int64_t i = 2; i <= k->order; i++) factorial /= (double)i;
    for (int i = 0; i < STEP_CELLS; i++) series[i] = all(0.0);
    for (int i = 0; i < STATES; i++) series[DIAGONAL[i]] = all(factorial);
    for (int64_t i = k->order - 1; i >= 0; i--) {
        multiply_rates(series, rates, room->spare);
        factorial *= (double)(i + 1);
        memcpy(series, room->spare, STEP_CELLS * sizeof(v));
        for (int j = 0; j < STATES; j++) series[DIAGONAL[j]] = series[DIAGONAL[j]] + all(factorial);
    }
    for (int i = 0; i < STEP_CELLS; i++) series[i] = series[i] * all(parts[2]);
    for (int64_t i = k->halvings - 1; i >= 0; i--)
        multiply_steps(halves + (i + 1) * STEP_CELLS, halves + (i + 1) * STEP_CELLS,
                       halves + i * STEP_CELLS);
    memcpy(slot, halves, STEP_CELLS * sizeof(v));
    prepare_filters(c, length, slot);
    /* Rows have a series of their own: more terms, and fewer halvings. */
    const int64_t places = k->weights, offsets = places + (PLACES + 2) * k->terms;
    const int64_t fine = offsets + k->offsets * k->terms, area = fine + FINE_ROWS * k->terms;
    fill_rates(c, length * all(r->table[area + k->terms]), all(1.0), rates);
    for (int t = 0; t < TARGETS; t++) {
        const int count = COUNT_OF[t];
        v *terms = room->terms;
        first_row(t, c, terms);
        for (int64_t i = 1; i < k->terms; i++)
            SUMS_OF[t].by_rate(rates, terms + (i - 1) * count, terms + i * count);
        const int64_t bit = k->first_bit;
        v *of_offsets = slot + FIXED_SIZE + OFFSETS_BEFORE[t] * r->most_offsets;
        if (t < ALONG && (t < TURNING || k->reduces))
            weigh(r, k, room, t, places, bit, PLACES + 2, slot + ALONG_AT[t]);
        if (IS_READ[t])
            weigh(r, k, room, t, offsets, bit + PLACES + 2, k->offsets, of_offsets);
        if (t >= ALONG && k->reduces) {
            if (LOOKS_FINELY)
                weigh(r, k, room, t, fine, bit + PLACES + 2 + k->offsets, FINE + 1,
                      slot + FINE_AT[t]);
            weigh_integral(r, k, room, t, area, slot + AREA_AT[t]);
        }
    }
}

static inline v load_from(const double *at, int64_t lane, int shared) {
    return shared ? all(at[0]) : load(at + lane);
}

/* Peak, trough, area and time above of one output over a block, as parts of its length. */
static void reduce(const v *fine, v area, v level, v least_it_is, v most_it_is, v *shown) {
    if (LOOKS_FINELY) {
        v at;
        if (WANTS_PEAK) {
            top(fine, 1.0, &shown[0], &shown[1]);
            shown[0] = least(shown[0], most_it_is);
        }
        if (WANTS_TROUGH) {
            top(fine, -1.0, &shown[2], &at);
            shown[2] = most(-shown[2], least_it_is);
        }
        if (WANTS_ABOVE) shown[4] = above(fine, level);
    }
    shown[3] = area;
}

static void reduce_all(
    const struct course *r, int64_t lane, const v *c, const v *slot, const v *begin,
    v (*x)[PLACES + 2], v (*a)[PLACES + 2], v (*kept)[PLACES], v *shown
) {
    v fine[FINE + 1], values[FORMULAS + 1][PLACES + 2];
    inside(c, x, a, kept, values);
    if (LOOKS_FINELY && FORMULAS) {
        for (int end = 0; end < 2; end++) {
            v now[ALONG + 1], slow[TURNOVERS + 1], found[FORMULAS + 1];
            const int at = end * (PLACES + 1);
            for (int i = 0; i < ALONG; i++) now[i] = x[i][at];
            for (int i = 0; i < TURNOVERS; i++) slow[i] = a[i][at];
            outputs_at(c, now, slow, found);
            for (int i = 0; i < FORMULAS; i++) values[i][at] = found[i];
        }
    }
    for (int o = 0; o < OUTPUTS; o++) {
        const v level = load(r->level + o * r->stride + lane);
        const int f = FORMULA_OF[o], t = TARGET_OF[o];
        if (f >= 0) {
            v area = all(0.0);
            const double *by = SUMS + PLACES * PLACES;
            for (int k = 0; k < PLACES; k++) area = fma_v(all(by[k]), values[f][k + 1], area);
            if (LOOKS_FINELY) look_between(values[f], fine);
            const v low = LIMITS ? c[LIMITS_AT + 2 * f] : all(-INFINITY);
            const v high = LIMITS ? c[LIMITS_AT + 2 * f + 1] : all(INFINITY);
            reduce(fine, area, level, low, high, shown + o * KINDS_OF_REDUCTION);
        } else {
            v area;
            look_along(slot + AREA_AT[t], begin, FROM_OF[t], COUNT_OF[t], 1, &area);
            if (LOOKS_FINELY)
                look_along(slot + FINE_AT[t], begin, FROM_OF[t], COUNT_OF[t], FINE + 1, fine);
            reduce(fine, area, level, c[FLOOR_AT + t - ALONG], all(INFINITY),
                   shown + o * KINDS_OF_REDUCTION);
        }
    }
}

/* A window's numbers from its blocks'. */
static void combine(const struct course *r, int64_t lane, const struct room *room, v *zero) {
    const int shared = r->columns == 1;
    for (int64_t w_ = 0; w_ < r->windows; w_++) {
        const int64_t first = r->window_first[w_], last = r->window_first[w_ + 1];
        for (int o = 0; o < OUTPUTS; o++) {
            v peak = all(-INFINITY), trough = all(INFINITY), area = all(0.0), over = all(0.0);
            v at = all(0.0);
            for (int64_t e = first; e < last; e++) {
                const int64_t b = r->window_block[e];
                const v *shown = room->shown + (room->shown_at[b] * OUTPUTS + o) * KINDS_OF_REDUCTION;
                const v in = load_from(r->window_inside + e * r->columns, lane, shared);
                const v length = load_from(r->length_h + b * r->columns, lane, shared) * in;
                const mask here = lt(all(0.0), in);
                if (WANTS_PEAK) peak = most(peak, pick(here, shown[0], all(-INFINITY)));
                if (WANTS_TROUGH) trough = least(trough, pick(here, shown[2], all(INFINITY)));
                area = fma_v(shown[3], length, area);
                if (WANTS_ABOVE) over = fma_v(shown[4], length, over);
            }
            if (WANTS_PEAK) {
                /* Of peaks that differ by rounding alone the first one counts. */
                const v enough = peak - all(SAME_PEAK) * size_of(peak);
                mask found = lt(all(1.0), all(0.0));
                for (int64_t e = first; e < last; e++) {
                    const int64_t b = r->window_block[e];
                    const v *shown =
                        room->shown + (room->shown_at[b] * OUTPUTS + o) * KINDS_OF_REDUCTION;
                    const v in = load_from(r->window_inside + e * r->columns, lane, shared);
                    const v start = load_from(r->start_h + b * r->columns, lane, shared);
                    const v length = load_from(r->length_h + b * r->columns, lane, shared);
                    const mask is = both(both(lt(all(0.0), in), le(enough, shown[0])), not(found));
                    at = pick(is, fma_v(length, shown[1], start), at);
                    found = either(found, is);
                }
                at = min_v(at, all(r->window_end[w_]));
            }
            double *to = r->reduced + (w_ * OUTPUTS + o) * KINDS_OF_REDUCTION * r->stride + lane;
            *zero = fma_v(area + over + at, all(0.0), *zero);
            if (WANTS_PEAK) *zero = fma_v(peak, all(0.0), *zero);
            if (WANTS_TROUGH) *zero = fma_v(trough, all(0.0), *zero);
            store(to, peak);
            store(to + r->stride, at);
            store(to + 2 * r->stride, trough);
            store(to + 3 * r->stride, area);
            store(to + 4 * r->stride, over);
        }
    }
}

static void read_block(
    const struct course *r, int64_t b, int64_t lane, const struct kind *k, const v *c,
    const v *slot, const v *begin, v (*a)[PLACES + 2], v *zero
) {
    const int64_t lanes = r->n - lane;
    const double *ends = r->table + k->weights
        + (PLACES + 2 + k->offsets + FINE_ROWS + 1) * k->terms + 1;
    const v *of_offsets = slot + FIXED_SIZE;
    for (int64_t i = r->read_first[b]; i < r->read_first[b + 1]; i++) {
        const int64_t place = r->read_place[i], row = r->read_row[i];
        v found[FORMULAS + 1];
        if (FORMULAS) {
            v now[ALONG + 1], slow[TURNOVERS + 1];
            for (int t = 0; t < ALONG; t++)
                if (IS_READ[t])
                    look_along(of_offsets + OFFSETS_BEFORE[t] * r->most_offsets + place * COUNT_OF[t],
                               begin, FROM_OF[t], COUNT_OF[t], 1, &now[t]);
            const double *by = ends + place * (PLACES + 2);
            for (int t = 0; t < TURNOVERS; t++) {
                if (!IS_SHOWN[t]) continue;
                v sum = all(by[0]) * a[t][0], other = all(by[1]) * a[t][1];
#pragma GCC unroll 40
                for (int j = 2; j + 1 < PLACES + 2; j += 2) {
                    sum = fma_v(all(by[j]), a[t][j], sum);
                    other = fma_v(all(by[j + 1]), a[t][j + 1], other);
                }
                if (PLACES % 2) sum = fma_v(all(by[PLACES + 1]), a[t][PLACES + 1], sum);
                slow[t] = sum + other;
            }
            outputs_at(c, now, slow, found);
        }
        for (int o = 0; o < OUTPUTS; o++) {
            const int f = FORMULA_OF[o], t = TARGET_OF[o];
            v seen;
            if (f >= 0)
                seen = found[f];
            else
                look_along(of_offsets + OFFSETS_BEFORE[t] * r->most_offsets + place * COUNT_OF[t],
                           begin, FROM_OF[t], COUNT_OF[t], 1, &seen);
            *zero = fma_v(seen, all(0.0), *zero);
            put(r->values + (o * r->rows + row) * r->row_stride + lane, seen, lanes);
        }
    }
}

static void walk(const struct course *r, int64_t lane, const struct room *room) {
    const int shared = r->columns == 1;
    v c[CONSTS + 1], state[COMPARTMENTS], slow[TURNOVERS + 1], errors[2 * TURNOVERS + 1];
    v begin[STATES], x[ALONG + 1][PLACES + 2], a[TURNOVERS + 1][PLACES + 2], kept[KEPT + 1][PLACES];
    v zero = all(0.0);
    int64_t bound = -1, setting = 0;
    for (int i = 0; i < COMPARTMENTS; i++)
        state[i] = r->from_state ? load(r->from_state + i * r->stride + lane) : all(0.0);
    for (int t = 0; t < TURNOVERS; t++)
        slow[t] = load((r->from_slow ? r->from_slow + t * r->stride
                        : r->consts + (r->begin_bound[r->first_block] * CONSTS + INITIAL_AT + t) * r->stride)
                       + lane);
    for (int t = 0; t < 2 * TURNOVERS; t++) errors[t] = all(0.0);
    for (int64_t i = 0; i < r->slots; i++) room->in_slot[i] = -1;
    for (int64_t b = r->first_block; b < r->last_block; b++) {
        const int64_t which = r->kind_of[b];
        struct kind k;
        memcpy(&k, r->kind_numbers + which * KIND_NUMBERS, sizeof k);
        if (k.bound != bound) {
            bound = k.bound;
            for (int i = 0; i < CONSTS; i++)
                c[i] = load(r->consts + (bound * CONSTS + i) * r->stride + lane);
        }
        const v length = load_from(r->length_h + b * r->columns, lane, shared);
        v *slot = room->slots + (which % r->slots) * room->slot_size;
        if (room->in_slot[which % r->slots] != which) {
            prepare(r, which, &k, c, length, room, slot);
            room->in_slot[which % r->slots] = which;
        }
        if (r->resets[b]) {
            const mask stays = lt(all(0.0), load_from(r->keep + b * r->columns, lane, shared));
            const double *fresh =
                r->consts + (r->begin_bound[b] * CONSTS + INITIAL_AT) * r->stride + lane;
            for (int i = 0; i < COMPARTMENTS; i++) state[i] = pick(stays, state[i], all(0.0));
            for (int t = 0; t < TURNOVERS; t++)
                slow[t] = pick(stays, slow[t], load(fresh + t * r->stride));
        }
        for (; setting < r->settings && r->set_at[setting] == b; setting++) {
            const mask here = lt(all(0.0), load(r->set_here + setting * r->stride + lane));
            for (int i = 0; i < COMPARTMENTS; i++) {
                const v to = load(r->set_state + (setting * COMPARTMENTS + i) * r->stride + lane);
                if (r->set_added[setting])
                    state[i] = state[i] + pick(here, to, all(0.0));
                else
                    state[i] = pick(here, to, state[i]);
            }
            if (r->set_added[setting]) continue;
            for (int t = 0; t < TURNOVERS; t++)
                slow[t] = pick(
                    here, load(r->set_slow + (setting * TURNOVERS + t) * r->stride + lane), slow[t]);
        }
        for (int i = 0; i < COMPARTMENTS; i++) begin[i] = state[i];
        for (int i = 0; i < INPUTS; i++) {
            const v given = load_from(r->jump + (b * INPUTS + i) * r->wide, lane, r->wide == 1);
            begin[INTO[i]] = begin[INTO[i]] + given * load(r->factor + i * r->stride + lane);
        }
        for (int i = 0; i < INFUSED; i++) {
            const int input = INFUSED_INPUT[i];
            const v rate = load_from(r->rate + (b * INPUTS + input) * r->wide, lane, r->wide == 1);
            begin[COMPARTMENTS + i] = rate * load(r->factor + input * r->stride + lane);
        }
        /* What has all but gone is 0: numbers near the smallest there is are slow to add. */
        advance(slot, begin, state);
        for (int i = 0; i < COMPARTMENTS; i++)
            state[i] = pick(lt(state[i], all(NEARLY_NOTHING)), all(0.0), state[i]);
        look(slot, begin, (int)k.reduces, x);
        for (int t = 0; t < TURNOVERS; t++) a[t][0] = slow[t];
        turn(r, b, c, slot, length, x, a, kept, errors, room);
        for (int t = 0; t < TURNOVERS; t++) slow[t] = a[t][PLACES + 1];
        if (r->read_first[b] < r->read_first[b + 1])
            read_block(r, b, lane, &k, c, slot, begin, a, &zero);
        if (k.reduces)
            reduce_all(r, lane, c, slot, begin, x, a, kept,
                       room->shown + room->shown_at[b] * OUTPUTS * KINDS_OF_REDUCTION);
    }
    if (r->windows) combine(r, lane, room, &zero);
    store(r->zero + lane, zero);
    for (int t = 0; t < 2 * TURNOVERS; t++) store(r->errors + t * r->stride + lane, errors[t]);
    for (int i = 0; i < COMPARTMENTS; i++) store(r->to_state + i * r->stride + lane, state[i]);
    for (int t = 0; t < TURNOVERS; t++) store(r->to_slow + t * r->stride + lane, slow[t]);
}

/* All patients; 1 where there is no memory for it. */
int64_t follow(const struct course *r) {
    struct room room;
    int64_t shown = 0, sizes[8], total = 0;
    int64_t *places = malloc((size_t)(r->slots + r->blocks) * sizeof(int64_t));
    if (!places) return 1;
    room.in_slot = places;
    room.shown_at = places + r->slots;
    for (int64_t b = 0; b < r->blocks; b++) {
        struct kind k;
        memcpy(&k, r->kind_numbers + r->kind_of[b] * KIND_NUMBERS, sizeof k);
        room.shown_at[b] = shown;
        shown += k.reduces;
    }
    room.slot_size = slot_size(r->most_offsets);
    sizes[0] = r->slots * room.slot_size;
    sizes[1] = (r->most_halvings + 1) * STEP_CELLS;
    sizes[2] = r->most_terms * STATES;
    sizes[3] = RATE_CELLS;
    sizes[4] = STEP_CELLS;
    sizes[5] = LOOPED * r->ring * PLACES;
    sizes[6] = LOOPED * r->ring;
    sizes[7] = (shown + 1) * OUTPUTS * KINDS_OF_REDUCTION;
    for (int i = 0; i < 8; i++) total += sizes[i] + 1;
    double *memory = malloc((size_t)(total + 1) * sizeof(v));
    if (!memory) {
        free(places);
        return 1;
    }
    v *next = (v *)(((uintptr_t)memory + sizeof(v) - 1) / sizeof(v) * sizeof(v));
    v **parts[8] = {&room.slots, &room.halves, &room.terms, &room.rate_cells, &room.spare,
                    &room.history, &room.history_start, &room.shown};
    for (int i = 0; i < 8; i++) {
        *parts[i] = next;
        next += sizes[i];
    }
    for (int64_t i = 0; i < sizes[7]; i++) room.shown[i] = all(0.0);
    for (int64_t lane = 0; lane < r->n; lane += LANES) walk(r, lane, &room);
    free(memory);
    free(places);
    return 0;
}
