#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The three igb cards of the multi-queue article: fewer channels for a reserved CPU, and back (S4, S5); the indirection table and
# the hash by their traffic (A5-A7, L2); and every way of failing halfway.
. "$(dirname "$0")/lib.sh"

quiet
for card in eth0 eth1 eth2; do
	ip link set "$card" up
	carrier "$card"
done

# All that is set on the cards, by name: interrupts get new numbers with new channels.
everything() {
	local card option
	asked 'eth[0-2]-[TRrt].*' | sort
	grep -s . /sys/class/net/eth[0-2]/queues/*/*ps_* /sys/class/net/eth[0-2]/queues/*/rps_flow_cnt
	for card in eth0 eth1 eth2; do
		for option in -l -g -c -a -k -x; do
			ethtool "$option" "$card" 2>&1
		done
	done
}

# Entries of the table for each queue.
table() { # card
	ethtool -x "$1" | sed -n 's/^ *[0-9]*: *//p' | tr -s ' ' '\n' | sort -n | uniq -c | awk '{ print $2 "x" $1 }' | tr '\n' ' '
}

rx_packets() { # card -> "packets of queue 0, 1, ..."
	ethtool -S "$1" | sed -n 's/^ *rx_queue_[0-9]*_packets: //p' | tr '\n' ' '
}

# What each queue of eth1 got of flows that eth0 sends.
got_per_queue() { # count
	local was now
	arrives eth0 eth1 eth1 >/dev/null
	was=$(rx_packets eth1)
	flows "$1" eth0 eth1
	sleep 0.3
	now=$(rx_packets eth1)
	paste -d' ' <(tr ' ' '\n' <<<"$was") <(tr ' ' '\n' <<<"$now") | awk 'NF == 2 { printf "%s%d", sep, $2 - $1; sep = " " }'
}

# --- S4: five queues on CPUs 1-5
fresh=$(everything)
try nq -n auto --reserve 0 --channels eth0 eth1 eth2
went_well 'S4 dry run'
has 'S4 dry run: says that it resets the link' "$out" 'resets the link'
is 'S4 dry run: changes nothing' "$(everything)" "$fresh"
try nq auto --reserve 0 --channels eth0 eth1 eth2
went_well 'S4 auto --reserve 0 --channels'
for card in eth0 eth1 eth2; do
	is "S4 S5 $card: five channels" "$(ethtool -l "$card" | grep -c '^Combined:[[:space:]]*5$')" 1
	is "S4 $card: TxRx-i on CPU i+1" "$(asked "$card-TxRx-.*")" "$(for i in 0 1 2 3 4; do echo "$card-TxRx-$i $((i + 1))"; done)"
	is "S4 $card: CPU i+1 sends on queue i" "$(masks "$card" tx)" '02 04 08 10 20'
	is "S4 $card: the table spreads over five queues" "$(table "$card")" '0x26 1x26 2x25 3x26 4x25 '
done
try nq auto --reserve 0 --channels eth0 eth1 eth2
has 'S4 second run: nothing to do' "$st $out" '0 nothing to change'
is 'S4 second run: writes nothing' "$(kernel_writes "$NQTUNE" auto --reserve 0 --channels eth0 eth1 eth2)" ''
flows 300 eth0 eth1 eth1 eth2 eth2 eth0
counted . >/dev/null
flows 300 eth0 eth1 eth1 eth2 eth2 eth0
is 'S4 under traffic: CPU 0 serves no queue' "$(counted 'eth[0-2]-TxRx-.*' | grep -c ' cpu0=')" 0
try nq auto --channels eth0 eth1 eth2
went_well 'S3 six again'
for card in eth0 eth1 eth2; do
	is "S3 $card: TxRx-i on CPU i again" "$(asked "$card-TxRx-.*")" "$(for i in 0 1 2 3 4 5; do echo "$card-TxRx-$i $i"; done)"
	is "S3 $card: CPU i sends on queue i" "$(masks "$card" tx)" '01 02 04 08 10 20'
done

