/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

struct knob;

extern const struct knob knob_coalesce, knob_rss, knob_ring, knob_channels;
