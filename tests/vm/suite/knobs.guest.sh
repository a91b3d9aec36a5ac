#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A card of each driver: every knob says what ethtool says, is set, read back and set back; what a driver refuses is refused in
# the kernel's words (A2-A8, L3, R5, R7, R8).
. "$(dirname "$0")/lib.sh"

quiet
virtio eth3
for card in eth0 eth1 eth2; do
	ip link set "$card" up
	carrier "$card"
done

# --- the same values as ethtool prints, field by field
for card in eth0 eth1 eth2 eth3; do
	driver=$(basename "$(readlink "/sys/class/net/$card/device/driver")")
	try "$here/../../lib/like_ethtool" "$card"
	is "A2-A8 $card ($driver): as ethtool says" "$(grep ^WRONG <<<"$out"), ${err:-no message}" ', no message'
	# channels 8, ring 12, coalesce 20, pause 3, features 50, fields 6 at least: nothing was left out
	ok "$card: $(wc -l <<<"$out") fields were compared" [ "$(wc -l <<<"$out")" -gt 90 ]
done

# What ethtool says of a card, all of it.
facts() { # card
	local option
	for option in -l -g -c -a -k -x; do
		echo "ethtool $option"
		ethtool "$option" "$1" 2>&1
	done
}

# Sets a knob, looks at it with ethtool, sets it again (nothing to do), and sets it back.
there_and_back() { # card knob 'words' 'words back' 'ethtool options' regex
	local card=$1 knob=$2 words=$3 back=$4 before
	local name="$card $knob $words"
	before=$(facts "$card")
	# shellcheck disable=SC2086 # words
	try nq -n "$knob" "$card" $words
	is "$name: --dry-run writes nothing" "$st, $(facts "$card")" "0, $before"
	# shellcheck disable=SC2086
	try nq "$knob" "$card" $words
	went_well "$name"
	# shellcheck disable=SC2086
	ok "$name: ethtool has it" grep -qE "$6" <<<"$(ethtool $5 "$card" 2>&1)"
	# shellcheck disable=SC2086
	try nq "$knob" "$card" $words
	has "$name: a second time there is nothing to do" "$st $out" '0 nothing to change'
	# shellcheck disable=SC2086
	try nq "$knob" "$card" $back
	went_well "$card $knob $back"
	is "$card $knob $back: all is as before" "$(facts "$card")" "$before"
}

there_and_back eth0 channels 'combined 2' 'combined 4' -l '^Combined:[[:space:]]+2$'
there_and_back eth3 channels 'combined 1' 'combined 2' -l '^Combined:[[:space:]]+1$'
there_and_back eth0 ring 'rx 512 tx 80' 'rx 256 tx 256' -g '^TX:[[:space:]]+80$'
there_and_back eth1 ring 'rx 512' 'rx 256' -g '^RX:[[:space:]]+512$'
there_and_back eth2 ring 'tx 1024' 'tx 512' -g '^TX:[[:space:]]+1024$'
there_and_back eth3 ring 'rx 128 tx 64' 'rx 256 tx 256' -g '^TX:[[:space:]]+64$'
there_and_back eth0 coalesce 'rx-usecs 50' 'rx-usecs 3' -c '^rx-usecs:[[:space:]]+50$'
there_and_back eth1 coalesce 'rx-usecs 100' 'rx-usecs 3' -c '^rx-usecs:[[:space:]]+100$'
there_and_back eth0 pause 'autoneg off rx off tx off' 'autoneg on rx on tx on' -a '^Autonegotiate:[[:space:]]+off$'
there_and_back eth1 pause 'autoneg off rx off tx off' 'autoneg on rx on tx on' -a '^Autonegotiate:[[:space:]]+off$'
for card in eth0 eth1 eth2 eth3; do
	there_and_back "$card" offload 'gro off tx-nocache-copy on' 'gro on tx-nocache-copy off' -k '^tx-nocache-copy: on$'
done
nq -q rss eth0 equal 4
there_and_back eth0 rss 'weight 1 1 2' 'equal 4' -x '^    0:( +0){8}$'
there_and_back eth0 rss 'start 1 equal 2' 'equal 4' -x '^    0:( +1 +2){4}$'
there_and_back eth2 rss 'weight 0 1 0 1' 'equal 4' -x '^    0:( +1){8}$'

# --- by netlink where this kernel has the message (since 6.17), by ioctl where it has not
strace -qq -xx -s 64 -e trace=sendto "$NQTUNE" -q rss eth0 equal 2 2>"$tap_scratch/sent"
sets=$(grep -cE '"\\x30\\x01\\x00\\x00|"(\\x..){16}\\x30\\x01\\x00\\x00' "$tap_scratch/sent")
case $LAB_KERNEL in
6.1 | 6.12) is 'A5 the table is set by ioctl' "$sets" 0 ;;
*) is 'A5 the table is set by netlink' "$sets" 1 ;;
esac
nq -q rss eth0 equal 4