# --- a table of the user's own keeps the kernel from taking queues away; in order it goes
ethtool -X eth0 weight 1 0 0 0 0 3
try nq channels eth0 combined 5
is 'a table of the user blocks fewer channels: refused in the kernel words' "$st, $(grep -c 'existing indirection table' <<<"$err")" '1, 1'
try nq auto --reserve 0 --channels eth0
went_well 'S4 a table of the user: auto resets it first'
is 'S4 a table of the user: five channels, spread' "$(ethtool -l eth0 | grep -c '^Combined:[[:space:]]*5$') $(table eth0)" '1 0x26 1x26 2x25 3x26 4x25 '
nq -q auto --channels eth0

# --- P3: an interrupt that refuses once the channels have changed: they stay, and the layout is planned around it
paths=()
for victim in {20..99}; do
	paths+=(-P "/proc/irq/$victim/smp_affinity")
done
try strace -f --seccomp-bpf -qq -o /dev/null "${paths[@]}" -e trace=write -e inject=write:error=EIO:when=2 "$NQTUNE" auto --reserve 0 --channels eth0
went_well 'P3 the second interrupt refuses'
has 'P3 it is said' "$out" '1 of 5 queue interrupts cannot be moved' 'done: '
is 'P3 five channels all the same' "$(ethtool -l eth0 | grep -c '^Combined:[[:space:]]*5$')" 1
is 'P3 the others have places of their own' "$(asked 'eth0-TxRx-[0234]' | cut -d' ' -f2 | grep -c '^[1-5]$')" 4
is 'P3 the one that refused is where it was' "$(asked 'eth0-TxRx-1')" 'eth0-TxRx-1 0-5'
nq -q auto --reserve 0 --channels eth0
is 'P3 it moves when it may' "$(asked 'eth0-TxRx-.*')" "$(for i in 0 1 2 3 4; do echo "eth0-TxRx-$i $((i + 1))"; done)"
nq -q auto --channels eth0

# --- a failure at every step puts back everything, channels included
nq -q irq eth0 queue 1 cpus 4
nq -q irq eth1 cpus 0-5
nq -q xps eth0 queue 5 cpus 2,3
nq -q ring eth0 rx 512
before=$(everything)
job=(auto --reserve 0 --channels --ring --coalesce eth0 eth1)

# Which of the messages that nqtune sends to the kernel set something: their numbers in the order of sending.
set_messages() {
	strace -f -qq -xx -s 64 -e trace=sendto "$NQTUNE" -q "${job[@]}" 2>&1 >/dev/null |
		awk '{ n++ } match($0, /"\\x(0c|10|12|14|16|30)\\x01\\x00\\x00/) { print n }'
}
sets=$(set_messages)
note "messages that set something: ${sets//$'\n'/ }"
nq -q channels eth0 combined 6
nq -q channels eth1 combined 6
nq -q ring eth0 rx 512
nq -q ring eth1 rx 256
nq -q coalesce eth0 eth1 rx-usecs 3
nq -q irq eth0 queue 1 cpus 4
nq -q xps eth0 queue 5 cpus 2,3
nq -q xps eth0 queue 0 cpus none
before=$(everything)

failed=0
wrong=0
# A refused message, or the n-th write of all below /sys and /proc/irq: each time all is as it was, by name.
fails() { # words of strace...
	try strace -f --seccomp-bpf -qq -o /dev/null "$@" "$NQTUNE" "${job[@]}"
	((st != 0)) || return 1
	failed=$((failed + 1))
	[[ $(everything) == "$before" ]] || wrong=$((wrong + 1))
}
for n in $sets; do
	fails -e trace=sendto -e inject=sendto:error=EPERM:when="$n" || break
done
is 'every message that sets something fails once: each time all is put back' "$failed of $(wc -w <<<"$sets"), $wrong wrong" \
	"$(wc -w <<<"$sets") of $(wc -w <<<"$sets"), 0 wrong"
