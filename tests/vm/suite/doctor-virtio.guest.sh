#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The doctor on a card that spreads by a hash only while it is on: of virtio, whose host does the hashing (A4, A7).
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
virtio eth0
virtio eth1
sending 3 eth0 eth1 'delay 100000' "${many_hosts[@]}"
begin_sending
until_used eth1
ethtool -K eth1 rxhash on
silent 'A7 every queue gets some' silent-queue eth1 1 eth1
ethtool -K eth1 rxhash off
cured 'A4 A7 hashing is off' silent-queue eth1 warn eth1
has 'A4 hashing is on' "$(ethtool -k eth1)" 'receive-hashing: on'
nq -q rss eth1 equal 2
cured 'A7 table of two queues' silent-queue eth1 'info|warn' eth1
end_sending
tap_end
