/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/knob.h"

struct err;

/* What the index of a reading, and of its change, says of a feature. */
enum offload_state {
	FEATURE_SETTLED,	/* what is active is what is wanted */
	FEATURE_IN_VAIN,	/* the opposite is wanted, but something stands against it */
	FEATURE_WANTED,		/* of a change: it is about what is wanted, not about what is active */
};

/* ethtool's short names of features and groups of features, for --help. */
extern const struct knob_word offload_words[];
/* On for off, off for on. */
struct value offload_other(const struct value *v);
/* knob->order() of features: by the kernel's name, by ethtool's short and long ones. Pure. */
int offload_order(const struct knob_order *o, struct changes *out, size_t *already,
		  struct err *e);
