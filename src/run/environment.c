// SPDX-License-Identifier: GPL-2.0-or-later
// The environment is the caller's: little of it is listened to.
#include "nqtune/environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ZONES "/usr/share/zoneinfo/"
#define VALUE_MAX_LENGTH 256

/* A name that ends in "_" stands for all that begin so. */
static const char *const kept[] = {
	"COLUMNS", "LANG", "LC_", "NO_COLOR", "SSH_CLIENT", "SSH_CONNECTION", "TERM", "TZ",
};

static bool is_named(const char *entry, size_t len, const char *name)
{
	size_t n = strlen(name);

	return name[n - 1] == '_' ? len > n && !strncmp(entry, name, n)
				  : len == n && !memcmp(entry, name, n);
}

/* What a library would open as a file must be one of its own. */
static bool is_harmless(const char *entry, size_t len)
{
	const char *value = entry + len + 1;

	if (strlen(value) > VALUE_MAX_LENGTH)
		return false;
	if (is_named(entry, len, "LANG") || is_named(entry, len, "LC_") || is_named(entry, len, "TERM"))
		return !strchr(value, '/');
	if (!is_named(entry, len, "TZ"))
		return true;
	value += *value == ':';
	return !strstr(value, "..") && (*value != '/' || !strncmp(value, ZONES, strlen(ZONES)));
}

static bool is_kept(const char *entry)
{
	size_t len = strcspn(entry, "=");

	for (size_t i = 0; entry[len] && i < sizeof(kept) / sizeof(kept[0]); i++)
		if (is_named(entry, len, kept[i]))
			return is_harmless(entry, len);
	return false;
}

static char **given;

static char **copy_of(char **from)
{
	size_t n = 0;
	char **copy;

	while (from[n])
		n++;
	copy = calloc(n + 1, sizeof(*copy));
	if (copy)
		memcpy(copy, from, n * sizeof(*copy));
	return copy;
}

char **environment_given(void)
{
	return given ? given : environ;
}

void environment_clean(void)
{
	char **to = environ;

	if (!environ)
		return;
	free(given);
	given = copy_of(environ);
	for (char **from = environ; *from; from++)
		if (is_kept(*from))
			*to++ = *from;
	*to = NULL;
}
