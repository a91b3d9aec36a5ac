#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Six CPUs, three igb cards with six TxRx queues: the router of the multi-queue article (S1-S5, S7).
. "$(dirname "$0")/lib.sh"

cards=(eth0 eth1 eth2)
quiet

diagonal() { # prefix... -> what the vectors of the diagonal say
	local card i
	for card; do
		for i in 0 1 2 3 4 5; do
			echo "$card-TxRx-$i $i $i"
		done
	done
}

# --- fresh: every vector may go anywhere, and the kernel put each somewhere
fresh=$(vectors 'eth[0-2]-TxRx-[0-5]')
is 'fresh: all may go anywhere (the kernel)' "$(cut -d' ' -f2 <<<"$fresh" | sort -u)" 0-5
ok 'fresh: it is not the diagonal (the kernel)' [ "$fresh" != "$(diagonal eth0 eth1 eth2)" ]
is 'S1 U1 U3 fresh: show --json is what the kernel says' "$(lies)" ''
try nq show
went_well 'fresh: show'
shown=$(awk '/^eth/ { card = $1 } $1 ~ /^TxRx-/ { for (i = 3; i <= NF; i++) if ($i == "X") print card "-" $1, i - 3 }' <<<"$out")
is 'S2 U3 fresh: the matrix has its crosses where the kernel put the interrupts' "$shown" "$(cut -d' ' -f1,3 <<<"$fresh")"
has 'B6 fresh: RPS is off everywhere' "$out" 'RPS off everywhere'
record igb3

# --- a transaction that fails
before=$(state)
victim=/proc/irq/$(irq_of eth1-TxRx-3)/smp_affinity
spoiled "$victim" error=ENOSPC auto eth0 eth1 eth2
is 'a write fails halfway: exit 1' "$st" 1
is 'a write fails halfway: all is as before' "$(state)" "$before"
has 'a write fails halfway: the message names the step' "$err" 'eth1: irq eth1-TxRx-3 to 3' 'no interrupt vector left'
mount --bind "$victim" "$victim"
mount -o remount,bind,ro "$victim"
try nq auto eth0 eth1 eth2
is 'U8 one file is read-only: exit 1' "$st" 1
is 'U8 one file is read-only: all is as before' "$(state)" "$before"
has 'U8 one file is read-only: says so' "$err" 'eth1: irq eth1-TxRx-3 to 3' '/proc/irq is read-only here'
umount "$victim"
spoiled /sys/class/net/eth2/queues/tx-5/xps_cpus error=ENOMEM:when=1 auto eth0 eth1 eth2
is 'the last of 36 writes fails: exit 1' "$st" 1
is 'the last of 36 writes fails: all is as before' "$(state)" "$before"

# --- a vector that cannot move (EIO) is planned around (P3)
spoiled "$victim" error=EIO auto eth1
is 'P3 an interrupt refuses: exit 0' "$st" 0
has 'P3 an interrupt refuses: says so' "$out" '1 of 6 queue interrupts cannot be moved'
is 'P3 an interrupt refuses: it is as it was' "$(<"$victim")" 3f
stays=$(vectors eth1-TxRx-3 | cut -d' ' -f3)
is 'P3 P4 an interrupt refuses: its queue sends where it is' "$(cut -d' ' -f4 <<<"$(masks eth1 tx)")" \
	"$(printf '%02x' "$((1 << stays))")"
is 'P3 the others are on CPUs of their own' \
	"$(asked 'eth1-TxRx-[0-24-5]' | cut -d' ' -f2 | sort -u | wc -l)" 5
nq -q irq eth1 cpus all
nq -q xps eth1 cpus none
nq -q auto --forget eth1
is 'all is as before' "$(state)" "$before"

# --- the diagonal
links=$(asked 'eth[0-2]')
try nq auto "${cards[@]}"
went_well 'S3 auto'
for card in "${cards[@]}"; do
	is "S3 P2 $card: queue i's interrupt is asked to CPU i" "$(asked "$card-TxRx-[0-5]")" "$(diagonal "$card" | cut -d' ' -f1,2)"
	is "S3 P4 $card: CPU i sends on queue i" "$(masks "$card" tx)" '01 02 04 08 10 20'
	is "P5 $card: RPS is off" "$(masks "$card" rx)" '00 00 00 00 00 00'
done
is 'P2 the link vectors are as before' "$(asked 'eth[0-2]')" "$links"
before=$(state)
is 'S7 second run: writes nothing' "$(kernel_writes "$NQTUNE" auto eth0 eth1 eth2)" ''
try nq auto "${cards[@]}"
went_well 'second run'
has 'second run: says so' "$out" 'nothing to change: eth0, eth1, eth2'
is 'second run: changes nothing' "$(state)" "$before"

# --- traffic: an interrupt moves when it next comes, so the first packets settle it
flows 300 eth0 eth1 eth1 eth2 eth2 eth0
is 'U3 after traffic: effective is asked, on every vector' "$(vectors 'eth[0-2]-TxRx-[0-5]')" "$(diagonal "${cards[@]}")"
counted . >/dev/null
flows 600 eth0 eth1 eth1 eth2 eth2 eth0
is 'S3 B1 under traffic every queue vector counts, and on its CPU only (/proc/interrupts)' \
	"$(counted_where 'eth[0-2]-TxRx-[0-5]')" "$(diagonal "${cards[@]}" | sed 's/ .* / cpu/')"
