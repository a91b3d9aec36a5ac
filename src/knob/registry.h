/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

struct knob;

extern const struct knob knob_coalesce, knob_rss, knob_ring, knob_channels;
extern const struct knob knob_pause, knob_offload;
extern const struct knob knob_rfs, knob_bql, knob_napi;
extern const struct knob knob_ntuple;
