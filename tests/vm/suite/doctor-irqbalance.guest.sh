#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# R3, P10: the real irqbalance. The doctor asks it what it leaves alone, and is silent once it was told.
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

policy=$here/../../../hooks/irqbalance-policy
quiet
mkdir -p /run/irqbalance
doctor_seconds=0

balance() { # options...
	local i
	irqbalance --foreground -t 5 "$@" >"$tap_scratch/balancer" 2>&1 &
	balancer=$!
	for i in {1..300}; do
		[[ ! -S /run/irqbalance/irqbalance$balancer.sock ]] || return 0
		sleep 0.1
	done
	note "irqbalance has no socket after $((i / 10)) s: $(<"$tap_scratch/balancer")"
}

examine 0
is 'R3 it does not run: silent' "$(on_whom irqbalance)" ''
balance
cured 'R3 nothing was laid out yet' irqbalance host info
is 'R3 laid out, and told: nothing else to do' "$(on_whom layout)" ''
ban=()
# shellcheck disable=SC2013 # words
for irq in $(awk '$NF ~ /^eth[0-2]-TxRx-/ { sub(":", "", $1); print $1 }' /proc/interrupts); do
	ban+=("--banirq=$irq")
done
kill "$balancer"
wait "$balancer" || true
# Started anew, it knows nothing of that; unless its command line says so, or the script does.
balance
cured 'R3 laid out, and not told' irqbalance host warn
kill "$balancer"
wait "$balancer" || true
balance "${ban[@]}"
examine 0
is 'R3 its command line names them: silent' "$(on_whom irqbalance)" ''
kill "$balancer"
wait "$balancer" || true
balance "--policyscript=$policy"
examine 0
is 'P10 the policy script: silent' "$(on_whom irqbalance)" ''
kill "$balancer"

tap_end
