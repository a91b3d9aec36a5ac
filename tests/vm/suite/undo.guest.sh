#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# B1, B2 on real cards: a layout with other channels, rings and delays, killed at every call that writes; undo brings all back,
# interrupts by their names, since their numbers are new.
. "$(dirname "$0")/lib.sh"

quiet
case $LAB_MACHINE in
mixed)
	cards=(eth0 eth1 eth2 eth3)
	virtio eth3
	command=(auto --all)
	vectors='eth.*|virtio.*'
	;;
*)
	cards=(eth0 eth1)
	command=(auto --reserve 0 --channels --ring --coalesce eth0 eth1)
	vectors='eth[01].*'
	;;
esac
for card in "${cards[@]}"; do
	ip link set "$card" up
	carrier "$card"
done

# All that is set on the cards, by name.
everything() {
	local card option
	asked "$vectors" | sort
	for card in "${cards[@]}"; do
		grep -rs . "/sys/class/net/$card/queues/" | grep -v 'inflight\|stall\|tx_timeout\|/limit:\|traffic_class' | sort
		grep -s . "/sys/class/net/$card"/{threaded,gro_flush_timeout,napi_defer_hard_irqs,tx_queue_len}
		for option in -l -g -c -a -k -x; do
			ethtool "$option" "$card" 2>&1
		done
	done
	sysctl -a -r '^net\.core\.(netdev|busy|dev|rps)' 2>/dev/null
}
journal() {
	ls /run/nqtune/journal-*/ 2>/dev/null
}

# What was set before is somebody's: it is to come back, and not the driver's own.
first=$(asked "$vectors" | head -n 1 | cut -d' ' -f1)
echo 2 >"/proc/irq/$(irq_of "$first")/smp_affinity"
echo 3 >/sys/class/net/eth0/queues/rx-0/rps_cpus
echo 1 >/sys/class/net/eth0/queues/tx-1/xps_cpus
before=$(everything)

# --- as a whole
try nq "${command[@]}"
went_well "${command[*]}"
after=$(everything)
ok 'it changes something' [ "$after" != "$before" ]
has 'undo --list' "$(nq undo --list)" 'done' "${command[*]}"
try nq undo -n
is 'undo -n: writes nothing' "$st $(everything)" "0 $after"
try nq undo
is 'undo: exit 0' "$st ${err:-no message}" '0 no message'
is 'undo: all is as it was, by name' "$(everything)" "$before"
is 'undo: nothing is left of it' "$(journal)" ''
if [[ $LAB_MACHINE == igb3 ]]; then
	nq -q channels eth0 combined 3
	nq -q rps eth0 cpus 1
	nq -q irq eth0 queue 2 cpus 4
	nq -q channels eth0 combined 6
	nq -q rss eth0 equal 2
	nq -q irq eth0 queue 5 cpus 0
	nq -q napi eth0 threaded on gro-flush-timeout 20000
	nq -q bql eth0 limit-max 5000
	nq -q coalesce eth0 rx-usecs 77
	nq -q ring eth0 rx 512 tx 512
	ok "ten commands to undo" [ "$(nq -j undo --list | grep -c '"id"')" -eq 10 ]
	try nq undo --all
	is 'undo --all of ten commands: exit 0' "$st ${err:-no message}" '0 no message'
	is 'undo --all of ten commands: all is as it was, by name' "$(everything)" "$before"
fi

# --- killed at each call that writes: of a file, to netlink, and the journal's own
killed() { # call n command...: exit 137 when the n-th such call was reached, which is not made
	local call=$1 n=$2
	shift 2
	st=0
	{ strace -f -qq -o /dev/null -e trace="$call" -e inject="$call":signal=KILL:when="$n" "$@" \
		>/dev/null 2>"$tap_scratch/err" || st=$?; } 2>/dev/null
}
# A machine that is slow gets through fewer of them: every seventh, then those behind these, and so on.
budget=${BUDGET-240}
strace -f -qq -o "$tap_scratch/calls" -e trace=write,renameat,sendto "$NQTUNE" -q "${command[@]}"
nq -q undo
points=$(sed -n 's/^[0-9]* *\([a-z]*\)(.*/\1/p' "$tap_scratch/calls" | awk '{ print (NR - 1) % 7, NR, $1, ++n[$1] }' |
	sort -n | cut -d' ' -f3-)
wrong=
halfway=0
done=0
start=$SECONDS
while read -r call n; do
	((SECONDS - start < budget)) || break
	killed "$call" "$n" "$NQTUNE" -q "${command[@]}"
	# it may write less than the run that was counted, which had nothing remembered of what drivers round
	((st == 137 || st == 0)) || wrong+=" $call-$n:exit-$st"
	[[ $(nq undo --list) != *begun* ]] || halfway=$((halfway + 1))
	timeout 60 "$NQTUNE" undo >"$tap_scratch/undo" 2>&1 || wrong+=" $call-$n:undo=$?"
	[[ $(everything) == "$before" ]] || wrong+=" $call-$n:differs"
	[[ ! $(journal) ]] || wrong+=" $call-$n:journal-left"
	[[ ! $wrong ]] || break
	done=$((done + 1))
done <<<"$points"
note "killed at $done of $(wc -l <<<"$points") calls in $((SECONDS - start)) s, $halfway times halfway"
is 'killed at each call that writes: undo restores all' "$wrong" ''
[[ ! $wrong ]] || note "$(cat "$tap_scratch/undo"; diff <(echo "$before") <(everything))"
ok "killed halfway: $halfway times" [ "$halfway" -ge 3 ]

tap_end
