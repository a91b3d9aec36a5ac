// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as another process' environment, and as what SSH_CONNECTION says.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/run/ssh.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse(const char *text)
{
	struct ssh ssh;

	if (!ssh_parse(text, &ssh))
		return;
	if (ssh.client.v6 != ssh.server.v6 || !memchr(ssh.scope, '\0', sizeof(ssh.scope)) ||
	    !memchr(ssh.from, '\0', sizeof(ssh.from)) || !*ssh.from)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	parse(text);
	/* Exactly as long as it is: a step beyond its end is seen. */
	free(text);
	text = malloc(size ? size : 1);
	if (!text)
		return 0;
	memcpy(text, data, size);
	parse(ssh_find(text, size));
	free(text);
	return 0;
}
