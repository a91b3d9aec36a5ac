/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "nqtune/knob.h"

struct err;

/* ethtool's short names of features and groups of features, for --help. */
extern const struct knob_word offload_words[];
/* knob->order() of features: by the kernel's name, by ethtool's short and long ones. Pure. */
int offload_order(const struct knob_order *o, struct changes *out, size_t *already,
		  struct err *e);
