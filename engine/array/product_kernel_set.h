/*
** product_kernel_set.h - the kernels of product_kernel.h for one instruction
** set; product_kernel.c includes it once for each. Given: WIDTH, how many doubles
** a register holds, and IN_SET(name), what 'name' is called in this set.
*/
#define vec       IN_SET(vec)
#define pack      IN_SET(pack)
#define order     IN_SET(order)
#define get       IN_SET(get)
#define get_part  IN_SET(get_part)
#define put       IN_SET(put)
#define put_part  IN_SET(put_part)

typedef double vec __attribute__((vector_size(WIDTH * 8)));
typedef long long order __attribute__((vector_size(WIDTH * 8)));

/* One in memory, at any multiple of 8 bytes. */
typedef double pack __attribute__((vector_size(WIDTH * 8), aligned(8), may_alias));


static inline vec get (const double *p) {
  return *(const pack *)p;
}


static inline void put (double *p, vec v) {
  *(pack *)p = v;
}


static inline void put_part (double *p, vec v, size_t n) {
  for (size_t k = 0; k < WIDTH && k < n; k++)
    p[k] = v[k];
}


/* The first n < WIDTH doubles at p, which may be all there are; then zeros. */
static inline vec get_part (const double *p, size_t n) {
#if WIDTH == 8
  return (vec)_mm512_maskz_loadu_pd((__mmask8)((1u << n) - 1), p);
#elif WIDTH == 4
  static const long long mask[8] = {-1, -1, -1, -1, 0, 0, 0, 0};
  return (vec)_mm256_maskload_pd(p, _mm256_loadu_si256(
                                        (const __m256i *)(mask + 4 - n)));
#else
  return (vec){n > 0 ? p[0] : 0, 0};
#endif
}


/*
** Rows: as many at once as a register holds; a lane of order.h is a place in
** registers, and the folds of all rows are done together.
*/
#if WIDTH == 8

#define EACH_ROW(X)  X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)
#define SUMS         s0, s1, s2, s3, s4, s5, s6, s7

#define BEGIN(r)     vec s##r = {0};
#define ADD(r)       s##r += get(x + r * stride + k) * y0;
#define ADD_PART(r)  s##r += get_part(x + r * stride + k, left) * y0;

#define PUT_AT(y, k)       vec y0 = get(y + k);
#define PUT_PART(y, k, m)  vec y0 = get_part(y + k, m);

/* Lane j and lane j + 4, then j + 2, then j + 1, of two rows at a time. */
#define fold      IN_SET(fold)
static inline vec fold (vec a, vec b, vec c, vec d, vec e, vec f, vec g, vec h) {
  const order low = {0, 1, 2, 3, 8, 9, 10, 11}, high = {4, 5, 6, 7, 12, 13, 14, 15},
              first = {0, 1, 4, 5, 8, 9, 12, 13}, second = {2, 3, 6, 7, 10, 11, 14, 15},
              even = {0, 2, 4, 6, 8, 10, 12, 14}, odd = {1, 3, 5, 7, 9, 11, 13, 15};
  a = __builtin_shuffle(a, b, low) + __builtin_shuffle(a, b, high);
  c = __builtin_shuffle(c, d, low) + __builtin_shuffle(c, d, high);
  e = __builtin_shuffle(e, f, low) + __builtin_shuffle(e, f, high);
  g = __builtin_shuffle(g, h, low) + __builtin_shuffle(g, h, high);
  a = __builtin_shuffle(a, c, first) + __builtin_shuffle(a, c, second);
  e = __builtin_shuffle(e, g, first) + __builtin_shuffle(e, g, second);
  return __builtin_shuffle(a, e, even) + __builtin_shuffle(a, e, odd);
}
#define FOLD      fold(SUMS)

#elif WIDTH == 4

#define EACH_ROW(X)  X(0) X(1) X(2) X(3)

#define BEGIN(r)     vec s##r = {0}, t##r = {0};
#define ADD(r) \
  s##r += get(x + r * stride + k) * y0; \
  t##r += get(x + r * stride + k + 4) * y1;
