#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A virtio card with receive hashing of the host's: table, key and fields are there to be set, which the other cards lack one or
# another of (A4-A6, L2).
. "$(dirname "$0")/lib.sh"

quiet
virtio eth0
try "$here/../../lib/like_ethtool" eth0
is 'A2-A8 eth0: as ethtool says' "$(grep ^WRONG <<<"$out"), ${err:-no message}" ', no message'

facts() {
	ethtool -x eth0
	ethtool -l eth0
	for proto in tcp4 udp4 tcp6 udp6; do
		ethtool -n eth0 rx-flow-hash "$proto"
	done
}

key=$(ethtool -x eth0 | grep -E '^([0-9a-f]{2}:){39}')
nq -q rss eth0 equal 4
before=$(facts)
try nq rss eth0 key symmetric equal 2 fields udp4 sd
went_well 'A4 A5 A6 key, table and fields at once'
is 'A5 the table, by ethtool' "$(ethtool -x eth0 | sed -n 's/^ *0: *//p' | tr -s ' ')" '0 1 0 1 0 1 0 1'
is 'A4 the key, by ethtool' "$(ethtool -x eth0 | grep -cE '^(6d:5a:){19}6d:5a$')" 1
is 'A6 the fields, by ethtool' "$(ethtool -n eth0 rx-flow-hash udp4 | grep -c port)" 0
try nq rss eth0 key symmetric equal 2 fields udp4 sd
has 'again: nothing to do' "$st $out" '0 nothing to change'
try nq rss eth0 key "$key" equal 4 fields udp4 sdfn
went_well 'and back'
is 'all is as before' "$(facts)" "$before"

# one of several is refused: nothing of it stays
try nq rss eth0 equal 2 fields esp4 sdfn
is 'A6 fields of a protocol it does not hash: refused, exit 1' "$st, $(facts)" "1, $before"
try nq rss eth0 key 01:02
is 'A4 a key of another length: refused, exit 1' "$st, $(facts)" "1, $before"

# a table of the user keeps the kernel from taking queues away; auto resets it first
nq -q rss eth0 weight 1 1 1 3
try nq channels eth0 combined 2
has 'a table of the user: fewer channels are refused in the kernel words' "$st $err" '1 ' 'existing indirection table'
try nq auto --channels --reserve 2,3 eth0
went_well 'S4 two channels for two CPUs'
is 'S4 two channels' "$(ethtool -l eth0 | grep -c '^Combined:[[:space:]]*2$')" 1
try nq auto --channels --reserve 2,3 eth0
has 'S4 second run: nothing to do' "$st $out" '0 nothing to change'

record virtio-rss

tap_end
