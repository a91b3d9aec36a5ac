/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

struct counting;
struct watch_request;

/* On the whole terminal, until q or a signal. An exit status; -ENOTTY (said why) when this terminal cannot do it. */
int watch_on_screen(struct counting *c, const struct watch_request *rq);
