/*
** sets.h - includes the file SET_FILE once for each instruction set, with WIDTH,
** how many doubles a vector has, and IN_SET(name), the set's name for a name.
** The sets have the names of array/kernel.h.
*/

#define WIDTH  2
#define IN_SET(name)  name##_sse2
#include SET_FILE
#undef WIDTH
#undef IN_SET

#if defined(__x86_64__)

#pragma GCC push_options
#pragma GCC target("avx2")
#define WIDTH  4
#define IN_SET(name)  name##_avx2
#include SET_FILE
#undef WIDTH
#undef IN_SET
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f")
#define WIDTH  8
#define IN_SET(name)  name##_avx512
#include SET_FILE
#undef WIDTH
#undef IN_SET
#pragma GCC pop_options

#endif

#undef SET_FILE
