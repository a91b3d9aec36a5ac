#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# S6: six cores of two threads each, c and c+1; busy queues on both threads of a core, while others have none.
# shellcheck disable=SC2317 # a function called by way of examine
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
for card in eth0 eth1 eth2; do
	carrier "$card"
	ethtool -L "$card" combined 2
done
for card in eth0 eth1 eth2; do
	carrier "$card"
done
nq -q auto eth0 eth1 eth2
core=$(</sys/devices/system/cpu/cpu0/topology/thread_siblings_list)
second=${core##*[,-]}

rush() {
	flows 9000 eth0 eth1 eth1 eth2
}

doctor_seconds=4
doctor_traffic=rush
arrives eth0 eth1 eth1
healthy 'S6 a core each' eth1 siblings
nq -q irq eth1 queue 0 cpus 0
nq -q irq eth1 queue 1 cpus "$second"
nq -q irq eth2 cpus 0
arrives eth0 eth1 eth1
cured 'S6 both threads of a core' siblings host warn eth1
# Every thread was asked for.
nq -q auto --smt eth0 eth1 eth2
healthy 'S6 auto --smt' eth1 siblings layout

tap_end
