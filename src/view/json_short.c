// SPDX-License-Identifier: GPL-2.0-or-later
// Documents of a few members: nqtune-forget/1, nqtune-confirm/1, nqtune-record/1.
#include "json.h"
#include "nqtune/host.h"
#include "nqtune/view.h"

struct json_object *json_forgotten_iface(const char *iface, bool dry_run)
{
	struct json_object *o = json_document("nqtune-forget/1");

	json_add(o, "dry_run", json_object_new_boolean(dry_run));
	json_add(o, "forgotten", json_text(iface));
	return o;
}

struct json_object *json_confirmed(unsigned id, const char *command, bool kept)
{
	struct json_object *o = json_document("nqtune-confirm/1");

	json_add(o, "id", json_object_new_uint64(id));
	json_add(o, "kept", json_object_new_boolean(kept));
	json_add(o, "command", json_text(command));
	return o;
}

struct json_object *json_recorded(const char *dir, const struct host *h)
{
	struct json_object *o = json_document("nqtune-record/1");

	json_add(o, "directory", json_text(dir));
	if (!h)
		return o;
	json_add(o, "interfaces", json_object_new_uint64(h->nnics));
	json_add(o, "cpus", json_object_new_uint64(h->ncpus));
	return o;
}
