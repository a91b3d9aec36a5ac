#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# U5 U6: igb, e1000e, vmxnet3 and virtio: check finds nothing where the drivers kept everything, rounded or refused some, and what someone changed.
. "$(dirname "$0")/lib.sh"

quiet
virtio eth3
for card in eth0 eth1 eth2; do
	ip link set "$card" up
	carrier "$card"
done
conf=$tap_scratch/nqtune.conf
content() { # name
	try nq check
	is "$1: all is as it was set" "$st, $out$err" '0, all is as nqtune set it since boot'
}

# --- a reset keeps the layout; where it does not, check would tell
for card in eth0 eth1 eth2 eth3; do
	name="$card ($(basename "$(readlink "/sys/class/net/$card/device/driver")"))"
	nq -q auto "$card"
	content "$name"
	ethtool -r "$card" 2>/dev/null && carrier "$card"
	content "$name: ethtool -r"
	ethtool -G "$card" rx 128
	carrier "$card"
	content "$name: ethtool -G"
	ip link set "$card" down
	content "$name: down"
	ip link set "$card" up
	carrier "$card"
	content "$name: up"
done

# --- all that a profile sets: what a driver rounds or has none of is no drift
for profile in router latency capture server; do
	echo "auto --all --full --profile $profile" >"$conf"
	try nq apply "$conf"
	went_well "$profile: apply"
	for card in eth0 eth1 eth2 eth3; do
		carrier "$card"
	done
	content "$profile"
	try nq check "$conf"
	is "$profile: all is as the file says" "$st, $out$err" "0, all is as $conf says"
	is "$profile: apply again writes nothing" "$(kernel_writes "$NQTUNE" apply "$conf")" ''
	is "$profile: apply again says so" "$(nq apply "$conf")" "unchanged: all is as $conf says already"
done

# --- settings of the card itself, changed by hand; each is named with the command that brings it back
cat >"$conf" <<'FILE'
ring eth0 rx 512
coalesce eth0 rx-usecs 40
offload eth0 rx-gro on
rss eth0 equal 4
rfs entries 4096
FILE
nq -q apply "$conf"
carrier eth0
try nq check "$conf"
is 'set: check is content' "$st" 0
ethtool -G eth0 rx 256
ethtool -C eth0 rx-usecs 3
ethtool -K eth0 gro off
ethtool -X eth0 equal 2
echo 1024 >/proc/sys/net/core/rps_sock_flow_entries
carrier eth0
is 'U5 changed by hand: the commands' "$(nq -j check "$conf" | jq -r '.settings[] | .restore // "none"' | sort)" \
	"$(printf '%s\n' none 'nqtune coalesce eth0 rx-usecs 40' 'nqtune offload eth0 rx-gro on' 'nqtune rfs entries 4096' \
		'nqtune ring eth0 rx 512')"
nq -j check "$conf" | jq -r '.settings[] | .restore // empty' >"$tap_scratch/restore"
PATH=$(dirname "$NQTUNE"):$PATH bash -e "$tap_scratch/restore" >/dev/null
carrier eth0
is 'U5 changed by hand: they bring all back but the table' "$(nq -j check "$conf" | jq -r '.settings[] | "\(.knob) \(.attr)"')" 'rss table'
nq -q apply "$conf"
try nq check "$conf"
is 'U5 changed by hand: apply brings the table back' "$st" 0
tap_end