#define ADD_PART(r) \
  s##r += get_part(x + r * stride + k, left < 4 ? left : 4) * y0; \
  t##r += get_part(x + r * stride + k + 4, left < 4 ? 0 : left - 4) * y1;

#define PUT_AT(y, k)       vec y0 = get(y + k), y1 = get(y + k + 4);
#define PUT_PART(y, k, m) \
  vec y0 = get_part(y + k, m < 4 ? m : 4), \
      y1 = get_part(y + k + 4, m < 4 ? 0 : m - 4);

#define fold      IN_SET(fold)
static inline vec fold (vec a, vec b, vec c, vec d) {
  const order low = {0, 1, 4, 5}, high = {2, 3, 6, 7},
              even = {0, 2, 4, 6}, odd = {1, 3, 5, 7};
  a = __builtin_shuffle(a, b, low) + __builtin_shuffle(a, b, high);
  c = __builtin_shuffle(c, d, low) + __builtin_shuffle(c, d, high);
  return __builtin_shuffle(a, c, even) + __builtin_shuffle(a, c, odd);
}
#define FOLD      fold(s0 + t0, s1 + t1, s2 + t2, s3 + t3)

#else

#define EACH_ROW(X)  X(0) X(1)

#define BEGIN(r)     vec s##r = {0}, t##r = {0}, u##r = {0}, v##r = {0};
#define ADD(r) \
  s##r += get(x + r * stride + k) * y0; \
  t##r += get(x + r * stride + k + 2) * y1; \
  u##r += get(x + r * stride + k + 4) * y2; \
  v##r += get(x + r * stride + k + 6) * y3;
#define part      IN_SET(part)
static inline vec part (const double *p, size_t m, size_t at) {
  return m >= at + 2 ? get(p + at) : get_part(p + at, m > at);
}
#define ADD_PART(r) \
  s##r += part(x + r * stride + k, left, 0) * y0; \
  t##r += part(x + r * stride + k, left, 2) * y1; \
  u##r += part(x + r * stride + k, left, 4) * y2; \
  v##r += part(x + r * stride + k, left, 6) * y3;

#define PUT_AT(y, k) \
  vec y0 = get(y + k), y1 = get(y + k + 2), y2 = get(y + k + 4), \
      y3 = get(y + k + 6);
#define PUT_PART(y, k, m) \
  vec y0 = part(y + k, m, 0), y1 = part(y + k, m, 2), y2 = part(y + k, m, 4), \
      y3 = part(y + k, m, 6);

#define fold      IN_SET(fold)
static inline vec fold (vec a, vec b) {
  const order even = {0, 2}, odd = {1, 3};
  return __builtin_shuffle(a, b, even) + __builtin_shuffle(a, b, odd);
}
#define FOLD      fold((s0 + u0) + (t0 + v0), (s1 + u1) + (t1 + v1))

#endif

#define some_rows  IN_SET(some_rows)

/* WIDTH rows. */
static inline vec some_rows (const double *x, size_t stride, const double *y,
                             size_t n) {
  size_t k = 0, left = n % GDL_LANES;
  EACH_ROW(BEGIN)
  for (; k < n - left; k += GDL_LANES) {
    PUT_AT(y, k)
    EACH_ROW(ADD)
  }
  if (left > 0) {
    PUT_PART(y, k, left)
    EACH_ROW(ADD_PART)
  }
  return FOLD;
}


/* Those left over are read as if they were WIDTH: one row again and again. */
static void IN_SET(rows) (const double *x, size_t stride, size_t rows,
                          const double *y, size_t n, double *out) {
  for (; rows >= WIDTH; rows -= WIDTH, x += WIDTH * stride, out += WIDTH)
    put(out, some_rows(x, stride, y, n));
  for (; rows > 0; rows--, x += stride)
    *out++ = some_rows(x, 0, y, n)[0];
}


