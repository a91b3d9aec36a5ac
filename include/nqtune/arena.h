/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdarg.h>
#include <stddef.h>

/*
 * One run of nqtune reads a machine once and exits, so everything that describes
 * the machine lives in one arena and is freed together. Nothing in an arena is
 * freed alone.
 */
struct arena;

/* Called when memory runs out; must not return. */
typedef void (*arena_oom_fn)(void);

/*
 * A new empty arena. oom may be NULL: then it is the first that was given to any, else abort(). Never
 * returns NULL.
 */
struct arena *arena_new(arena_oom_fn oom);
/* All that was made from it goes, too; NULL is fine. */
void arena_free(struct arena *a);

/* What there was no memory for by other means ends the program as well. */
_Noreturn void arena_exhausted(struct arena *a);

/* Zeroed memory of size bytes, aligned for any type; never NULL. */
void *arena_alloc(struct arena *a, size_t size);

/* As arena_alloc() for n objects of size bytes; an overflow counts as out of memory. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* Text in the arena, terminated, never NULL: a copy, of n bytes at most; as printf has it. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0), nonnull(2)));

/* One more item of a list in words: "a, b" and "c" -> "a, b, c"; the first one behind "". */
const char *arena_list(struct arena *a, const char *list, const char *item);

/*
 * Room for one more element in an array of n that was grown by this function
 * only: returns the array, moved when it had to grow (n is 0 or a power of two).
 * arr may be NULL when n is 0.
 */
void *arena_grow(struct arena *a, void *arr, size_t n, size_t size);

/* Appends an uninitialised (zeroed) element to (arr, n) and evaluates to its address. */
#define arena_push(a, arr, n) \
	((arr) = arena_grow((a), (arr), (n), sizeof(*(arr))), &(arr)[(n)++])
