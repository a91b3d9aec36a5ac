/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct arena;

/* Bytes as "6d:5a:00". Arena text. */
const char *hexbytes_text(struct arena *a, const uint8_t *v, size_t n);
/* And back, two digits a byte, 1 byte or more; arena bytes. -EINVAL. */
int hexbytes_parse(struct arena *a, const char *text, uint8_t **v, size_t *n);
