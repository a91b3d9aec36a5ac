#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The doctor on a card that spreads by a hash only while it is on: of virtio, whose host does the hashing (A4, A7).
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
virtio eth0
virtio eth1
load pktgen
pktgen kpktgend_3 rem_device_all
pktgen kpktgend_3 'add_device eth0'
for line in 'count 0' 'delay 100000' 'pkt_size 60' "dst_mac $(</sys/class/net/eth1/address)" 'src_min 10.9.0.1' \
	'src_max 10.9.255.250' 'flag IPSRC_RND' 'dst_min 10.8.0.1' 'dst_max 10.8.0.1'; do
	pktgen eth0 "$line"
done
echo start >/proc/net/pktgen/pgctrl &
until_used eth1
ethtool -K eth1 rxhash on
silent 'A7 every queue gets some' silent-queue eth1 1 eth1
ethtool -K eth1 rxhash off
cured 'A4 A7 hashing is off' silent-queue eth1 warn eth1
has 'A4 hashing is on' "$(ethtool -k eth1)" 'receive-hashing: on'
nq -q rss eth1 equal 2
cured 'A7 table of two queues' silent-queue eth1 'info|warn' eth1
echo stop >/proc/net/pktgen/pgctrl
wait
tap_end
