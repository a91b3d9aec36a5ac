#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The doctor on queues and cards under traffic: each rule fires, and its remedy, pasted, makes it go away (A5-A8, L2, L5, R4, R5,
# R8, R9, U10).
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
for card in eth0 eth1; do
	ip link set "$card" up
	carrier "$card"
done

# Packets from eth0 to eth1 until stop; more words of pktgen may follow.
stream() { # delay words...
	local line
	load pktgen
	pktgen kpktgend_5 rem_device_all
	pktgen kpktgend_5 'add_device eth0'
	for line in 'count 0' "delay $1" 'pkt_size 60' "dst_mac $(</sys/class/net/eth1/address)" 'src_min 10.9.0.1' \
		'dst_min 10.8.0.1' 'dst_max 10.8.0.1' "${@:2}"; do
		pktgen eth0 "$line"
	done
	echo start >/proc/net/pktgen/pgctrl &
	until_used eth1
}
many_hosts=('src_max 10.9.255.250' 'flag IPSRC_RND' 'flag !UDPSRC_RND')
two_hosts=('src_max 10.9.0.1' 'flag !IPSRC_RND' 'udp_src_min 1024' 'udp_src_max 60000' 'flag UDPSRC_RND')
stop() {
	echo stop >/proc/net/pktgen/pgctrl
	wait
}

# --- idle, none of these rules has anything to say
examine 1
is 'idle: nothing on queues, cards and the path' "$(jq -r '.findings[].id' "$tap_scratch/doctor.json" |
	grep -E 'queue|udp|threaded|ring|coalesc|pause|nocache|lock|stall|backlog|squeez|hooks|conntrack|flowtable')" ''

# --- R5, and the same traffic once that is done
stream 0 "${many_hosts[@]}"
examine_with eth1 1 eth1
note "$seen packets"
is 'A7 all queues get some: silent' "$(finding silent-queue eth1)" ''
is 'A6 and alike: silent' "$(finding udp-hash eth1)" ''
is 'A8 no ring overflows: silent' "$(finding rings-small eth1)" ''
is 'R9 short rings: silent' "$(finding rings-large eth1)" ''
is 'L5 mq at the root: silent' "$(finding one-lock eth1)" ''
ok 'R5 pause: found' [ "$(finding pause eth1)" ]
try paste_remedy pause eth1
went_well 'R5 pause: the remedy works'
until_used eth1
examine_with eth1 1 eth1
is "R5 pause: gone, of $((seen >= 1000)) traffic" "$(finding pause eth1)" ''

# --- A7: a table that leaves queues out; L2: all but one
nq -q rss eth1 equal 2
cured 'A7 table of two queues' silent-queue eth1 warn eth1
nq -q rss eth1 exclude 0
examine 1 eth1
has 'L2 a queue set apart, to which no rule leads' "$(finding silent-queue eth1 what)" 'rx queue 0 gets no packets'
nq -q rss eth1 default

# --- R9: a ring of 4096
nq -q ring eth1 rx 4096
until_used eth1
cured 'R9 long rings' rings-large eth1 info eth1

# --- L5: one lock; shaping is a choice
load sch_fq_codel sch_htb
tc qdisc replace dev eth1 root fq_codel
cured 'L5 fq_codel at the root' one-lock eth1 warn eth1
is 'L5 mq is there again' "$(tc qdisc show dev eth1 root | cut -d' ' -f2)" mq
tc qdisc replace dev eth1 root handle 1: htb
cured 'L5 htb at the root' one-lock eth1 info eth1

# --- A6: queues that get unlike shares of UDP by address
nq -q rss eth1 weight 10 1 1 1 1 1
examine 1 eth1
ok 'A6 unlike shares: found' [ "$(finding udp-hash eth1)" ]
has 'A6 unlike shares: says how unlike' "$(finding udp-hash eth1 evidence)" 'one of 6 queues got' 'times its part'
nq -q rss eth1 default
stop

# --- A7: two hosts
stream 0 "${two_hosts[@]}"
is 'A6 the driver hashes UDP by addresses' "$(ethtool -n eth1 rx-flow-hash udp4 | grep -c port)" 0
examine_with eth1 1 eth1
ok 'A7 two hosts: found' [ "$(finding silent-queue eth1)" ]
has 'A7 two hosts: five queues get nothing, and why' "$(finding silent-queue eth1 what)" 'rx queues ' 'get no packets: UDP is hashed by its addresses only'
is 'A7 two hosts: told once' "$(finding udp-hash eth1)" ''
cured 'A7 two hosts' silent-queue eth1 "$(finding silent-queue eth1)" eth1
is 'A6 the ports count now' "$(ethtool -n eth1 rx-flow-hash udp4 | grep -c 'L4 bytes')" 2
stop

# --- A2, R4: an interrupt for each packet, at a rate at which each comes alone, as a busy emulator allows
raised() {
	awk '/eth1-TxRx/ { for (i = 2; i <= 7; i++) n += $i } END { print n }' /proc/interrupts
}
nq -q coalesce eth1 rx-usecs 0
for delay in 300000 400000 200000 300000 250000; do
	stream "$delay" "${many_hosts[@]}"
	was=$(raised)
	examine_with eth1 1 eth1
	note "every $delay ns: $(($(raised) - was)) interrupts, $seen packets"
	[[ ! $(finding coalescing-off eth1) ]] || break
	stop
done
cured 'A2 no delay' coalescing-off eth1 warn eth1
stop

# --- R4: a long delay for few packets
nq -q coalesce eth1 rx-usecs 1000
stream 5000000 "${many_hosts[@]}"
cured 'R4 a long delay' coalescing-eager eth1 info eth1 50
stop

# --- R8
ethtool -K eth1 tx-nocache-copy on
cured 'R8 tx-nocache-copy' nocache-copy eth1 warn eth1 0

# --- U10: threads that wander
nq -q napi eth1 threaded on
examine 1 eth1
note "$(finding threaded eth1 remedy)"
has 'U10 threads: found' "$(finding threaded eth1) $(finding threaded eth1 what)" 'info ' 'of its 6 NAPI threads may run on any CPU'
try paste_remedy threaded eth1
is 'U10 threads: the remedy works' "$st $err" '0 '
silent 'U10 threads' threaded eth1 1 eth1
is 'U10 each is on one CPU' "$(for pid in $(pgrep 'napi/eth1'); do taskset -pc "$pid"; done | sed 's/.*: //' | sort -u | tr '\n' ' ')" '0 1 2 3 4 5 '

tap_end
