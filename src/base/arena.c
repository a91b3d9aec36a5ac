// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nqtune/arena.h"

#define ARENA_CHUNK (64 * 1024)
#define ARENA_ALIGN _Alignof(max_align_t)

/* The sanitizer sees the end of a piece only where that is the end of what malloc() gave. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PIECES_APART 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define PIECES_APART 1
#endif
#ifndef PIECES_APART
#define PIECES_APART 0
#endif

struct chunk {
	struct chunk *next;
	size_t used;
	size_t size;
	_Alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *chunks;
	arena_oom_fn oom;
};

/* Small arenas that live for a moment have none of their own: the program's, once it has said one. */
static arena_oom_fn programs_oom;

static _Noreturn void out_of_memory(arena_oom_fn oom)
{
	if (oom)
		oom();
	if (programs_oom)
		programs_oom();
	abort();
}

struct arena *arena_new(arena_oom_fn oom)
{
	struct arena *a;

	if (oom && !programs_oom)
		programs_oom = oom;
	a = calloc(1, sizeof(*a));
	if (!a)
		out_of_memory(oom);
	a->oom = oom;
	return a;
}

void arena_exhausted(struct arena *a)
{
	out_of_memory(a->oom);
}

void arena_free(struct arena *a)
{
	struct chunk *c, *next;

	if (!a)
		return;
	for (c = a->chunks; c; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

static struct chunk *chunk_new(struct arena *a, size_t size)
{
	struct chunk *c;

	if (size > SIZE_MAX - sizeof(*c))
		out_of_memory(a->oom);
	c = calloc(1, sizeof(*c) + size);
	if (!c)
		out_of_memory(a->oom);
	c->size = size;
	return c;
}

/* A large piece gets a chunk of its own, behind the one still being filled. */
static void *alloc_large(struct arena *a, size_t size)
{
	struct chunk *c = chunk_new(a, size);

	c->used = size;
	if (a->chunks) {
		c->next = a->chunks->next;
		a->chunks->next = c;
	} else {
		a->chunks = c;
	}
	return c->data;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct chunk *c = a->chunks;
	void *p;

	if (size > SIZE_MAX - ARENA_ALIGN)
		out_of_memory(a->oom);
	if (PIECES_APART)
		return alloc_large(a, size);
	size = (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
	if (size > ARENA_CHUNK / 4)
		return alloc_large(a, size);
	if (!c || c->size - c->used < size) {
		c = chunk_new(a, ARENA_CHUNK);
		c->next = a->chunks;
		a->chunks = c;
	}
	p = c->data + c->used;
	c->used += size;
	return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		out_of_memory(a->oom);
	return arena_alloc(a, n * size);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return arena_strdup(a, "");
	text = arena_alloc(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return text;
}

const char *arena_list(struct arena *a, const char *list, const char *item)
{
	return *list ? arena_printf(a, "%s, %s", list, item) : item;
}

void *arena_grow(struct arena *a, void *arr, size_t n, size_t size)
{
	void *bigger;

	if (n && (n & (n - 1)))
		return arr;
	bigger = arena_array(a, n ? n * 2 : 1, size);
	if (n)
		memcpy(bigger, arr, n * size);
	return bigger;
}
