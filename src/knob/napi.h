/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/knob.h"

/* The rows: of the interface, of one rx queue's NAPI, of a thread, of the host. */
enum napi_row {
	NAPI_THREADED,
	NAPI_GRO_FLUSH,
	NAPI_DEFER,
	NAPI_RX_THREADS,
	NAPI_RX_THREADED,
	NAPI_RX_GRO_FLUSH,
	NAPI_RX_DEFER,
	NAPI_RX_SUSPEND,
	NAPI_THREADS,
	NAPI_HOST,		/* the first of the host's */
};
extern const struct knob_attr napi_attrs[];

struct netdev_map;
struct netdev_napi;
/* The NAPI that serves an rx queue, where the kernel says so; else NULL. */
const struct netdev_napi *napi_of_queue(const struct netdev_map *map, unsigned queue);
/* What a NAPI's own setting is now. */
struct value napi_value(const struct netdev_napi *napi, enum napi_row row);

/* The knob's functions; as in struct knob. */
int napi_order(const struct knob_order *o, struct changes *out, size_t *already, struct err *e);
int napi_set(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
	     struct err *e);
int napi_get(struct sys *s, const struct change *c, size_t n, struct arena *a, struct value *out,
	     struct err *e);
const char *napi_shell(struct arena *a, const struct change *c);
