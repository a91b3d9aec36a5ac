#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# B4: four CPUs, two cards of one queue each; packets come in, and RPS is off.
# shellcheck disable=SC2317 # a function called by way of examine
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/doctor.sh"

quiet
carrier eth0
carrier eth1

rush() {
	flows 12000 eth1 eth0
}

examine 2
is 'B4 idle: silent' "$(severities rps-missing)" ''
arrives eth1 eth0 eth0
heals rps-missing warn 4 rush
ok 'B4 on' [ "$(rps eth0)" != 0 ]
examine 4 rush
is 'B4 nothing else of the layout is amiss' "$(severities layout)$(severities one-cpu)" ''

tap_end
