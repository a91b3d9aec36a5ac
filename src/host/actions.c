// SPDX-License-Identifier: GPL-2.0-or-later
// What the name of an interrupt's action says: which NIC, which queue, which direction.
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "nqtune/parse.h"
#include "actions.h"

#define QUEUE_MAX 65535

/* Words that stand directly before or after a queue's number. */
static const struct {
	const char *word;
	enum vector_role role;
} queue_words[] = {
	{ "TxRx", VECTOR_RXTX },  { "Tx-Rx", VECTOR_RXTX }, { "rxtx", VECTOR_RXTX },
	{ "fp", VECTOR_RXTX },	  { "rx", VECTOR_RX },	    { "tx", VECTOR_TX },
	{ "input", VECTOR_RX },	  { "output", VECTOR_TX },
};

/* Leading words of vectors that serve no queue, although some end in a number. */
static const char *const other_words[] = {
	"fdir", "event", "misc", "mbx",	   "mailbox", "async",	 "config", "control",
	"link", "cmd",	 "aq",	 "lsc",	   "ctrl",    "slowpath", "mgmt",   "err",
};

static bool begins_with_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	return !strncasecmp(text, word, len) && !isalnum((unsigned char)text[len]);
}

static bool is_other_word(const char *text)
{
	for (size_t i = 0; i < sizeof(other_words) / sizeof(other_words[0]); i++)
		if (begins_with_word(text, other_words[i]))
			return true;
	return false;
}

/* A whole decimal queue number that ends at end (or the string's end). */
static bool queue_number(const char *text, const char *end, unsigned *queue)
{
	unsigned n = 0;

	if (!isdigit((unsigned char)*text))
		return false;
	for (; isdigit((unsigned char)*text); text++) {
		n = n * 10 + (unsigned)(*text - '0');
		if (n > QUEUE_MAX)
			return false;
	}
	if (end ? text != end : *text)
		return false;
	*queue = n;
	return true;
}

/* "TxRx-3", "rx.0", "input.1": the word, one separator, the number. */
static bool word_number(const char *rest, struct action_match *m)
{
	for (size_t i = 0; i < sizeof(queue_words) / sizeof(queue_words[0]); i++) {
		size_t len = strlen(queue_words[i].word);

		if (strncasecmp(rest, queue_words[i].word, len))
			continue;
		if (rest[len] != '-' && rest[len] != '.')
			continue;
		if (!queue_number(rest + len + 1, NULL, &m->queue))
			continue;
		m->role = queue_words[i].role;
		return true;
	}
	return false;
}

/* xen-netfront: "q0-tx". */
static bool number_word(const char *rest, struct action_match *m)
{
	const char *dash = strchr(rest, '-');

	if (rest[0] != 'q' || !dash || !queue_number(rest + 1, dash, &m->queue))
		return false;
	if (!strcmp(dash, "-rx"))
		m->role = VECTOR_RX;
	else if (!strcmp(dash, "-tx"))
		m->role = VECTOR_TX;
	else
		return false;
	return true;
}

/* What follows our name and its separator; false if that is no word we know. */
static bool match_rest(const char *rest, struct action_match *m)
{
	if (is_other_word(rest) || word_number(rest, m) || number_word(rest, m))
		return true;
	if (!strncmp(rest, "ntfy-block.", 11) && queue_number(rest + 11, NULL, &m->queue)) {
		m->role = VECTOR_RXTX;
		m->numbered_blocks = true;
		return true;
	}
	if (rest[-1] != '-' || !queue_number(rest, NULL, &m->queue))
		return false;
	m->role = VECTOR_RXTX;
	m->only_number = true;
	return true;
}

/* The text behind "name-" or "name:" of action, or NULL. "eth1.5" is not eth1's. */
static const char *after_name(const char *action, const char *name)
{
	size_t len = name ? strlen(name) : 0;

	if (!len || strncmp(action, name, len))
		return NULL;
	return action[len] == '-' || action[len] == ':' ? action + len + 1 : NULL;
}

/* "mlx5_comp3@pci:0000:01:00.0", "mana_q1@pci:...": the device stands behind the '@'. */
static bool match_at_device(const char *action, const struct action_names *names,
			    struct action_match *m)
{
	static const char *const heads[] = { "mlx5_comp", "mlx4-comp-", "mlx4-", "mana_q",
					     "gve-ntfy-blk" };
	const char *at = strstr(action, "@pci:");

	if (!at || !names->device || strcmp(at + 5, names->device))
		return false;
	m->ours = m->exact = true;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		size_t len = strlen(heads[i]);

		if (strncmp(action, heads[i], len) || !queue_number(action + len, at, &m->queue))
			continue;
		m->role = VECTOR_RXTX;
		m->numbered_blocks = !strcmp(heads[i], "gve-ntfy-blk");
	}
	return true;
}

static bool is_bare_name(const char *action, const struct action_names *names)
{
	if (!strcmp(action, names->ifname))
		return true;
	if (names->device && !strcmp(action, names->device))
		return true;
	if (!names->virtio)
		return false;
	return !strcmp(action, names->virtio) ||
	       (!strncmp(action, names->virtio, strlen(names->virtio)) &&
		!strcmp(action + strlen(names->virtio), "-virtqueues"));
}

/* "i40e-0000:02:00.0:fdir-TxRx-0": some part of it says that it serves no queue. */
static bool has_other_word(const char *action)
{
	for (const char *p = strpbrk(action, "-.:"); p; p = strpbrk(p + 1, "-.:"))
		if (is_other_word(p + 1))
			return true;
	return is_other_word(action);
}

/* Behind an unfamiliar prefix, the longest tail that reads "word-number", else a bare "-number". */
static void match_tail(const char *action, struct action_match *m)
{
	const char *p, *last = strrchr(action, '-');

	if (has_other_word(action))
		return;
	for (p = strpbrk(action, "-:"); p; p = strpbrk(p + 1, "-:"))
		if (word_number(p + 1, m) || number_word(p + 1, m))
			return;
	if (!last || last == action || !queue_number(last + 1, NULL, &m->queue))
		return;
	m->role = VECTOR_RXTX;
	m->only_number = true;
}

struct action_match action_match(const char *action, const struct action_names *names,
				 bool member)
{
	struct action_match m = { .role = VECTOR_OTHER };
	const char *rest;

	if (match_at_device(action, names, &m))
		return m;
	if (is_bare_name(action, names)) {
		m.ours = m.exact = m.whole_device = true;
		return m;
	}
	rest = after_name(action, names->driver);
	rest = rest ? after_name(rest, names->ifname) : NULL;
	if (!rest)
		rest = after_name(action, names->ifname);
	if (!rest)
		rest = after_name(action, names->virtio);
	/* "br-lan-rx-0" may begin with "br-", and still be br-lan's. */
	if (rest && (match_rest(rest, &m) || member)) {
		m.ours = m.exact = true;
		return m;
	}
	m.ours = member;
	if (member)
		match_tail(action, &m);
	return m;
}
