// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune doctor: what holds this host's networking back.
#include "nqtune/doctor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/parse.h"
#include "nqtune/session.h"
#include "command.h"
#include "doctor.h"

#define SECONDS 3
#define SECONDS_MAX 3600

struct doctor_request {
	bool list;
};

static const struct option_row rows[] = {
	{ "list", 0, NULL, "print the rules: what each looks for, why, and who says so" },
	{ NULL, 0, NULL, NULL },
};

static int take(struct session *s, const struct option_row *row, const char *value, void *data)
{
	struct doctor_request *rq = data;

	rq->list = true;
	return 0;
}

/* What it could not see is told: silence about it would pass for health. */
static void say_unseen(const struct session *s, const struct checkup *c)
{
	if (!c->h->nat.known && files_live(s->sys.files))
		complain(0, "the firewall was not looked at: %s",
			 c->h->nat.unknown_why ? c->h->nat.unknown_why : "it cannot be read");
}

static int tell(struct session *s, const struct checkup *c, const struct finding *v, size_t n)
{
	int status = STATUS_OK;

	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].severity, "info"))
			status = STATUS_DRIFT;
	if (s->json)
		print_json(json_checkup(c, v, n, s->arena));
	else
		view_checkup(stdout, &s->style, c, v, n, s->arena);
	say_unseen(s, c);
	return status;
}

static int list_rules(struct session *s)
{
	if (s->json)
		print_json(json_rules(doctor_rules));
	else
		view_rules(stdout, &s->style, doctor_rules, s->arena);
	return STATUS_OK;
}

static int run_doctor(struct session *s, int argc, char **argv)
{
	const struct doctor_request *rq = s->request;
	uint64_t seconds = SECONDS;
	struct finding *v;
	struct checkup c;
	size_t n;
	int r;

	if (rq->list)
		return argc ? misused(s, "doctor --list takes no words") : list_rules(s);
	if (argc && meant_as_number(argv[0])) {
		if (parse_u64(argv[0], SECONDS_MAX, &seconds))
			return misused(s, "doctor takes seconds, from 0 to %d, not '%.40s'", SECONDS_MAX,
				       argv[0]);
		argc--;
		argv++;
	}
	r = doctor_read(s, (const char *const *)argv, (size_t)argc, (unsigned)seconds, &c);
	if (r)
		return r == -EINTR ? STATUS_OK : r;
	n = doctor_examine(&c, &v, s->arena);
	return tell(s, &c, v, n);
}

const struct command cmd_doctor = {
	.name = "doctor",
	.arguments = "[SEC] [IFACE...]",
	.summary = "what holds this host's networking back, why, and what to do",
	.details = "Counts for SEC seconds (3; to 3600; 0: what was counted since boot), looks at the interfaces\n"
		   "named and what carries them, or at all, and at the host, and tells what is amiss: what is\n"
		   "bad first, then warnings, then notes. Changes nothing. With -v each says why it matters;\n"
		   "with -q only what is bad is told. Exits with 3 if there is anything but notes.\n",
	.options = rows,
	.take = take,
	.request_size = sizeof(struct doctor_request),
	.run = run_doctor,
};
