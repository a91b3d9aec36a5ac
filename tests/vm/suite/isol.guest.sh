#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Six CPUs of which 2 and 3 are isolated (U9); what the kernel narrows or refuses of a set; CPUs that are offline.
. "$(dirname "$0")/lib.sh"

quiet
is '2 and 3 are isolated (the kernel)' "$(</sys/devices/system/cpu/isolated)" 2-3
is 'U9 show --json is what the kernel says, isolation too' "$(lies)" ''

homes() {
	asked 'eth0-TxRx-[0-5]' | cut -d' ' -f2 | tr '\n' ' '
}
try nq auto eth0
went_well 'U9 auto'
is 'U9 P1 P2 six queues on the CPUs that are not isolated' "$(homes)" '0 1 4 5 0 1 '
has 'U9 says so' "$out" 'not the isolated ones'
try nq auto --use-isolated eth0
went_well 'U9 auto --use-isolated'
is 'U9 --use-isolated: the diagonal' "$(homes)" '0 1 2 3 4 5 '

# RPS: the kernel takes isolated CPUs away, or refuses if none is left
try nq rps eth0 queue 0 cpus 0-5
went_well 'U3 rps cpus 0-5 is narrowed by the kernel: no failure'
is 'U3 rps cpus 0-5: what the kernel kept' "$(rps eth0 0)" 33
has 'U3 rps cpus 0-5: says what it kept, and why' "$out" '0-1,4-5' 'isolated'
before=$(state)
try nq rps eth0 cpus 2-3
is 'rps on isolated CPUs only: exit 1' "$st" 1
has 'rps on isolated CPUs only: says why' "$err" 'eth0: rps rx-0' 'isolated'
is 'rps on isolated CPUs only: all is as before' "$(state)" "$before"
nq -q rps eth0 cpus none

# P6: with one queue, the steering set leaves them out even when the pool does not
ethtool -L eth0 combined 1
try nq auto --use-isolated eth0
went_well 'P6 one queue'
is 'P6 one queue: steered to what the kernel would keep, apart from the interrupt' "$(rps eth0 0)" 32
nq -q rps eth0 cpus none
ethtool -L eth0 combined 6

# offline CPUs: the kernel would drop them silently
echo 0 >/sys/devices/system/cpu/cpu5/online
before=$(state)
try nq rps eth0 cpus 4-5
is 'an offline CPU is refused' "$st, $err" '1, nqtune: eth0: CPU 5 is offline (online: 0-4)'
is 'an offline CPU is refused: all is as before' "$(state)" "$before"
try nq auto eth0
went_well 'P1 auto without CPU 5'
is 'P1 P2 without CPU 5: six queues on CPUs 0, 1 and 4' "$(homes)" '0 1 4 0 1 4 '
is 'show --json is what the kernel says, with a CPU offline' "$(lies)" ''
has 'show: says that one is offline' "$(nq show eth0)" '5 of 6 CPUs online'

tap_end
