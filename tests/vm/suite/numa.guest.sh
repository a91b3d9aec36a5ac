#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two nodes of four CPUs; eth0 sits on node 1, eth1 on none (R1).
. "$(dirname "$0")/lib.sh"

quiet
is 'eth0 is on node 1 (the kernel)' "$(</sys/class/net/eth0/device/numa_node)" 1
is 'R1 U1 U3 show --json is what the kernel says, nodes too' "$(lies)" ''
has 'R1 fresh: interrupts far from the card are flagged' "$(nq show eth0)" 'not on its node 1'
record numa

pool=(4 5 6 7)
try nq auto eth0
went_well 'R1 auto eth0'
count=$(find /sys/class/net/eth0/queues/ -name 'rx-*' | wc -l)
want=
for ((i = 0; i < count; i++)); do
	want+="${pool[i % 4]} "
done
is 'R1 P1 P2 queue i on the i-th CPU of node 1, around its end' "$(
	for ((i = 0; i < count; i++)); do
		asked "eth0-(TxRx|rx)-$i" | cut -d' ' -f2
	done | tr '\n' ' '
)" "$want"
is 'R1 P4 only CPUs of node 1 send' "$(masks eth0 tx | tr ' ' '\n' | sort -u | tr '\n' ' ')" '10 20 40 80 '
is 'P5 RPS is off' "$(masks eth0 rx | tr ' ' '\n' | sort -u)" '00'
flows 400 eth1 eth0 eth0 eth1
counted . >/dev/null
flows 400 eth1 eth0 eth0 eth1
is 'R1 under traffic, only CPUs of node 1 take its interrupts (/proc/interrupts)' \
	"$(counted_where 'eth0-.*' | grep -o 'cpu[0-9]*' | sort -u | tr '\n' ' ')" 'cpu4 cpu5 cpu6 cpu7 '
lacks 'R1 afterwards nothing is flagged' "$(nq show eth0)" 'not on its node'

# P6 local: RPS by word, and by plan when the queues do not suffice
try nq rps eth0 queue 0 cpus local
is 'R1 rps cpus local' "$st, $(rps eth0 0)" '0, f0'
nq -q rps eth0 cpus none
ethtool -L eth0 combined 1
try nq auto eth0
went_well 'one queue: auto'
is 'R1 P6 one queue for node 1: steered apart from its interrupt, on its node' \
	"$(vector=$(asked 'eth0-(TxRx|rx)-0') && echo "${vector#* } $(rps eth0 0)")" '4 e0'

# no node: every CPU
nq -q auto --forget eth0
try nq auto eth1
went_well 'P1 auto eth1, which is on no node'
is 'P1 it uses every CPU' "$(asked 'eth1-(TxRx|rx)-[0-7]' | cut -d' ' -f2 | sort -nu | tr '\n' ' ')" '0 1 2 3 4 5 6 7 '

tap_end
