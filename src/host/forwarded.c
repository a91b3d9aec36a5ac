// SPDX-License-Identifier: GPL-2.0-or-later
// Packets that were routed on: by IPv4 (/proc/net/snmp) and by IPv6 (/proc/net/snmp6).
#include "nqtune/sample.h"
#include "counted_text.h"
#include "reader.h"

/* A protocol has two lines that begin with its name: what the columns are, and the numbers. */
struct reading snmp_parse(const char *text)
{
	const char *word, *value;
	struct words names, values;
	struct reading r = { 0 };
	size_t len, value_len;

	while (words_line(&text, &names)) {
		if (!words_next(&names, &word, &len) || !words_is(word, len, "Ip:"))
			continue;
		if (!words_line(&text, &values) || !words_next(&values, &value, &value_len) ||
		    !words_is(value, value_len, "Ip:"))
			return r;
		while (words_next(&names, &word, &len)) {
			if (words_is(word, len, "ForwDatagrams")) {
				r.set = words_number(&values, &r.n);
				return r.set ? r : (struct reading){ 0 };
			}
			if (!words_next(&values, &value, &value_len))
				return r;
		}
	}
	return r;
}

struct reading snmp6_parse(const char *text)
{
	struct words line;

	while (words_line(&text, &line)) {
		struct reading r = { 0 };
		const char *word;
		size_t len;

		if (!words_next(&line, &word, &len) || !words_is(word, len, "Ip6OutForwDatagrams"))
			continue;
		r.set = words_number(&line, &r.n);
		return r.set ? r : (struct reading){ 0 };
	}
	return (struct reading){ 0 };
}
