// SPDX-License-Identifier: GPL-2.0-or-later
// Writes a setting, and reads it, through the file door.
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/knob.h"
#include "nqtune/sys.h"
#include "readings.h"
#include "refusal.h"

/* CPUSET_MAX bits in groups of eight digits and a comma, with room. */
#define TEXT_MAX 8192

static const char *change_path(struct arena *a, const struct change *c)
{
	return c->path ? c->path : knob_path(a, c->attr, c->iface, c->index);
}

static struct refusal look_around(struct sys *s, struct arena *a, const char *path, int code)
{
	struct refusal f = { .code = code, .root = geteuid() == 0, .writable = true };
	const char *slash = strrchr(path, '/');
	char buf[TEXT_MAX];
	mode_t mode;

	f.dir_exists = slash && files_exists(s->files, arena_strndup(a, path, slash - path));
	f.file_exists = f.dir_exists && files_exists(s->files, path);
	if (f.file_exists && files_read_mode(s->files, path, buf, sizeof(buf), &mode) >= 0)
		f.writable = mode & 0222;
	return f;
}

static int no_file(struct err *e)
{
	return err_set(e, -EOPNOTSUPP, "this setting cannot be changed by this version");
}

static int set_file(struct sys *s, const struct change *c, const struct value *v, unsigned ncpus,
		    struct err *e)
{
	struct arena *a = arena_new(NULL);
	const char *path;
	int r;

	path = change_path(a, c);
	r = files_write(s->files, path, knob_text(a, c->attr, v, ncpus));
	if (r) {
		struct refusal f = look_around(s, a, path, r);

		r = refusal_explain(c, &f, e);
	}
	arena_free(a);
	return r;
}

int knob_set(struct sys *s, const struct change *c, const struct value *const *v, size_t n,
	     unsigned ncpus, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (v[i]->kind == VALUE_NONE)
			return err_set(e, -EINVAL, "no value to set");
	if (c->attr->file)
		return set_file(s, c, v[0], ncpus, e);
	return c->knob->set ? c->knob->set(s, c, v, n, e) : no_file(e);
}

/* The kernel prints xps_rxqs as wide as the device's receive queues, which only the text tells. */
static unsigned mask_width(const char *text)
{
	unsigned digits = 0;

	for (; *text; text++)
		digits += !!isxdigit((unsigned char)*text);
	return digits * 4;
}

/* Words of a file go to a terminal. */
static const char *clean_word(struct arena *a, const char *text)
{
	char *word = arena_strdup(a, text);

	text_clean(word);
	return word;
}

static int parse_value(const struct knob_attr *attr, const char *text, unsigned ncpus,
		       struct arena *a, struct value *out)
{
	struct reading n = { .set = true };
	struct cpuset *set;
	int r;

	switch (attr->kind) {
	case ATTR_CPUS:
	case ATTR_RXQS:
		set = cpuset_new(a, attr->kind == ATTR_RXQS ? mask_width(text) : ncpus);
		r = cpuset_parse_mask(set, text);
		*out = value_cpus(set);
		return r;
	case ATTR_NUMBER:
	case ATTR_BOOL:
		r = parse_u64(text, UINT64_MAX, &n.n);
		*out = attr->kind == ATTR_BOOL ? value_flag(n) : value_number(n);
		return r;
	case ATTR_WORD:
		*out = (struct value){ .kind = VALUE_WORD, .word = clean_word(a, text) };
		return 0;
	case ATTR_LIST:
		break;
	}
	return -EINVAL;
}

/* The file's errno, or -EBADMSG: it holds text that is no value of attr. */
static int read_path(struct sys *s, const char *path, const struct knob_attr *attr, unsigned ncpus,
		     char text[TEXT_MAX], struct arena *a, struct value *out)
{
	ssize_t len = files_read(s->files, path, text, TEXT_MAX);

	*out = (struct value){ .kind = VALUE_NONE };
	if (len < 0)
		return (int)len;
	if (!parse_value(attr, text, ncpus, a, out))
		return 0;
	*out = (struct value){ .kind = VALUE_NONE };
	return -EBADMSG;
}

static int get_file(struct sys *s, const struct change *c, unsigned ncpus, struct arena *a,
		    struct value *out, struct err *e)
{
	const char *path = change_path(a, c);
	char text[TEXT_MAX];
	struct refusal f;
	int r = read_path(s, path, c->attr, ncpus, text, a, out);

	if (!r)
		return 0;
	if (r != -EBADMSG) {
		f = look_around(s, a, path, r);
		return refusal_means_none(c, &f) ? 0 : refusal_explain(c, &f, e);
	}
	text_clean(text);
	return err_set(e, r, "%s holds '%.60s', which is no %s", path, text,
		       c->attr->kind == ATTR_CPUS || c->attr->kind == ATTR_RXQS ? "mask" : "number");
}

int knob_get(struct sys *s, const struct change *c, size_t n, unsigned ncpus, struct arena *a,
	     struct value *out, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (struct value){ .kind = VALUE_NONE };
	if (c->attr->file)
		return get_file(s, c, ncpus, a, out, e);
	return c->knob->get ? c->knob->get(s, c, n, a, out, e) : no_file(e);
}

/* What the first queue has not, the others have neither: thousands of files are not looked for. */
static bool is_missing(const struct knob_readings *r, const struct knob_attr *attr)
{
	const struct knob_reading *first = readings_find(r, attr, NULL);

	return first && first->value.kind == VALUE_NONE;
}

void file_readings(const struct knob *k, struct sys *s, const char *ifname, enum attr_scope scope,
		   const char *target, unsigned index, struct arena *a, struct knob_readings *out)
{
	for (size_t i = 0; i < k->nattrs; i++) {
		const struct knob_attr *attr = &k->attrs[i];
		char text[TEXT_MAX];
		bool missing;
		struct value *v;

		if (attr->scope != scope || !attr->file || attr->kind == ATTR_CPUS)
			continue;
		missing = is_missing(out, attr);
		v = &readings_add(a, out, attr, target, index)->value;
		/* What cannot be read is not set: never a failure of the whole. */
		if (!missing)
			read_path(s, knob_path(a, attr, ifname, index), attr, 0, text, a, v);
	}
}
