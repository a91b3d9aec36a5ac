#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Six CPUs of which 2 and 3 are isolated: queues that come there, more queues than CPUs (S5, R12), where new interrupts go (U9).
# shellcheck disable=SC2317 # a function called by way of examine
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/doctor.sh"

quiet
carrier eth0
carrier eth1

rush() {
	flows 12000 eth0 eth1
}

nq -q auto --use-isolated eth0 eth1
arrives eth0 eth1 eth1
examine 4 rush
is 'U9 --use-isolated: asked for, silent' "$(severities isolated)" ''
is 'U9 --use-isolated: as many CPUs as queues' "$(severities too-many-queues)" ''
rm -f /run/nqtune/auto-*
heals isolated warn 4 rush
is 'U9 off the isolated CPUs' "$(asked 'eth1-TxRx-[0-5]' | cut -d' ' -f2 | sort -u | tr '\n' ' ')" '0 1 4 5 '

# eth0, and then eth1
examine 0
is 'S5 R12 six queues, four CPUs, on both' "$(severities too-many-queues)" 'info info'
paste_remedy too-many-queues
paste_again() {
	examine 0
	is 'S5 R12 pasted for one' "$(severities too-many-queues)" info
	paste_remedy too-many-queues
}
paste_again
carrier eth0
examine 0
is 'S5 R12 pasted for both: gone' "$(severities too-many-queues)$(severities layout)" ''
is 'S5 four channels' "$(ethtool -l eth0 | awk '/Combined/ { print $2 }' | tail -1)" 4

heals default-affinity info 0
is 'U9 new interrupts come to all but those' "$(</proc/irq/default_smp_affinity)" 33

tap_end