# --- the hash covers ports only where that is asked for
try nq rss eth0 fields udp4 sdfn
is 'A6 rss eth0 fields udp4 sdfn' "$st, $(ethtool -n eth0 rx-flow-hash udp4 | grep -c port)" '0, 2'
try nq rss eth0 fields udp4 sdfn
has 'A6 again: nothing to do' "$out" 'nothing to change'
try nq rss eth0 fields udp4 sd
is 'A6 rss eth0 fields udp4 sd' "$st, $(ethtool -n eth0 rx-flow-hash udp4 | grep -c port)" '0, 0'

# --- what a driver rounds is said as it became, and asked again there is nothing to do
try nq ring eth0 rx 257
has 'A8 ring eth0 rx 257: what became of it is said' "$st $out" '0 ' 'the driver made 264 of 257'
try nq ring eth0 rx 257
has 'A8 ring eth0 rx 257 again: nothing to do' "$st $out" '0 nothing to change'
nq -q ring eth0 rx 256

# --- refused: the kernel's own words where it has some, exit 1, nothing changed
refused() { # name card part words...
	local before
	before=$(facts "$2")
	try nq "${@:4}"
	is "$1: exit 1, nothing printed, nothing changed" "$st, $out, $(facts "$2")" "1, , $before"
	has "$1: says why" "$err" "nqtune: $2" "$3"
}
refused 'channels beyond the maximum' eth0 'requested channel count exceeds maximum' channels eth0 combined 99
refused 'channels of a kind it has not' eth0 'not supported' channels eth0 rx 2
refused 'rings beyond the maximum' eth0 'requested ring size exceeds maximum' ring eth0 rx 100000
refused 'igb takes no rx-usecs 2' eth0 'to 2: ' coalesce eth0 rx-usecs 2
refused 'e1000e has one channel' eth1 'not supported' channels eth1 combined 1
refused 'vmxnet3 cannot change its channels' eth2 'channels combined to 1' channels eth2 combined 1
refused 'virtio has no delay that its host does not offer' eth3 'coalesce rx-usecs to 20: ' coalesce eth3 rx-usecs 20
refused 'vmxnet3 has no coalescing here' eth2 'not supported' coalesce eth2 rx-usecs 10
refused 'vmxnet3 has no pause' eth2 'not supported' pause eth2 rx off
refused 'a fixed feature' eth1 'fixed' offload eth1 ntuple on
case $LAB_KERNEL in
6.1 | 6.12) refused 'igb has no key yet' eth0 'key is not supported' rss eth0 key symmetric ;;
*)
	key=$(ethtool -x eth0 | grep -E '^([0-9a-f]{2}:){39}')
	there_and_back eth0 rss 'key symmetric' "key $key" -x '^(6d:5a:){19}6d:5a$'
	;;
esac
refused 'e1000e has no table' eth1 'not supported' rss eth1 equal 1
refused 'L2 igb 82576 has no flow rules' eth0 'ntuple' ntuple eth0 add udp4 dst-port 53 queue 1
has 'A3 what e1000e lacks is said' "$(nq channels eth1)" 'not supported'
is 'A3 and reads null' "$(nq -j channels eth1 | grep -c '"value": null')" 4

# --- a driver refuses in the middle: what was done before is put back, channels too
before=$(facts eth3; asked 'virtio[0-9]*-(input|output).[01]'; masks eth3 tx)
try nq channels eth3 eth2 combined 1
is 'U4 channels of two cards, the second refuses: the first has its own again' \
	"$st, $(facts eth3; asked 'virtio[0-9]*-(input|output).[01]'; masks eth3 tx)" "1, $before"

# --- BQL, NAPI and RFS are files
try nq bql eth0 queue 1 limit-max 20000
is 'L3 bql eth0 queue 1' "$st, $(cat /sys/class/net/eth0/queues/tx-*/byte_queue_limits/limit_max | tr '\n' ' ')" \
	'0, 1879048192 20000 1879048192 1879048192 '
nq -q bql eth0 limit-max max
try nq napi eth0 threaded on gro-flush-timeout 20000
is 'napi eth0 threaded on' "$st, $(cat /sys/class/net/eth0/threaded /sys/class/net/eth0/gro_flush_timeout | tr '\n' ' ')" '0, 1 20000 '
nq -q napi eth0 threaded off gro-flush-timeout 0
try nq rfs eth0 flows 4096
is 'rfs eth0 flows 4096: divided over its four queues' "$st, $(cat /sys/class/net/eth0/queues/rx-*/rps_flow_cnt | tr '\n' ' ')" \
	'0, 1024 1024 1024 1024 '
try nq rfs entries 32768
is 'rfs entries' "$st, $(</proc/sys/net/core/rps_sock_flow_entries)" '0, 32768'
nq -q rfs eth0 flows 0
nq -q rfs entries 0

record knobs

tap_end
