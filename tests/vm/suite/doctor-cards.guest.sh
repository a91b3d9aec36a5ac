#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The doctor on queues and cards under traffic: each rule fires, and its remedy, pasted, makes it go away (A5-A8, L2, L5, R4, R5,
# R8, R9, U10).
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
for card in eth0 eth1 eth2; do
	ip link set "$card" up
	carrier "$card"
done

# It is sent from eth0 to eth1 until stop.
start() {
	begin_sending
	until_used eth1
}
stream() { # delay words...
	sending 5 eth0 eth1 "delay $1" "${@:2}"
	start
}
two_hosts=('src_max 10.9.0.1' 'flag !IPSRC_RND' 'udp_src_min 1024' 'udp_src_max 60000' 'flag UDPSRC_RND')
stop() {
	end_sending
	pktgen kpktgend_4 rem_device_all
}
# How much more than its part one of the queues got since the last call, in percent.
shares() {
	ethtool -S eth1 | awk '/rx_queue_[0-5]_packets/ { print $2 }' >"$tap_scratch/shares.now"
	[[ ! -e $tap_scratch/shares ]] || paste "$tap_scratch/shares" "$tap_scratch/shares.now" |
		awk '{ n = $2 - $1; sum += n; if (n > most) most = n } END { print int(most * NR * 100 / (sum ? sum : 1)) - 100 }'
	mv "$tap_scratch/shares.now" "$tap_scratch/shares"
}

# --- idle, none of these rules has anything to say
examine 1
is 'idle: nothing on queues, cards and the path' "$(on_whom too-many-queues silent-queue udp-hash threaded rings-small \
	rings-large coalescing-off coalescing-eager pause nocache-copy one-lock stalls backlog squeezes hooks conntrack \
	flowtable offloaded)" ''

# --- R5, and the same traffic once that is done
stream 0 "${many_hosts[@]}"
examine_with eth1 1 eth1
ok "of $seen packets" [ "$seen" -ge 1000 ]
is 'A7 all queues get some: silent' "$(finding silent-queue eth1)" ''
is 'A6 and alike: silent' "$(finding udp-hash eth1)" ''
is 'A8 no ring overflows: silent' "$(finding rings-small eth1)" ''
is 'R9 short rings: silent' "$(finding rings-large eth1)" ''
is 'L5 mq at the root: silent' "$(finding one-lock eth1)" ''
# It asks for 10000 packets a second, which a busy emulator does not always take.
for _ in {1..10}; do
	[[ ! $(finding pause eth1) ]] || break
	examine_with eth1 1 eth1
done
is 'R5 pause: found' "$(finding pause eth1)" info || note "$seen packets"
pasted 'R5 pause' pause eth1
until_used eth1
healthy 'R5 pause: gone' eth1 pause

# --- A7: a table that leaves queues out; L2: all but one
nq -q rss eth1 equal 2
cured 'A7 table of two queues' silent-queue eth1 'info|warn' eth1
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

# --- A6: two hosts send each other as much as all others
is 'A6 the driver hashes UDP by addresses' "$(ethtool -n eth1 rx-flow-hash udp4 | grep -c port)" 0
sending 4 eth2 eth1 'delay 0' "${two_hosts[@]}"
stream 0 "${many_hosts[@]}"
doctor_seconds=2 cured 'A6 two hosts and many' udp-hash eth1 info eth1
is 'A6 the ports count now' "$(ethtool -n eth1 rx-flow-hash udp4 | grep -c 'L4 bytes')" 2
shares
sleep 2
more=$(shares)
ok "A6 no queue gets much more than its part: $more %" [ "$more" -lt 50 ]
nq -q rss eth1 fields udp4 sd fields udp6 sd
stop

# --- A7: two hosts
stream 0 "${two_hosts[@]}"
is 'A6 UDP is hashed by addresses again' "$(ethtool -n eth1 rx-flow-hash udp4 | grep -c port)" 0
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
most=0
for delay in 300000 400000 200000 300000 250000; do
	stream "$delay" "${many_hosts[@]}"
	was=$(raised)
	examine_with eth1 1 eth1
	was=$(($(raised) - was))
	note "every $delay ns: $was interrupts, $seen packets"
	((was <= most)) || most=$was
	[[ ! $(finding coalescing-off eth1) ]] || break
	stop
done
# the rule wants 2000 a second
if [[ ! $(finding coalescing-off eth1) ]] && ((most < 2000)); then
	skip 'A2 no delay' "$most interrupts a second are the most that this emulator gets done"
else
	doctor_tries=5 cured 'A2 no delay' coalescing-off eth1 warn eth1
	stop
fi

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
has 'U10 threads: which' "$(finding threaded eth1 what)" 'of its 6 NAPI threads may run on any CPU'
cured 'U10 threads' threaded eth1 info
is 'U10 each is on one CPU' "$(for pid in $(pgrep 'napi/eth1'); do taskset -pc "$pid"; done | sed 's/.*: //' | sort -u | tr '\n' ' ')" '0 1 2 3 4 5 '

tap_end
