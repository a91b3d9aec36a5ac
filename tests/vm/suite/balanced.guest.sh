#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# U5: the real irqbalance undoes a layout, and check says so; while it was told to leave the vectors alone, it is not accused.
. "$(dirname "$0")/lib.sh"

quiet
ip link set eth0 up
carrier eth0
mkdir -p /run/irqbalance
balance() {
	local i
	irqbalance --foreground -t 5 >/dev/null 2>&1 &
	balancer=$!
	for i in {1..300}; do
		[[ ! -S /run/irqbalance/irqbalance$balancer.sock ]] || return 0
		sleep 0.1
	done
	note "irqbalance has no socket after $((i / 10)) s"
}
authors() {
	nq -j check | jq -r '.settings[].author' | sort -u
}
diagonal=$(printf 'eth0-TxRx-%d\n' 0 1 2 3 4 5 | awk '{ print $1, NR - 1 }')
conf=$tap_scratch/nqtune.conf
echo 'auto eth0' >"$conf"

balance
try nq apply "$conf"
went_well 'apply beside irqbalance'
sleep 12
is 'two of its periods later the layout stands' "$(asked 'eth0-TxRx-[0-5]')" "$diagonal"
is 'check is content' "$(nq check "$conf")" "all is as $conf says"
echo 4 >"/proc/irq/$(irq_of eth0-TxRx-0)/smp_affinity"
is 'U5 moved by hand: irqbalance was told to leave it alone, and is not accused' "$(authors)" unknown
has 'U5 moved by hand: says so' "$(nq check)" 'irqbalance runs, but was told to leave it alone'
nq -q apply "$conf"

# started anew, it knows nothing of what it was told
kill "$balancer"
wait "$balancer"
balance
for _ in {1..60}; do
	[[ $(asked 'eth0-TxRx-[0-5]') == "$diagonal" ]] || break
	sleep 1
done
ok 'irqbalance, started anew, moved them (irqbalance)' [ "$(asked 'eth0-TxRx-[0-5]')" != "$diagonal" ]
try nq check "$conf"
is 'U5 moved by irqbalance: exit 3' "$st" 3
has 'U5 moved by irqbalance: named' "$out" 'probably irqbalance: it runs' 'was not told to leave this interrupt alone'
is 'U5 moved by irqbalance: and nobody else' "$(authors)" irqbalance
try nq apply "$conf"
went_well 'apply brings it back, and tells irqbalance again'
sleep 12
is 'it stands' "$(nq check "$conf")" "all is as $conf says"
kill "$balancer"
tap_end
