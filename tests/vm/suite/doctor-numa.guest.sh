#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# R1: two nodes with a card on each; the doctor sees interrupts on the far one.
# shellcheck disable=SC2317 # a function called by way of examine
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
carrier eth0
carrier eth1
nq -q auto eth0 eth1

rush() {
	flows 12000 eth0 eth1
}

doctor_seconds=4
doctor_traffic=rush
healthy 'R1 at home' eth1 far-node layout
nq -q irq eth1 queue 0 cpus 2
nq -q irq eth1 queue 1 cpus 3
arrives eth0 eth1 eth1
cured 'R1 two queues on the far node' far-node eth1 warn eth1
is 'R1 home again' "$(vectors 'eth1-TxRx-[01]' | cut -d' ' -f2 | tr '\n' ' ')" '4 5 '
# Far by somebody's wish: no CPU of the node is left for it.
nq -q auto --reserve 4-7 eth1
arrives eth0 eth1 eth1
healthy 'R1 P9 reserved' eth1 far-node layout

tap_end
