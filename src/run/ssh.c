// SPDX-License-Identifier: GPL-2.0-or-later
// Whether we run in an SSH session, and between which addresses. Anyone can write such a
// variable: it makes us careful, and nothing else.
#include "ssh.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nqtune/arena.h"
#include "nqtune/files.h"
#include "nqtune/parse.h"
#include "nqtune/session.h"

#define NAME "SSH_CONNECTION="
/* Addresses, scopes and ports together are shorter. */
#define TEXT_MAX 192
/* A process' environment is seldom more than some kilobytes, and the kernel bounds it at 6 MiB. */
#define ENVIRON_LIMIT ((size_t)6 << 20)
#define ANCESTORS_MAX 64

/* Cuts "%eth0" off text; false if it is no scope, or another than the one already known. */
static bool take_scope(char *text, char scope[16])
{
	char *at = strchr(text, '%');

	if (!at)
		return true;
	*at++ = '\0';
	if (!ifname_valid(at) || (*scope && strcmp(scope, at)))
		return false;
	strcpy(scope, at);
	return true;
}

static bool is_mapped(const struct net_addr *addr)
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

	return addr->v6 && !memcmp(addr->bytes, prefix, sizeof(prefix));
}

static bool parse_addr(const char *text, struct net_addr *out)
{
	*out = (struct net_addr){ .v6 = strchr(text, ':') };
	if (inet_pton(out->v6 ? AF_INET6 : AF_INET, text, out->bytes) != 1)
		return false;
	if (is_mapped(out)) {
		memmove(out->bytes, out->bytes + 12, 4);
		memset(out->bytes + 4, 0, 12);
		out->v6 = false;
	}
	return true;
}

static bool parse_port(const char *text)
{
	uint64_t n;

	return !parse_u64(text, 65535, &n);
}

bool ssh_parse(const char *text, struct ssh *out)
{
	char copy[TEXT_MAX], *save, *words[5];
	size_t n = 0;

	*out = (struct ssh){ .scope = "" };
	if (!text || strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		if (n == 4)
			return false;
		words[n++] = w;
	}
	if (n != 4 || !parse_port(words[1]) || !parse_port(words[3]))
		return false;
	if (!take_scope(words[0], out->scope) || !take_scope(words[2], out->scope))
		return false;
	snprintf(out->from, sizeof(out->from), "%s", words[0]);
	return parse_addr(words[0], &out->client) && parse_addr(words[2], &out->server) &&
	       out->client.v6 == out->server.v6;
}

const char *ssh_find(const char *strings, size_t len)
{
	const char *end;

	for (; len; len -= (size_t)(end - strings), strings = end) {
		end = memchr(strings, '\0', len);
		if (!end)
			return NULL;
		end++;
		if (!strncmp(strings, NAME, strlen(NAME)))
			return strings + strlen(NAME);
	}
	return NULL;
}

/* 0 = there is none, or it is not said. */
static unsigned parent_of(struct session *s, unsigned pid)
{
	const char *line;
	char path[64], text[4096];
	uint64_t n;

	snprintf(path, sizeof(path), "/proc/%u/status", pid);
	if (files_read(s->sys.files, path, text, sizeof(text)) <= 0)
		return 0;
	line = strstr(text, "\nPPid:\t");
	if (!line)
		return 0;
	line += strlen("\nPPid:\t");
	n = strtoull(line, NULL, 10);
	return n <= INT32_MAX ? (unsigned)n : 0;
}

static bool read_environ(struct session *s, unsigned pid, struct arena *scratch, struct ssh *out)
{
	char path[64], *text;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%u/environ", pid);
	return !files_read_all(s->sys.files, path, ENVIRON_LIMIT, scratch, &text, &len) &&
	       ssh_parse(ssh_find(text, len), out);
}

bool ssh_session(struct session *s, struct ssh *out)
{
	unsigned pid = (unsigned)getppid();
	bool found = ssh_parse(getenv("SSH_CONNECTION"), out);

	for (int i = 0; !found && pid > 1 && i < ANCESTORS_MAX; i++) {
		struct arena *scratch = arena_new(NULL);

		found = read_environ(s, pid, scratch, out);
		arena_free(scratch);
		pid = parent_of(s, pid);
	}
	return found;
}
