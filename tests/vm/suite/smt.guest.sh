#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Six cores of two threads, three igb (S6, P1, P4).
. "$(dirname "$0")/lib.sh"

quiet
cards=(eth0 eth1 eth2)
firsts=() both=()
for cpu in {0..11}; do
	siblings=$(<"/sys/devices/system/cpu/cpu$cpu/topology/thread_siblings_list")
	[[ ${siblings%%[-,]*} == "$cpu" ]] || continue
	firsts+=("$cpu")
	both+=("$(sed 's/^0*,*//' "/sys/devices/system/cpu/cpu$cpu/topology/thread_siblings")")
done
is 'six cores of two threads (the kernel)' "${#firsts[@]}" 6
is 'S6 show --json is what the kernel says, cores too' "$(lies)" ''
count=$(find /sys/class/net/eth0/queues/ -name 'rx-*' | wc -l)

homes() { # card
	local i
	for ((i = 0; i < count; i++)); do
		asked "$1-(TxRx|rx)-$i" | cut -d' ' -f2
	done | tr '\n' ' '
}

try nq auto "${cards[@]}"
went_well 'S6 auto'
want='' send=''
for ((i = 0; i < count; i++)); do
	want+="${firsts[i % 6]} "
	send+="${both[i % 6]} "
done
for card in "${cards[@]}"; do
	is "S6 P2 $card: queue i on the first thread of core i, around the end" "$(homes "$card")" "$want"
	is "S6 P4 $card: both threads of the core send" "$(masks "$card" tx | sed 's/\b0*\([0-9a-f]\)/\1/g') " "$send"
	is "P5 $card: RPS is off" "$(masks "$card" rx | tr ' ' '\n' | sort -u)" '000'
done
is 'second run: writes nothing' "$(kernel_writes "$NQTUNE" auto "${cards[@]}")" ''

# --smt: all twelve; each card starts where the loads are least, so that 24 queues make two a CPU
try nq auto --smt "${cards[@]}"
went_well 'S6 --smt'
is 'S6 P2 --smt: every CPU has as many queue interrupts' \
	"$(asked 'eth[0-2]-(TxRx|rx)-[0-9]*' | cut -d' ' -f2 | sort -n | uniq -c | awk '{ print $1 }' | sort -u)" "$((3 * count / 12))"
is 'S6 --smt: show --json is what the kernel says' "$(flows 200 eth0 eth1 eth1 eth2 eth2 eth0; lies)" ''

# S4: reserving a thread keeps its core free
try nq auto --reserve "${firsts[0]}" eth0
lacks 'S4 --reserve of a first thread: its core has no queue of eth0' " $(homes eth0)" " ${firsts[0]} "

tap_end
