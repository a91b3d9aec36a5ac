// SPDX-License-Identifier: GPL-2.0-or-later
// nqtune-knob/1: one knob of some interfaces, in the words of nqtune-show's "knobs".
#include "json.h"
#include "nqtune/host.h"
#include "nqtune/knob.h"
#include "nqtune/view.h"

struct json_object *json_knob(const struct knob *k, const struct nic *const *nics,
			      const struct knob_readings *r, size_t n, struct arena *a)
{
	struct json_object *o = json_document("nqtune-knob/1");
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < n; i++) {
		struct json_object *nic = json_object_new_object();
		json_add(nic, "name", json_text(nics[i]->name));
		json_add(nic, k->name, json_readings(k, &r[i], a));
		json_object_array_add(list, nic);
	}
	json_add(o, "knob", json_text(k->name));
	json_add(o, "interfaces", list);
	return o;
}
