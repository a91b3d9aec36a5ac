#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Six CPUs of which 2 and 3 are isolated: queues that come there, more queues than CPUs (S5, R12), where new interrupts go (U9).
# shellcheck disable=SC2317 # a function called by way of examine
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
carrier eth0
carrier eth1

rush() {
	flows 12000 eth0 eth1
}

doctor_seconds=4
doctor_traffic=rush
nq -q auto --use-isolated eth0 eth1
arrives eth0 eth1 eth1
healthy 'U9 --use-isolated: asked for' eth1 isolated
is 'U9 --use-isolated: as many CPUs as queues' "$(on_whom too-many-queues)" ''
rm -f /run/nqtune/auto-*
cured 'U9 queues on isolated CPUs' isolated host warn eth1
is 'U9 off the isolated CPUs' "$(asked 'eth1-TxRx-[0-5]' | cut -d' ' -f2 | sort -u | tr '\n' ' ')" '0 1 4 5 '

# eth0, and then eth1
doctor_seconds=0
examine 0
is 'S5 R12 six queues, four CPUs, on both' "$(on_whom too-many-queues)" 'eth0=info eth1=info'
pasted 'S5 R12 eth0' too-many-queues eth0
cured 'S5 R12 eth1' too-many-queues eth1 info
carrier eth0
examine 0
is 'S5 R12 pasted for both: gone' "$(on_whom too-many-queues layout)" ''
is 'S5 four channels' "$(ethtool -l eth0 | awk '/Combined/ { print $2 }' | tail -1)" 4

cured 'U9 new interrupts' default-affinity host info
is 'U9 new interrupts come to all but those' "$(</proc/irq/default_smp_affinity)" 33

tap_end
