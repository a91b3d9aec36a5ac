#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# B4: four CPUs, two cards of one queue each; packets come in, and RPS is off.
# shellcheck disable=SC2317 # a function called by way of examine
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
carrier eth0
carrier eth1

rush() {
	flows 12000 eth1 eth0
}

doctor_seconds=4
examine 2
is 'B4 idle: silent' "$(on_whom rps-missing)" ''
arrives eth1 eth0 eth0
doctor_traffic=rush
cured 'B4 one queue, no RPS' rps-missing eth0 warn eth0
ok 'B4 on' [ "$(rps eth0)" != 0 ]
healthy 'B4 nor the rest of the layout' eth0 layout one-cpu

tap_end
