// SPDX-License-Identifier: GPL-2.0-or-later
// Flow rules: the NIC sends chosen flows to a queue, or drops them.
#include "ntuple.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <stdio.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/err.h"
#include "nqtune/ethioctl.h"
#include "nqtune/ethrules.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "readings.h"
#include "registry.h"

#define FEATURE "rx-ntuple-filter"

const struct knob_attr ntuple_rows[NTUPLE_NROWS] = {
	[NTUPLE_RULES] = { .name = "rules", .kind = ATTR_WORD, .scope = SCOPE_NAMED,
			   .help = "flows and what becomes of them, by their place" },
	[NTUPLE_ROOM] = { .name = "room", .kind = ATTR_NUMBER, .scope = SCOPE_IFACE,
			  .unit = "rules", .read_only = true, .help = "how many the NIC can hold" },
	[NTUPLE_PICKS] = { .name = "picks", .kind = ATTR_WORD, .scope = SCOPE_IFACE,
			   .read_only = true, .help = "who picks the place of a new rule: user "
						      "(the lowest matching wins) or driver" },
	[NTUPLE_ACTIVE] = { .name = "active", .kind = ATTR_BOOL, .scope = SCOPE_IFACE,
			    .read_only = true, .help = "the feature " FEATURE ", see offload" },
};

static const struct knob_word words[] = {
	{ "add", 2, KNOB_WORDS_REST, "FLOW... queue N|drop [at N]",
	  "a rule: the flow, one of tcp4 udp4 sctp4 ah4 esp4 ip4, the same with 6, or ether; then "
	  "fields that must match, each with a value, such as src-ip, dst-port, vlan (all of them: "
	  "nqtune(8)); then what becomes of it" },
	{ "delete", 1, 1, "N", "the rule at this place" },
	{ NULL, 0, 0, NULL, NULL },
};

/* The feature that switches the rules; VALUE_NONE where it is not said. */
static struct knob_reading feature(struct sys *s, const char *ifname, struct arena *a)
{
	const struct nic nic = { .name = ifname };
	struct knob_readings r;
	struct err ignored;

	if (!knob_offload.read(&knob_offload, s, NULL, &nic, a, &r, &ignored))
		for (size_t i = 0; i < r.n; i++)
			if (!strcmp(r.v[i].target, FEATURE))
				return r.v[i];
	return (struct knob_reading){ 0 };
}

static struct value word(const char *text)
{
	return (struct value){ .kind = VALUE_WORD, .word = text };
}

static void add_rules(const struct ethrules *rules, struct arena *a, struct knob_readings *out)
{
	for (size_t i = 0; i < rules->n; i++) {
		uint32_t at = rules->v[i].location;

		readings_add(a, out, &ntuple_rows[NTUPLE_RULES], arena_printf(a, "rule %u", at),
			     at)->value = word(rule_text(a, &rules->v[i]));
	}
}

static int ntuple_read(const struct knob *k, struct sys *s, const struct host *h,
		       const struct nic *nic, struct arena *a, struct knob_readings *out,
		       struct err *e)
{
	struct knob_reading *room, *picks, *active;
	struct knob_reading switched = { 0 };
	struct ethrules rules = { 0 };
	int r = ethrules_get(s->answers, nic->name, a, &rules, e);

	*out = (struct knob_readings){ 0 };
	if (r && !ethread_absent(r))
		return r;
	if (r)
		rules = (struct ethrules){ 0 };
	room = readings_add(a, out, &ntuple_rows[NTUPLE_ROOM], "", 0);
	room->value = value_number((struct reading){ rules.room > 0, rules.room });
	picks = readings_add(a, out, &ntuple_rows[NTUPLE_PICKS], "", 0);
	if (!r)
		picks->value = word(rules.picks_location ? NTUPLE_BY_DRIVER : NTUPLE_BY_USER);
	active = readings_add(a, out, &ntuple_rows[NTUPLE_ACTIVE], "", 0);
	if (!r)
		switched = feature(s, nic->name, a);
	active->value = switched.value;
	active->fixed = switched.fixed;
	add_rules(&rules, a, out);
	return 0;
}

/* In the target's name, so that a change kept as text finds it again; NTUPLE_NEW has none. */
static uint32_t location_of(const struct change *c)
{
	unsigned at;

	return sscanf(c->target, "rule %u", &at) == 1 ? at : RX_CLS_LOC_ANY;
}

/* The rule that a change is about: what comes, or what goes. */
static const char *text_of(const struct change *c)
{
	return strcmp(c->new.word, NTUPLE_NONE) ? c->new.word : c->old.word;
}

/* Where the rule of these words is; RX_CLS_LOC_ANY = nowhere. */
static int find(struct sys *s, const char *ifname, const char *text, struct arena *a,
		bool *picks, uint32_t *at, struct err *e)
{
	struct ethrules rules;
	int r = ethrules_get(s->answers, ifname, a, &rules, e);

	*at = RX_CLS_LOC_ANY;
	*picks = !r && rules.picks_location;
	for (size_t i = 0; !r && i < rules.n && *at == RX_CLS_LOC_ANY; i++)
		if (!strcmp(rule_text(a, &rules.v[i]), text))
			*at = rules.v[i].location;
	return r;
}