try nq show
is 'S2 show has the diagonal' \
	"$(awk '/^eth/ { c = $1 } $1 ~ /^TxRx-/ { for (i = 3; i <= NF; i++) if ($i == "Xt") print c "-" $1, i - 3, i - 3 }' <<<"$out")" \
	"$(diagonal "${cards[@]}")"
is 'U3 show --json is what the kernel says' "$(lies)" ''

# --- XPS: a sender on CPU i uses queue i
ip addr add 10.0.0.1/24 dev eth0
ip neigh add 10.0.0.2 lladdr "$(</sys/class/net/eth1/address)" dev eth0
tx_packets() { # a "queue packets" line each
	ethtool -S eth0 | sed -n 's/^ *tx_queue_\([0-9]*\)_packets: /\1 /p'
}
for cpu in 1 4; do
	was=$(tx_packets)
	taskset -c "$cpu" bash -c 'for i in {1..30}; do echo >/dev/udp/10.0.0.2/9; done'
	grew=$(join <(echo "$was") <(tx_packets) | awk '$3 - $2 >= 30 { print $1 }')
	is "S3 P4 what CPU $cpu sends goes out of queue $cpu, by the card's counters" "$grew" "$cpu"
done
ip addr del 10.0.0.1/24 dev eth0

# --- U3: several CPUs asked, one effective
try nq irq eth0 queue 2 cpus 0,4
went_well 'S1 irq queue 2'
is 'S1 irq queue 2: the kernel has it' "$(asked eth0-TxRx-2)" 'eth0-TxRx-2 0,4'
flows 200 eth2 eth0
is 'U3 asked and effective differ, and show --json says both' "$(lies)" ''
effective=$(vectors eth0-TxRx-2 | cut -d' ' -f3)
has 'U3 irq shows asked beside effective' "$(nq irq eth0 queue 2 | tr -s ' ')" "eth0-TxRx-2 $(irq_of eth0-TxRx-2) 0,4 $effective"
is 'irq queue 2: the others are as before' "$(asked 'eth0-TxRx-[013-5]')" \
	"$(diagonal eth0 | grep -v TxRx-2 | cut -d' ' -f1,2)"
try nq irq eth0 vector eth0 cpus 5
is 'the link vector moves when named' "$st, $(asked eth0)" '0, eth0 5'
try nq irq eth0 queue 0 cpus 9
is 'a CPU that does not exist' "$st, $err" '1, nqtune: eth0: CPU 9 does not exist: this host has CPUs 0-5'
try nq irq eth0 queue 0 cpus none
is 'an interrupt needs a CPU' "$st" 1

# --- B5: the layout survives a link flap; a second run has nothing to do
nq -q auto "${cards[@]}"
ip link set eth1 down
ip link set eth1 up
carrier eth1
try nq auto "${cards[@]}"
has 'B5 after a link flap: nothing to change' "$out" 'nothing to change'
is 'B5 after a link flap: the diagonal' "$(asked 'eth1-TxRx-[0-5]')" "$(diagonal eth1 | cut -d' ' -f1,2)"

# --- S4: a reserved CPU; queue i on the i-th of the pool 1-5, around its end
try nq auto --reserve 0 "${cards[@]}"
went_well 'S4 --reserve 0'
is 'S4 P2 six queues on CPUs 1-5' "$(asked 'eth2-TxRx-[0-5]' | cut -d' ' -f2 | tr '\n' ' ')" '1 2 3 4 5 1 '
is 'S4 P4 and their senders' "$(masks eth2 tx)" '02 04 08 10 20 02'
is 'S4 P5 RPS stays off' "$(masks eth2 rx)" '00 00 00 00 00 00'

# --- S1: unpaired vectors; four queues for six CPUs, but the NICs together use every CPU (P5)
nq -q auto "${cards[@]}"
ethtool -L eth0 combined 4
sleep 0.2
try nq auto "${cards[@]}"
went_well 'S1 unpaired: auto'
is 'S1 P2 unpaired: rx and tx of queue i on CPU i' "$(asked 'eth0-[rt]x-[0-3]' | sort)" "$(
	for i in 0 1 2 3; do
		printf '%s\n' "eth0-rx-$i $i" "eth0-tx-$i $i"
	done | sort
)"
is 'P5 unpaired: RPS is off' "$(masks eth0 rx)" '00 00 00 00'
is 'U1 S1 unpaired: show --json is what the kernel says' "$(lies)" ''

# --- B1: alone, the four queues do not suffice for six CPUs: 4 x 4 > 6, so each steers within the whole pool (P6)
nq -q auto --forget eth1
nq -q auto --forget eth2
try nq auto eth0
went_well 'P6 four queues alone'
got=$(masks eth0 rx)
is 'P6 four queues alone: every CPU is steered to' "$(printf '%02x' "$((0x${got// / | 0x}))")" 3f

tap_end
