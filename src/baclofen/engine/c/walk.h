/* Follows blocks, a vector of patients after the other, from what `struct course` hands over.

   Printed before it is a model: how many states, places, turnovers and outputs there are (capital
   letters), `look`, `turn`, `inside` and `outputs_at`. */

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
        const v level = take(r->level + o * r->stride + lane);
        const int f = FORMULA_OF[o], t = TARGET_OF[o];
        if (f >= 0) {
            v area = all(0.0);
            const real *by = SUMS + PLACES * PLACES;
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
                const v in = take_from(r->window_inside + e * r->columns, lane, shared);
                const v length = take_from(r->length_h + b * r->columns, lane, shared) * in;
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
                    const v in = take_from(r->window_inside + e * r->columns, lane, shared);
                    const v start = take_from(r->start_h + b * r->columns, lane, shared);
                    const v length = take_from(r->length_h + b * r->columns, lane, shared);
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
            give(to, peak);
            give(to + r->stride, at);
            give(to + 2 * r->stride, trough);
            give(to + 3 * r->stride, area);
            give(to + 4 * r->stride, over);
        }
    }
}

static void read_block(
    const struct course *r, int64_t b, int64_t lane, const struct kind *k, const v *c,
    const v *slot, const v *begin, v (*a)[PLACES + 2], const struct room *room, v *zero
) {
    const int64_t lanes = r->n - lane;
    const real *ends = room->table + k->weights
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
            const real *by = ends + place * (PLACES + 2);
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

/* What happens before a block, to one part of a vector of patients: the part h, of the lanes from
   `at` on. */
static void reset(const struct course *r, int64_t b, int h, int64_t at, d *state, wide *slow) {
    const mask_d stays =
        lt_d(all_d(0.0), load_from(r->keep + b * r->columns, at, r->columns == 1));
    const double *fresh = r->consts + (r->begin_bound[b] * CONSTS + INITIAL_AT) * r->stride + at;
    for (int i = 0; i < COMPARTMENTS; i++) state[i] = pick_d(stays, state[i], all_d(0.0));
    for (int t = 0; t < TURNOVERS; t++)
        slow[t].part[h] = pick_d(stays, slow[t].part[h], load_d(fresh + t * r->stride));
}

static void settle(const struct course *r, int64_t s, int h, int64_t at, d *state, wide *slow) {
    const mask_d here = lt_d(all_d(0.0), load_d(r->set_here + s * r->stride + at));
    for (int i = 0; i < COMPARTMENTS; i++) {
        const d to = load_d(r->set_state + (s * COMPARTMENTS + i) * r->stride + at);
        if (r->set_added[s])
            state[i] = state[i] + pick_d(here, to, all_d(0.0));
        else
            state[i] = pick_d(here, to, state[i]);
    }
    for (int t = 0; t < TURNOVERS && !r->set_added[s]; t++) {
        const d to = load_d(r->set_slow + (s * TURNOVERS + t) * r->stride + at);
        slow[t].part[h] = pick_d(here, to, slow[t].part[h]);
    }
}

static void enter(const struct course *r, int64_t b, int64_t at, const d *state, d *from) {
    const int shared = r->wide == 1;
    for (int i = 0; i < COMPARTMENTS; i++) from[i] = state[i];
    for (int i = 0; i < INPUTS; i++) {
        const d given = load_from(r->jump + (b * INPUTS + i) * r->wide, at, shared);
        from[INTO[i]] = from[INTO[i]] + given * load_d(r->factor + i * r->stride + at);
    }
    for (int i = 0; i < INFUSED; i++) {
        const int input = INFUSED_INPUT[i];
        const d rate = load_from(r->rate + (b * INPUTS + input) * r->wide, at, shared);
        from[COMPARTMENTS + i] = rate * load_d(r->factor + input * r->stride + at);
    }
}

static void walk(const struct course *r, int64_t lane, const struct room *room) {
    const int shared = r->columns == 1;
    d state[PARTS][COMPARTMENTS], from[PARTS][STATES];
    wide slow[TURNOVERS + 1];
    v c[CONSTS + 1], errors[2 * TURNOVERS + 1], begin[STATES];
    v x[ALONG + 1][PLACES + 2], a[TURNOVERS + 1][PLACES + 2], kept[KEPT + 1][PLACES];
    v zero = all(0.0);
    int64_t bound = -1, setting = 0;
    const double *first =
        r->consts + (r->begin_bound[r->first_block] * CONSTS + INITIAL_AT) * r->stride;
    for (int h = 0; h < PARTS; h++) {
        const int64_t at = lane + h * LANES_D;
        for (int i = 0; i < COMPARTMENTS; i++)
            state[h][i] = r->from_state ? load_d(r->from_state + i * r->stride + at) : all_d(0.0);
        for (int t = 0; t < TURNOVERS; t++)
            slow[t].part[h] = load_d((r->from_slow ? r->from_slow : first) + t * r->stride + at);
    }
    for (int t = 0; t < 2 * TURNOVERS; t++) errors[t] = all(0.0);
    for (int64_t i = 0; i < r->slots; i++) room->in_slot[i] = -1;
    for (int64_t b = r->first_block; b < r->last_block; b++) {
        const int64_t which = r->kind_of[b], place = which % r->slots;
        struct kind k;
        memcpy(&k, r->kind_numbers + which * KIND_NUMBERS, sizeof k);
        if (k.bound != bound) {
            bound = k.bound;
            for (int i = 0; i < CONSTS; i++)
                c[i] = take(r->consts + (bound * CONSTS + i) * r->stride + lane);
        }
        const v length = take_from(r->length_h + b * r->columns, lane, shared);
        const struct slot slot = slot_of(room, place);
        if (room->in_slot[place] != which) {
            prepare(r, b, &k, lane, room, slot);
            room->in_slot[place] = which;
        }
        const int64_t before = setting;
        while (setting < r->settings && r->set_at[setting] == b) setting++;
        for (int h = 0; h < PARTS; h++) {
            const int64_t at = lane + h * LANES_D;
            if (r->resets[b]) reset(r, b, h, at, state[h], slow);
            for (int64_t s = before; s < setting; s++) settle(r, s, h, at, state[h], slow);
            enter(r, b, at, state[h], from[h]);
            advance(slot.steps + h * STEP_CELLS, from[h], state[h]);
            /* What has all but gone is 0: numbers near the smallest are slow to add. */
            for (int i = 0; i < COMPARTMENTS; i++)
                state[h][i] = pick_d(lt_d(state[h][i], all_d(NEARLY_NOTHING)), all_d(0.0), state[h][i]);
        }
        for (int i = 0; i < STATES; i++) {
            wide both_parts;
            for (int h = 0; h < PARTS; h++) both_parts.part[h] = from[h][i];
            begin[i] = narrow(both_parts);
        }
        look(slot.looks, begin, (int)k.reduces, x);
        for (int t = 0; t < TURNOVERS; t++) a[t][0] = narrow(slow[t]);
        turn(r, b, c, slot, length, x, a, kept, slow, errors, room);
        if (r->read_first[b] < r->read_first[b + 1])
            read_block(r, b, lane, &k, c, slot.looks, begin, a, room, &zero);
        if (k.reduces)
            reduce_all(r, lane, c, slot.looks, begin, x, a, kept,
                       room->shown + room->shown_at[b] * OUTPUTS * KINDS_OF_REDUCTION);
    }
    if (r->windows) combine(r, lane, room, &zero);
    give(r->zero + lane, zero);
    for (int t = 0; t < 2 * TURNOVERS; t++) give(r->errors + t * r->stride + lane, errors[t]);
    for (int h = 0; h < PARTS; h++) {
        const int64_t at = lane + h * LANES_D;
        for (int i = 0; i < COMPARTMENTS; i++) store_d(r->to_state + i * r->stride + at, state[h][i]);
        for (int t = 0; t < TURNOVERS; t++) store_d(r->to_slow + t * r->stride + at, slow[t].part[h]);
    }
}

/* All patients; 1 where there is no memory for it. */
int64_t follow(const struct course *r) {
    struct room room;
    int64_t shown = 0, total = 0;
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
    const int64_t looks = looks_size(r->most_offsets);
    room.slot_size = PARTS * (STEP_CELLS + FILTERS) + looks;
    /* In vectors, those of `d` before those of `v`: both have the same size. */
    const int64_t sizes[] = {
        r->slots * room.slot_size, (r->most_halvings + 1) * STEP_CELLS, r->most_terms * STATES,
        RATE_CELLS, STEP_CELLS, PARTS == 1 ? 0 : PARTS * looks,
        LOOPED * r->ring * PLACES, LOOPED * r->ring,
        (shown + 1) * OUTPUTS * KINDS_OF_REDUCTION,
    };
    d **of_doubles[] = {&room.slots, &room.halves, &room.terms, &room.rate_cells, &room.spare,
                        &room.made};
    v **of_formulas[] = {&room.history, &room.history_start, &room.shown};
    for (int i = 0; i < 9; i++) total += sizes[i] + 1;
    double *memory = malloc((size_t)(total + 1) * sizeof(d));
    real *singles = PARTS == 1 ? 0 : malloc((size_t)r->table_size * sizeof(real));
    if (!memory || (PARTS > 1 && !singles)) {
        free(memory);
        free(singles);
        free(places);
        return 1;
    }
    d *next = (d *)(((uintptr_t)memory + sizeof(d) - 1) / sizeof(d) * sizeof(d));
    for (int i = 0; i < 9; i++) {
        if (i < 6)
            *of_doubles[i] = next;
        else
            *of_formulas[i - 6] = (v *)next;
        next += sizes[i];
    }
    memset(room.made, 0, (size_t)sizes[5] * sizeof(d));
    for (int64_t i = 0; PARTS > 1 && i < r->table_size; i++) singles[i] = (real)r->table[i];
    room.table = PARTS == 1 ? (const real *)r->table : singles;
    for (int64_t i = 0; i < (shown + 1) * OUTPUTS * KINDS_OF_REDUCTION; i++)
        room.shown[i] = all(0.0);
    for (int64_t lane = 0; lane < r->n; lane += LANES) walk(r, lane, &room);
    free(memory);
    free(singles);
    free(places);
    return 0;
}
