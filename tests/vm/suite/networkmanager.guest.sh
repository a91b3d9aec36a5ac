#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# NetworkManager and its dispatcher, with nqtune as installed (B5). auto was run once; the hooks keep to it.
. "$(dirname "$0")/managers.sh"

quiet
load bridge
installed
for net in wan lan; do
	card=$([[ $net == wan ]] && echo eth1 || echo eth0)
	ip link set "$card" down
	ip link set "$card" name "$net"
done
rm -f /etc/nqtune.conf
ip link add br0 type bridge
ip link set br0 up
mkdir -p /etc/NetworkManager/system-connections
printf '%s\n' '[main]' plugins=keyfile auth-polkit=false '[device]' 'match-device=interface-name:eth*,interface-name:br0' managed=0 \
	>/etc/NetworkManager/NetworkManager.conf
connection() { # iface address
	printf '%s\n' '[connection]' "id=$1" type=ethernet "interface-name=$1" '[ipv4]' method=manual "address1=$2" \
		'[ipv6]' method=disabled >"/etc/NetworkManager/system-connections/$1.nmconnection"
	chmod 600 "/etc/NetworkManager/system-connections/$1.nmconnection"
}
connection wan 10.1.0.1/24
connection lan 10.2.0.1/24

# What the package's installation enables.
mkdir -p /usr/local/lib/systemd/system
ln -s /lib/systemd/system/NetworkManager-dispatcher.service /usr/local/lib/systemd/system/dbus-org.freedesktop.nm-dispatcher.service
systemd_starts NetworkManager.service
# shellcheck disable=SC2317 # becomes calls it
up() {
	sd nmcli -g GENERAL.STATE device show "$1"
}
is 'NetworkManager brings wan up' "$(becomes '100 (connected)' up wan)" '100 (connected)'
nq -q auto wan br0
is 'B5 auto wan br0' "$(both)" '2 4'
forget_masks() {
	for net in wan br0; do
		echo 0 >/sys/class/net/$net/queues/rx-0/rps_cpus
	done
}
forget_masks
try sd nmcli connection up wan
is 'B5 nmcli connection up: laid out again by the hook' "$st $(becomes '2 4' both)" '0 2 4'
forget_masks
try sd nmcli device reapply wan
is 'B5 nmcli device reapply: likewise' "$st $(becomes '2 4' both)" '0 2 4'
settled
forget_masks
try sd nmcli connection up lan
settled
is 'B5 an interface that nothing was laid out for: nothing' "$st $(both)" '0 0 0'
sd nmcli device disconnect wan >/dev/null
try sd nmcli device connect wan
is 'B5 wan comes again: laid out by the hook' "$st $(becomes '2 4' both)" '0 2 4'
before=$(state)
for i in 1 2 3; do
	sd nmcli connection up wan >/dev/null
	sd nmcli connection up lan >/dev/null
done
settled
is 'B5 again and again: the layout stays' "$(state)" "$before"
lacks 'B5 and nothing failed' "$(sd journalctl -q -o cat)" "90-nqtune' failed"

tap_end
