#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two nodes of four CPUs; eth0 sits on node 0, eth1 on node 1 (R1).
. "$(dirname "$0")/lib.sh"

quiet
is 'eth1 is on node 1 (the kernel)' "$(</sys/class/net/eth1/device/numa_node)" 1
is 'R1 U1 U3 show --json is what the kernel says, nodes too' "$(lies)" ''
lacks 'R1 fresh: the kernel put them on the card'"'"'s node, nothing is flagged' "$(nq show eth1)" 'not on its node'
record numa
nq -q irq eth1 queue 0 cpus 2
flows 200 eth0 eth1 eth1 eth0
has 'R1 an interrupt far from the card is flagged' "$(nq show eth1)" 'CPUs 2 are not on its node 1'

pool=(4 5 6 7)
try nq auto eth1
went_well 'R1 auto eth1'
count=$(find /sys/class/net/eth1/queues/ -name 'rx-*' | wc -l)
want=
for ((i = 0; i < count; i++)); do
	want+="${pool[i % 4]} "
done
is 'R1 P1 P2 queue i on the i-th CPU of node 1, around its end' "$(
	for ((i = 0; i < count; i++)); do
		asked "eth1-(TxRx|rx)-$i" | cut -d' ' -f2
	done | tr '\n' ' '
)" "$want"
is 'R1 P4 only CPUs of node 1 send' "$(masks eth1 tx | tr ' ' '\n' | sort -u | tr '\n' ' ')" '10 20 40 80 '
is 'P5 RPS is off' "$(masks eth1 rx | tr ' ' '\n' | sort -u)" '00'
flows 400 eth0 eth1 eth1 eth0
counted . >/dev/null
flows 400 eth0 eth1 eth1 eth0
is 'R1 under traffic, only CPUs of node 1 take its interrupts (/proc/interrupts)' \
	"$(counted_where 'eth1-.*' | grep -o 'cpu[0-9]*' | sort -u | tr '\n' ' ')" 'cpu4 cpu5 cpu6 cpu7 '
lacks 'R1 afterwards nothing is flagged' "$(nq show eth1)" 'not on its node'

# P6 local: RPS by word, and by plan when the queues do not suffice
try nq rps eth1 queue 0 cpus local
is 'R1 rps cpus local' "$st, $(rps eth1 0)" '0, f0'
nq -q rps eth1 cpus none
ethtool -L eth1 combined 1
try nq auto eth1
went_well 'one queue: auto'
is 'R1 P6 one queue for node 1: steered apart from its interrupt, on its node' \
	"$(vector=$(asked 'eth1-(TxRx|rx)-0') && echo "${vector#* } $(rps eth1 0)")" '4 e0'

# a card of each node: each on its own
ethtool -L eth1 combined 4
sleep 0.2
try nq auto eth0 eth1
went_well 'R1 auto of both'
is 'R1 P2 eth0 has CPUs of node 0, eth1 those of node 1' \
	"$(for card in eth0 eth1; do asked "$card-(TxRx|rx)-[0-7]" | cut -d' ' -f2 | sort -nu; done | tr '\n' ' ')" '0 1 2 3 4 5 6 7 '

# RPS from a card of one node, and a bridge over both, keep to what the kernel says of each
nq -q auto --forget eth0
nq -q auto --forget eth1
ethtool -L eth0 combined 2
sleep 0.2
try nq auto eth0
went_well 'R1 two queues for node 0'
is 'R1 P6 two queues for node 0: steering stays on node 0' \
	"$(printf '%x' "$((0x$(rps eth0 0) | 0x$(rps eth0 1)))")" f

tap_end
