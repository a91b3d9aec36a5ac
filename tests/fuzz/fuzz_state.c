// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as the files that nqtune remembers in below /run: what it cannot use it says, and
// whatever it says it remembers can be saved and read again.
#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nqtune/plan.h"
#include "nqtune/tuned.h"
#include "nqtune/kept.h"
#include "nqtune/session.h"
#include "../../src/run/state.h"
#include "knobhost.h"
#include "nqtune/err.h"
#include "nqtune/knob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char root[] = "/tmp/nqtune-fuzz-state-XXXXXX";

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static void remove_root(void)
{
	static const char *const names[] = { "run/nqtune/auto.json", "run/nqtune/kept.json",
					     "run/nqtune", "run", "sys", "" };
	char path[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, names[i]);
		remove(path);
	}
}

static void make_root(void)
{
	static const char *const dirs[] = { "sys", "run", "run/nqtune" };
	char path[128];

	demand(mkdtemp(root));
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", root, dirs[i]);
		demand(!mkdir(path, 0755));
	}
	atexit(remove_root);
}

static void save(const char *name, const uint8_t *data, size_t size)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/run/nqtune/%s", root, name);
	f = fopen(path, "w");
	demand(f && fwrite(data, 1, size, f) == size && !fclose(f));
}

static bool same(const struct wish *a, const struct wish *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i].name, b->v[i].name) || a->v[i].weight != b->v[i].weight ||
		    a->v[i].smt != b->v[i].smt || !a->v[i].reserve != !b->v[i].reserve)
			return false;
	return true;
}

static void tuned(struct session *s, const struct host *h)
{
	struct wish was, is;
	struct err e;

	was = tuned_load(s, h, &e);
	demand(memchr(e.text, '\0', sizeof(e.text)) && (!*e.text || !was.n));
	if (!was.n)
		return;
	demand(!tuned_save(s, &was, &e));
	is = tuned_load(s, h, &e);
	demand(!*e.text && same(&was, &is));
}

/* A change is dropped, or stays as it is. */
static void kept(struct session *s, const struct host *h)
{
	struct change c = {
		.iface = "eth0", .knob = &knob_rps, .attr = attr_rps_cpus, .target = "rx-0",
		.old = { .kind = VALUE_NUMBER, .number = 3 },
		.new = { .kind = VALUE_NUMBER, .number = 50 },
	};

	demand(kept_filter(s, h, &c, 1) <= 1);
	demand(c.old.number == 3 && c.new.number == 50);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session s = { .sysroot = root };
	struct err e;

	if (*root && access(root, F_OK))
		make_root();
	s.arena = arena_new(NULL);
	demand(!sys_open(&s.sys, root, &e));
	save("auto.json", data, size);
	save("kept.json", data, size);
	tuned(&s, kh_new(s.arena));
	kept(&s, kh_new(s.arena));
	sys_close(&s.sys);
	arena_free(s.arena);
	return 0;
}
