#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every profile on every driver of the lab: planned, applied, verified against ethtool, a second run empty, and put back (R4, R5, R7-R10).
. "$(dirname "$0")/lib.sh"

quiet
virtio eth3
for card in eth0 eth1 eth2; do
	ip link set "$card" up
	carrier "$card"
done

facts() { # card
	local option
	for option in -l -g -c -a -k -x; do
		ethtool "$option" "$1" 2>&1
	done
	asked "$1-.*|$(basename "$(readlink "/sys/class/net/$1/device")")-.*" | sort
	grep -s . "/sys/class/net/$1"/queues/*/*ps_* "/sys/class/net/$1"/queues/*/rps_flow_cnt
	cat /proc/sys/net/core/rps_sock_flow_entries
}

for profile in router server latency capture; do
	options=(--full --profile "$profile")
	[[ $profile != router ]] || options+=(--short-tx-ring)
	for card in eth0 eth1 eth2 eth3; do
		name="$profile on $card ($(basename "$(readlink "/sys/class/net/$card/device/driver")"))"
		before=$(facts "$card")
		try nq -n auto "${options[@]}" "$card"
		went_well "$name: planned"
		is "$name: the plan changed nothing" "$(facts "$card")" "$before"
		note "$out"
		try nq -j auto "${options[@]}" "$card"
		went_well "$name: applied"
		echo "$out" >"$tap_scratch/plan.json"
		is "$name: verified" "$("$here/../../lib/plan_check" kept "$tap_scratch/plan.json")" ''
		carrier "$card"
		is "$name: as ethtool says" "$("$here/../../lib/like_ethtool" "$card" | grep ^WRONG)" ''
		try nq auto "${options[@]}" "$card"
		has "$name: a second run has nothing to do" "$st $out" "0 nothing to change: $card"
		"$here/../../lib/plan_check" back "$tap_scratch/plan.json" >"$tap_scratch/back" 2>&1 || note "$(<"$tap_scratch/back")"
		carrier "$card"
		is "$name: put back" "$(facts "$card")" "$before"
		nq -q auto --forget "$card"
	done
done

tap_end