/* Some drivers list rules, none, on a NIC that has none. */
static int explain(struct sys *s, const char *ifname, int code, struct arena *a, struct err *e)
{
	struct knob_reading active = feature(s, ifname, a);
	char driver[32] = "";
	struct err ignored;

	if (code != -EOPNOTSUPP)
		return code;
	if (ethioctl_driver(s->answers, ifname, driver, &ignored))
		strcpy(driver, "its driver");
	if (active.value.kind == VALUE_WORD && !strcmp(active.value.word, "off"))
		return err_set(e, code, "%s has no flow rules for this NIC (rss %s exclude keeps a "
			       "queue free of what is hashed)", driver, ifname);
	return err_set(e, code, "%s takes no rule of this form", driver);
}

static int insert(struct sys *s, const struct change *c, const char *text, struct arena *a,
		  struct err *e)
{
	struct ethtool_rx_flow_spec rule;
	struct err ignored;
	uint32_t at;
	bool picks;
	int code = rule_parse(a, text, &rule, e);

	if (code)
		return code;
	rule.location = location_of(c);
	code = ethrules_insert(s->answers, c->iface, &rule, e);
	/* Back to a place that the driver had picked: it may insist on picking one again. */
	if (code == -EINVAL && rule.location != RX_CLS_LOC_ANY && !strcmp(text, c->old.word) &&
	    !find(s, c->iface, text, a, &picks, &at, &ignored) && picks) {
		rule.location = RX_CLS_LOC_ANY;
		code = ethrules_insert(s->answers, c->iface, &rule, e);
	}
	return code ? explain(s, c->iface, code, a, e) : 0;
}

static int remove_rule(struct sys *s, const struct change *c, struct arena *a, struct err *e)
{
	uint32_t at = location_of(c);
	bool picks;
	int code = 0;

	if (at == RX_CLS_LOC_ANY)
		code = find(s, c->iface, text_of(c), a, &picks, &at, e);
	if (!code && at == RX_CLS_LOC_ANY)
		return err_set(e, -ENOENT, "there is no such rule");
	return code ? code : ethrules_remove(s->answers, c->iface, at, e);
}

static int ntuple_set(struct sys *s, const struct change *c, const struct value *const *v,
		      size_t n, struct err *e)
{
	struct arena *a;
	int code;

	if (v[0]->kind != VALUE_WORD || c->old.kind != VALUE_WORD || c->new.kind != VALUE_WORD)
		return err_set(e, -EINVAL, "no rule");
	a = arena_new(NULL);
	code = strcmp(v[0]->word, NTUPLE_NONE) ? insert(s, c, v[0]->word, a, e)
					       : remove_rule(s, c, a, e);
	arena_free(a);
	return code;
}

/* What is at the change's place. Where the driver picks places, a rule is the same in another. */
static int ntuple_get(struct sys *s, const struct change *c, size_t n, struct arena *a,
		      struct value *out, struct err *e)
{
	uint32_t at = location_of(c), found;
	struct ethtool_rx_flow_spec rule;
	bool picks;
	int code = at == RX_CLS_LOC_ANY ? -ENOENT
					: ethrules_one(s->answers, c->iface, at, &rule, e);

	if (!code) {
		*out = word(rule_text(a, &rule));
		return 0;
	}
	if (code != -ENOENT)
		return code;
	code = find(s, c->iface, text_of(c), a, &picks, &found, e);
	if (code)
		return code;
	if (at != RX_CLS_LOC_ANY && !picks)
		found = RX_CLS_LOC_ANY;
	*out = word(found != RX_CLS_LOC_ANY ? text_of(c) : NTUPLE_NONE);
	return 0;
}

static const char *ntuple_shell(struct arena *a, const struct change *c)
{
	const char *ifname = shell_word(a, c->iface);
	struct ethtool_rx_flow_spec rule;
	struct err ignored;
	uint32_t at = location_of(c);

	if (c->new.kind != VALUE_WORD)
		return "";
	if (!strcmp(c->new.word, NTUPLE_NONE))
		return at == RX_CLS_LOC_ANY ? ""
					    : arena_printf(a, "ethtool -N %s delete %u", ifname, at);
	if (rule_parse(a, c->new.word, &rule, &ignored))
		return "";
	if (at == RX_CLS_LOC_ANY)
		return arena_printf(a, "ethtool -N %s %s", ifname, rule_ethtool(a, &rule));
	return arena_printf(a, "ethtool -N %s %s loc %u", ifname, rule_ethtool(a, &rule), at);
}

const struct knob knob_ntuple = {
	.name = "ntuple",
	.summary = "flow rules: the NIC sends chosen flows to a queue, or drops them",
	.examples = (const char *const []){
		"ntuple eth0 add udp4 dst-port 53 queue 2",
		"ntuple eth0 add tcp4 src-ip 10.0.0.0/8 dst-port 80 drop at 3",
		"ntuple eth0 delete 3",
		NULL },
	.stage = 35,
	.settable = true,
	.singly = true,
	.ethtool = "-N",
	.attrs = ntuple_rows,
	.nattrs = NTUPLE_NROWS,
	.words = words,
	.read = ntuple_read,
	.order = ntuple_order,
	.set = ntuple_set,
	.get = ntuple_get,
	.shell = ntuple_shell,
};
