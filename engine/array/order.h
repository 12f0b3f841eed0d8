/*
** order.h - the order in which sums are taken
** Written down once; everything that adds numbers follows it, so that a sum
** has the same bits in every tier, for any number of threads.
**
**  - A sum over n terms is cut into chunks of GDL_CHUNK terms. No terms: 0.
**  - In a chunk, term i is added to lane i % GDL_LANES, lanes starting at 0.
**  - The lanes are folded by halves: lane j += lane j + 4, then + 2, then + 1.
**  - Chunk sums are combined pairwise by index: as a binary counter adds
**    ((c0 + c1) + (c2 + c3)) + ..., the rest from the smallest upwards.
**
** A sum down the columns of a matrix is such a sum per column, its terms the
** rows. An inner product is such a sum, its terms the products; every element
** of a matrix product is an inner product, so that a:dot(b), A:matmul(b) and
** A:matmul(B) agree bit for bit, whatever the shapes.
**
** Smallest and largest do not depend on the order, but for the sign of a zero
** where zeros of both signs are the extreme: there, elements are compared in
** an order that is fixed, too, but not promised.
**
** No multiplication is fused with an addition (build with -ffp-contract=off).
*/
#ifndef GDL_ARRAY_ORDER_H
#define GDL_ARRAY_ORDER_H

#define GDL_LANES 8
#define GDL_CHUNK 2048

#endif
