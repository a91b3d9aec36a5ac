#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# systemd-networkd, networkd-dispatcher and the units, with nqtune as installed (B5, U7). /etc/nqtune.conf says what is wanted.
. "$(dirname "$0")/managers.sh"

quiet
load bridge dummy
installed
for net in wan lan; do
	card=$([[ $net == wan ]] && echo eth1 || echo eth0)
	ip link set "$card" down
	ip link set "$card" name "$net"
done
rm -rf /etc/systemd/network/* /etc/nqtune.conf
network() { # iface line...
	printf '%s\n' '[Match]' "Name=$1" "${@:2}" >"/etc/systemd/network/$1.network"
}
netdev() { # iface kind
	printf '%s\n' '[NetDev]' "Name=$1" "Kind=$2" >"/etc/systemd/network/$1.netdev"
}
netdev br0 bridge
netdev br1 bridge
netdev port0 dummy
network br0 '[Network]' Address=10.2.0.1/24
network br1 '[Network]' Address=10.3.0.1/24
network wan '[Network]' Address=10.1.0.1/24
network lan '[Network]' Bridge=br1
network port0 '[Network]' Bridge=br0
cat >/etc/nqtune.conf <<-END
	# a core each; lan is a port of br1
	auto wan br0
	rps lan queue 1 cpus 3
	irq lan queue 0 cpus 2
END
lan() {
	echo "$(asked 'lan-rx-[0-9]' | cut -d' ' -f2 | tr '\n' ' ')$(masks lan rx)"
}
all() {
	echo "$(both), $(lan)"
}
reset() {
	nq -q rps wan br0 lan cpus none
	nq -q irq wan lan cpus all
	rm -rf /run/nqtune
}

systemd_starts systemd-networkd.service
# --- the unit, as at boot
units=$(find /usr/lib/systemd /usr/local/lib/systemd -name 'nqtune*.service' 2>/dev/null)
is 'B5 two units' "$(wc -w <<<"$units")" 2
# shellcheck disable=SC2086 # a list of words
is 'B5 that systemd understands' "$(sd systemd-analyze verify --man=no $units 2>&1 | grep -i nqtune)" ''
carrier wan
carrier lan
becomes 1 cat /sys/class/net/br0/carrier >/dev/null
wanted='2 4, 2 0-3 0-3 0-3 0 8 0 0'
try sd systemctl start nqtune.service
is 'B5 nqtune.service applies the file' "$st $(all)" "0 $wanted"
is 'B5 what it did can be undone afterwards' "$(sd "$NQTUNE" undo >/dev/null 2>&1; echo $?; all)" "0
0 0, 0-3 0-3 0-3 0-3 0 0 0 0"

# --- the dispatcher
reset
sd systemctl start networkd-dispatcher.service
is 'B5 the dispatcher starts: what is up already is laid out' "$(becomes "$wanted" all)" "$wanted"
settled
reset
ip link set wan down
ip link set wan up
is 'B5 wan comes again: laid out by its hook' "$(becomes '2 4' both)" '2 4'
settled
nq -q rps lan cpus none
nq -q irq lan cpus all
ip link set lan down
ip link set lan up
is 'B5 lan, a port of br1, comes again: its lines' "$(becomes "$wanted" all)" "$wanted"
settled
before=$(state)
for i in 1 2 3; do
	ip link set wan down
	ip link set wan up
	carrier wan
done
settled
is 'B5 a link that flaps: the layout stays' "$(state)" "$before"
ethtool -L lan combined 2
is 'B5 ethtool -L: laid out again' "$(becomes '2 4, 2 0-3 0 8' all)" '2 4, 2 0-3 0 8'

# --- trouble
settled
sed -i 's/^auto wan br0/auto wan br0 nosuch0/' /etc/nqtune.conf
reset
ip link set wan down
ip link set wan up
is 'U7 an interface that never comes is left out' "$(becomes '2 4' both)" '2 4'
sd systemctl restart nqtune.service 2>/dev/null
is 'U7 the unit says what the file says of it' "$(sd systemctl is-failed nqtune.service)" failed
has 'U7 in a clear line' "$(sd journalctl -q -o cat -u nqtune.service)" '/etc/nqtune.conf:2:' 'nosuch0: no such interface'

tap_end