ok 'there were several' [ "$failed" -ge 4 ]
paths=()
for victim in /proc/irq/{20..99}/smp_affinity /sys/class/net/eth[01]/queues/tx-*/xps_cpus; do
	[[ $victim != /sys/* && ! -e $victim ]] || paths+=(-P "$victim")
done
failed=0
for n in {1..40}; do
	fails "${paths[@]}" -e trace=write -e inject=write:error=ENOSPC:when="$n" || break
done
ok "every write of the layout fails once ($failed of them)" [ "$failed" -ge 10 ]
is 'each time all is put back' "$wrong wrong" '0 wrong'
nq -q auto --forget eth1

# --- for real: one file cannot be written, after the channels have changed
nq -q channels eth0 combined 6
nq -q channels eth1 combined 6
nq -q irq eth0 queue 5 cpus 3
nq -q xps eth1 queue 4 cpus 0
before=$(everything)
victim=/sys/class/net/eth1/queues/tx-4/xps_cpus
mount --bind "$victim" "$victim"
mount -o remount,bind,ro "$victim"
try nq auto --reserve 0 --channels eth0 eth1
is 'a read-only file after a change of channels: exit 1' "$st" 1
has 'a read-only file after a change of channels: says which step' "$err" 'eth1: xps tx-4'
umount "$victim"
is 'a read-only file after a change of channels: all is as before, by name' "$(everything)" "$before"

# --- A5: the alternating table; traffic of many addresses reaches both queues
try nq rss eth1 equal 2
went_well 'A5 rss equal 2'
is 'A5 ethtool shows the alternating table' "$(ethtool -x eth1 | sed -n 's/^ *0: *//p' | tr -s ' ')" '0 1 0 1 0 1 0 1'
has 'A5 rss shows it' "$(nq rss eth1)" '0-1 in turn'
got=$(got_per_queue 400)
is 'A5 A7 under traffic: the first two queues get something, the others nothing' \
	"$(awk '{ for (i = 1; i <= NF; i++) printf "%d", ($i > 0) }' <<<"$got")" 110000
note "packets a queue: $got"

# --- L2: a queue set apart
try nq rss eth1 equal 6
try nq rss eth1 exclude 0
went_well 'L2 rss exclude 0'
got=$(got_per_queue 600)
is 'L2 under traffic: queue 0 gets nothing, the others do' "$(awk '{ for (i = 1; i <= NF; i++) printf "%d", ($i > 0) }' <<<"$got")" 011111
note "packets a queue: $got"
try nq rss eth1 weight 0 0 1 0 0 1
got=$(got_per_queue 300)
is 'A5 weights: only queues 2 and 5' "$(awk '{ for (i = 1; i <= NF; i++) printf "%d", ($i > 0) }' <<<"$got")" 001001
try nq rss eth1 default
went_well 'A5 rss default'

# --- A6: UDP flows that differ only in their ports
ports_flows() { # count: from one address to one, of many ports
	load pktgen
	pktgen kpktgend_0 rem_device_all
	pktgen kpktgend_0 'add_device eth0'
	local line
	for line in "count $1" 'delay 20000' 'pkt_size 60' "dst_mac $(</sys/class/net/eth1/address)" 'src_min 10.9.0.1' 'src_max 10.9.0.1' \
		'dst_min 10.8.0.1' 'dst_max 10.8.0.1' 'flag !IPSRC_RND' 'udp_src_min 1024' 'udp_src_max 60000' 'flag UDPSRC_RND'; do
		pktgen eth0 "$line"
	done
	pktgen pgctrl start
	pktgen kpktgend_0 rem_device_all
}
queues_reached() {
	local was now
	was=$(rx_packets eth1)
	ports_flows 400
	sleep 0.3
	now=$(rx_packets eth1)
	paste -d' ' <(tr ' ' '\n' <<<"$was") <(tr ' ' '\n' <<<"$now") | awk 'NF == 2 && $2 - $1 > 10 { n++ } END { print n + 0 }'
}
arrives eth0 eth1 eth1
nq -q rss eth1 fields udp4 sd
is 'A6 A7 addresses only: one queue gets it all' "$(queues_reached)" 1
try nq rss eth1 fields udp4 sdfn
went_well 'A6 rss fields udp4 sdfn'
is 'A6 with the ports, every queue gets some' "$(queues_reached)" 6

tap_end
