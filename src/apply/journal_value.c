// SPDX-License-Identifier: GPL-2.0-or-later
// Values of settings from JSON: of the kind that the setting has, or refused.
#include "journal_value.h"

#include <json-c/json.h>
#include <string.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/parse.h"

/* Keys, rules: the longest words there are. */
#define WORD_MAX_LEN 4096
/* The kernel's indirection tables are far shorter. */
#define LIST_MAX 65536

static bool parse_set(struct json_object *v, unsigned nbits, struct arena *a, struct value *out)
{
	struct cpuset *set;

	if (!json_object_is_type(v, json_type_string) || !nbits || nbits > CPUSET_MAX)
		return false;
	set = cpuset_new(a, nbits);
	if (cpuset_parse_list(set, json_object_get_string(v)))
		return false;
	*out = (struct value){ .kind = VALUE_CPUS, .cpus = set };
	return true;
}

bool journal_number(struct json_object *v, struct value *out)
{
	/* What is larger than an int64_t is clamped by the one question, and not by the other. */
	if (!json_object_is_type(v, json_type_int) || json_object_get_int64(v) < 0)
		return false;
	*out = (struct value){ .kind = VALUE_NUMBER, .number = json_object_get_uint64(v) };
	return true;
}

/* {"queues":"0-3","width":8} */
static bool parse_queues(struct json_object *v, struct arena *a, struct value *out)
{
	struct json_object *queues, *width;
	struct value n;

	return json_object_is_type(v, json_type_object) &&
	       json_object_object_get_ex(v, "queues", &queues) &&
	       json_object_object_get_ex(v, "width", &width) && journal_number(width, &n) &&
	       n.number <= CPUSET_MAX && parse_set(queues, (unsigned)n.number, a, out);
}

static bool is_known(const struct knob_attr *attr, const char *word)
{
	if (attr->kind == ATTR_BOOL)
		return !strcmp(word, "on") || !strcmp(word, "off");
	for (size_t i = 0; attr->words && attr->words[i]; i++)
		if (*word && !strcmp(attr->words[i], word))
			return true;
	return !attr->words && *word;
}

static bool parse_word(struct json_object *v, const struct knob_attr *attr, struct arena *a,
		       struct value *out)
{
	const char *s;
	char *clean;

	if (!json_object_is_type(v, json_type_string))
		return false;
	s = json_object_get_string(v);
	if (strlen(s) != (size_t)json_object_get_string_len(v) || strlen(s) > WORD_MAX_LEN ||
	    !is_known(attr, s))
		return false;
	clean = arena_strdup(a, s);
	text_clean(clean);
	*out = (struct value){ .kind = VALUE_WORD, .word = clean };
	return !strcmp(clean, s);
}

static bool parse_list(struct json_object *v, struct arena *a, struct value *out)
{
	size_t n = json_object_array_length(v);
	uint32_t *list;

	if (n > LIST_MAX)
		return false;
	list = arena_array(a, n + 1, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		struct value number;

		if (!journal_number(json_object_array_get_idx(v, i), &number) ||
		    number.number > UINT32_MAX)
			return false;
		list[i] = (uint32_t)number.number;
	}
	*out = (struct value){ .kind = VALUE_LIST, .list = { list, n } };
	return true;
}

bool journal_value(struct json_object *v, const struct knob_attr *attr, unsigned ncpus,
		   struct arena *a, struct value *out)
{
	*out = (struct value){ .kind = VALUE_NONE };
	if (!v)
		return true;
	switch (attr->kind) {
	case ATTR_CPUS:
		return parse_set(v, ncpus, a, out);
	case ATTR_RXQS:
		return parse_queues(v, a, out);
	case ATTR_NUMBER:
		return journal_number(v, out);
	case ATTR_BOOL:
		return parse_word(v, attr, a, out);
	case ATTR_WORD:
		/* A number on the wire that has no word is shown, and kept, as such. */
		return journal_number(v, out) || parse_word(v, attr, a, out);
	case ATTR_LIST:
		return json_object_is_type(v, json_type_array) ? parse_list(v, a, out)
							       : parse_word(v, attr, a, out);
	}
	return false;
}