/*
** Columns: a lane is a register, or up to MOST of them side by side; its places
** are columns.
*/
#if WIDTH == 8
#define MOST  3
#else
#define MOST  1
#endif

#define EIGHT(X)  X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)

#define FOLD_EIGHT(s) \
  (((s##0 + s##4) + (s##2 + s##6)) + ((s##1 + s##5) + (s##3 + s##7)))

#define BEGIN_LANE(r) \
  vec s##r = {0}, t##r = {0}, u##r = {0}; \
  if (lane != NULL) { \
    s##r = get(lane[r]); \
    if (count > 1) t##r = get(lane[r] + WIDTH); \
    if (count > 2) u##r = get(lane[r] + 2 * WIDTH); \
  }

#define END_LANE(r) \
  put(lane[r], s##r); \
  if (count > 1) put(lane[r] + WIDTH, t##r); \
  if (count > 2) put(lane[r] + 2 * WIDTH, u##r);

/* Register k of a row at p: of the last one there are 'last' columns only. */
#define PLACES(p, k) \
  (k + 1 == count && last < WIDTH ? get_part(p + k * WIDTH, last) \
                                  : get(p + k * WIDTH))

#define ADD_LANE(r) { \
  const double *p = x + r * stride; \
  double w = weight != NULL ? weight[r] : 1.0;  /* times 1 changes nothing */ \
  s##r += w * PLACES(p, 0); \
  if (count > 1) t##r += w * PLACES(p, 1); \
  if (count > 2) u##r += w * PLACES(p, 2); \
}
#define LAST_LANE(r)  if (n > r) ADD_LANE(r)

#define PUT_PLACES(k, v) \
  if (k + 1 == count && last < WIDTH) \
    put_part(out + k * WIDTH, v, last); \
  else if (k < count) \
    put(out + k * WIDTH, v);

#define some_columns  IN_SET(some_columns)

/* 'count', and whether there are weights and lanes and whether 'last' is WIDTH,
** are known where it is called. */
static inline __attribute__((always_inline)) void
some_columns (const double *x, size_t stride, size_t n, size_t count,
              size_t last, const double *weight, double (*lane)[GDL_STRIP],
              double *out) {
  EIGHT(BEGIN_LANE)
  for (; n >= GDL_LANES; n -= GDL_LANES, x += GDL_LANES * stride) {
    EIGHT(ADD_LANE)
    if (weight != NULL)
      weight += GDL_LANES;
  }
  EIGHT(LAST_LANE)
  if (lane != NULL) {
    EIGHT(END_LANE)
    return;
  }
  PUT_PLACES(0, FOLD_EIGHT(s))
  PUT_PLACES(1, FOLD_EIGHT(t))
  PUT_PLACES(2, FOLD_EIGHT(u))
}


#define few_columns  IN_SET(few_columns)

static inline __attribute__((always_inline)) void
few_columns (const double *x, size_t stride, size_t n, size_t count,
             size_t last, const double *weight, double (*lane)[GDL_STRIP],
             double *out) {
  if (last == WIDTH && weight != NULL)
    some_columns(x, stride, n, count, WIDTH, weight, lane, out);
  else if (last == WIDTH)
    some_columns(x, stride, n, count, WIDTH, NULL, lane, out);
  else if (weight != NULL)
    some_columns(x, stride, n, count, last, weight, lane, out);
  else
    some_columns(x, stride, n, count, last, NULL, lane, out);
}


static void IN_SET(columns) (const double *x, size_t stride, size_t n,
                             size_t cols, const double *weight,
                             double (*lane)[GDL_STRIP], double *out) {
  for (size_t j = 0, places; j < cols; j += places) {
    places = cols - j < MOST * WIDTH ? cols - j : MOST * WIDTH;
    size_t last = (places - 1) % WIDTH + 1,
           count = MOST == 1 ? 1 : (places - 1) / WIDTH + 1;
    if (lane != NULL) {
      double (*at)[GDL_STRIP] = (double (*)[GDL_STRIP])(lane[0] + j);
      switch (count) {
        case 1: few_columns(x + j, stride, n, 1, last, weight, at, NULL); break;
        case 2: few_columns(x + j, stride, n, 2, last, weight, at, NULL); break;
        default: few_columns(x + j, stride, n, 3, last, weight, at, NULL);
      }
    }
    else
      switch (count) {
        case 1: few_columns(x + j, stride, n, 1, last, weight, NULL, out + j); break;
        case 2: few_columns(x + j, stride, n, 2, last, weight, NULL, out + j); break;
        default: few_columns(x + j, stride, n, 3, last, weight, NULL, out + j);
      }
  }
}


/*
** Blocks: likewise.
*/
#define BEGIN_ONE(k)  vec s##k = {0};
#define ADD_ONE(k)    s##k += a[k * a_step] * get(b + k * b_row);
#define LAST_ONE(k)   if (n > k) { ADD_ONE(k) }

#define BEGIN_THREE(k)  vec s##k = {0}, t##k = {0}, u##k = {0};
#define ADD_THREE(k) { \
  vec v = get(b + k * b_row); \
  s##k += a[k * a_step] * v; \
  t##k += a[a_row + k * a_step] * v; \
  u##k += a[2 * a_row + k * a_step] * v; \
}
#define LAST_THREE(k)   if (n > k) ADD_THREE(k)

#define one_row   IN_SET(one_row)
#define three_rows  IN_SET(three_rows)

static inline void one_row (const double *a, size_t a_step, const double *b,
                            size_t b_row, size_t n, double *out) {
  EIGHT(BEGIN_ONE)
  for (; n >= GDL_LANES; n -= GDL_LANES, a += GDL_LANES * a_step,
                         b += GDL_LANES * b_row) {
    EIGHT(ADD_ONE)
  }
  EIGHT(LAST_ONE)
  put(out, FOLD_EIGHT(s));
}


#if WIDTH == 8    /* there are registers enough for three rows */

static inline void three_rows (const double *a, size_t a_row, size_t a_step,
                               const double *b, size_t b_row, size_t n,
                               double *out, size_t out_row) {
  EIGHT(BEGIN_THREE)
  for (; n >= GDL_LANES; n -= GDL_LANES, a += GDL_LANES * a_step,
                         b += GDL_LANES * b_row) {
    EIGHT(ADD_THREE)
  }
  EIGHT(LAST_THREE)
  put(out, FOLD_EIGHT(s));
  put(out + out_row, FOLD_EIGHT(t));
  put(out + 2 * out_row, FOLD_EIGHT(u));
}

#endif


static void IN_SET(block) (const double *a, size_t a_row, size_t a_step,
                           size_t rows, const double *b, size_t b_row,
                           size_t n, double *out, size_t out_row) {
#if WIDTH == 8
  for (; rows >= 3; rows -= 3, a += 3 * a_row, out += 3 * out_row)
    three_rows(a, a_row, a_step, b, b_row, n, out, out_row);
#endif
  for (; rows > 0; rows--, a += a_row, out += out_row)
    one_row(a, a_step, b, b_row, n, out);
}


#undef vec
#undef pack
#undef order
#undef get
#undef get_part
#undef put
#undef put_part
#undef EACH_ROW
#undef SUMS
#undef BEGIN
#undef ADD
#undef ADD_PART
#undef PUT_AT
#undef PUT_PART
#undef part
#undef fold
#undef FOLD
#undef some_rows
#undef MOST
#undef BEGIN_LANE
#undef LAST_LANE
#undef END_LANE
#undef PUT_PLACES
#undef PLACES
#undef ADD_LANE
#undef some_columns
#undef few_columns
#undef EIGHT
#undef FOLD_EIGHT
#undef BEGIN_ONE
#undef ADD_ONE
#undef LAST_ONE
#undef BEGIN_THREE
#undef ADD_THREE
#undef LAST_THREE
#undef one_row
#undef three_rows
