#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Six CPUs, three igb cards: whether verify sees what the kernel's own counters say, of interrupts and of RPS, and who moves them
# (U11, U3, R3).
# shellcheck disable=SC2317 # functions called by way of during() and once_watching()
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/watching.sh"

cards=(eth0 eth1 eth2)
quiet

# "target asked state" of each promise of this kind, in the JSON of $out.
told() { # what [state]
	python3 -c '
import json, sys
for p in json.load(sys.stdin)["promises"]:
    if p["what"] == sys.argv[1] and p["state"] in sys.argv[2:]:
        print(p["iface"] if p["what"] == "rps" else p["target"], p["asked"], p["state"], "elsewhere" if p["elsewhere"] else "")' \
		"$1" "${2:-kept}" "${@:3}" <<<"$out" | sed 's/ *$//'
}

# Watches for some seconds, and runs a command meanwhile; what the vectors counted around it is in $around, and how many seconds more
# that took in $spare.
during() { # seconds command...
	local start=$SECONDS
	counted . >/dev/null
	"$NQTUNE" -j verify "$1" >"$tap_scratch/out" &
	once_watching "${@:2}"
	st=0
	wait $! || st=$?
	out=$(<"$tap_scratch/out")
	around=$(counted 'eth[0-2]-TxRx-[0-5]')
	spare=$((SECONDS - start - $1 + 1))
}

round() {
	flows 400 eth0 eth1 eth1 eth2 eth2 eth0
}

# --- fresh: nobody asked for anything
try nq verify 1
went_well 'fresh: exit 0'
has 'fresh: nothing is promised' "$out" 'nothing to verify' '21 interrupts may come to any CPU'

# --- the diagonal
nq -q auto "${cards[@]}"
round
during 8 round
is 'U11 after auto, under traffic: nothing broken' "$st, $(told irq broken)" '0, '
is 'U11 after auto, under traffic: every vector kept, none strayed' "$(told irq | sort)" "$(
	for card in "${cards[@]}"; do
		for i in 0 1 2 3 4 5; do
			echo "$card-TxRx-$i $i kept"
		done
	done
)"
# The count of each vector and where it came, beside what /proc/interrupts gained around it: the cards' own watchdog makes each
# count once in two seconds, also before and after.
is 'U11 the numbers are those of /proc/interrupts' "$(python3 -c '
import json, sys
around = {}
for line in sys.argv[1].splitlines():
    name, *counts = line.split()
    around[name] = {int(c.split("=")[0][3:]): int(c.split("=")[1]) for c in counts}
n = 0
for p in json.load(sys.stdin)["promises"]:
    have = around.get(p["target"], {})
    near = p["count"] <= sum(have.values()) <= p["count"] + max(12, 6 + int(sys.argv[2])) and [int(p["served"])] == list(have)
    n += near and p["count"] > 8
    if not near:
        print(p["target"], p["count"], p["served"], have)
print(n > 12)' "$around" "$spare" <<<"$out")" True
try nq verify 2
has 'U11 a line a card' "$(grep -c '^kept .* irq, 6 vectors on 0-5: ' <<<"$out") $out" '3 ' '18 kept, 0 broken, 0 idle in 2.' \
	'3 interrupts may come to any CPU'
try nq verify 2 eth1
has 'U11 one card' "$out" '6 kept, 0 broken, 0 idle'

# --- moved by hand
moved=/proc/irq/$(irq_of eth0-TxRx-1)/smp_affinity
shove() {
	echo 20 >"$moved"
	round
}
during 8 shove
is 'R3 moved while it is watched: exit 3' "$st" 3
is 'R3 moved while it is watched: that one, and no other' "$(told irq broken)" 'eth0-TxRx-1 1 broken elsewhere'
has 'R3 moved while it is watched: what, and that nobody is known' "$out" \
	'moved: smp_affinity of eth0-TxRx-1 was 1, is 5 now; by whom is not known'
is 'R3 moved while it is watched: as many elsewhere as CPU 5 took' "$(python3 -c '
import json, sys
p = [p for p in json.load(sys.stdin)["promises"] if p["state"] == "broken"][0]
have = dict(c.split("=") for c in sys.argv[1].split()[1:])
print(p["elsewhere"] <= int(have["cpu5"]) <= p["elsewhere"] + max(8, 4 + int(sys.argv[2])), p["elsewhere"] > 10)' \
	"$(grep eth0-TxRx-1 <<<"$around")" "$spare" <<<"$out")" 'True True'
try nq verify 2 eth0
is 'moved before it is watched: the promise is the new one' "$st" 0

# --- with an irqbalance, by its name at least
cp /bin/sleep /run/irqbalance
/run/irqbalance 600 &
balancer=$!
back() {
	echo 2 >"$moved"
}
during 5 back
has 'R3 moved while irqbalance runs: likely its doing' "$st $out" '3 ' "was 5, is 1 now; irqbalance (process $balancer) runs: likely its doing"
kill "$balancer"
wait "$balancer" 2>/dev/null

# --- U3: a kernel that says yes, and does otherwise
echo 04 >/run/lie
mount --bind /run/lie "$moved"
during 6 round
is 'U3 accepted, but not honoured: exit 3' "$st" 3
is 'U3 accepted, but not honoured: that one' "$(told irq broken)" 'eth0-TxRx-1 2 broken elsewhere'
has 'U3 accepted, but not honoured: says so' "$out" 'came to CPU 1: accepted, but not honoured: the effective affinity is 1'
umount "$moved"

# --- a CPU goes, and with it its column
offline() {
	echo 0 >/sys/devices/system/cpu/cpu5/online
}
during 5 offline
is 'a CPU goes offline: the vectors that were asked to it' "$st, $(told irq broken | cut -d' ' -f1,2 | tr '\n' ' ')" \
	'3, eth0-TxRx-5 5 eth1-TxRx-5 5 eth2-TxRx-5 5 '
has 'a CPU goes offline: that is why' "$out" 'CPU 5 went offline'
online() {
	echo 1 >/sys/devices/system/cpu/cpu5/online
}
during 3 online
is 'a CPU comes: nothing is amiss' "$st, $(told irq broken)" '0, '

# --- a link goes down, channels change
nq -q auto "${cards[@]}"
channels() {
	ethtool -L eth2 combined 5
}
during 5 channels
is 'channels change while they are watched: exit 3' "$st" 3
has 'channels change while they are watched: says so' "$out" "gone: eth2's interrupts were made anew"
ethtool -L eth2 combined 6
carrier eth2

# --- RPS: eth1 takes its interrupts on CPU 0, and steers to 4 and 5
nq -q auto "${cards[@]}"
nq -q irq eth1 cpus 0
nq -q rps eth1 cpus 4-5
carrier eth1
arrives eth0 eth1 eth1
steered() {
	flows 600 eth0 eth1
}
during 6 steered
is 'U11 RPS: kept' "$(told rps kept)" 'eth1 4-5 kept'
has 'U11 RPS: by both' "$out" 'packets came in, CPUs 4-5 worked on '
during 3 true
is 'U11 RPS: idle while nothing comes' "$(told rps idle)" 'eth1 4-5 idle'

# A VLAN never steers (P7): a promise that this kernel cannot keep.
load 8021q
ip link add link eth1 name eth1.5 type vlan id 5
ip link set eth1.5 up
nq -q rps eth1 cpus none
nq -q rps eth1.5 cpus 4-5
flow_vlan=5
arrives eth0 eth1 eth1.5
during 6 steered
is 'U11 P7 RPS on a VLAN: broken' "$st, $(told rps broken)" '3, eth1.5 4-5 broken'
has 'U11 P7 RPS on a VLAN: says why' "$out" 'RPS on a VLAN never acts'
flow_vlan=
ip link del eth1.5

# --- --verify
try nq auto --verify "${cards[@]}"
went_well 'R3 auto --verify: nothing moved'
has 'R3 auto --verify: the plan, then what was seen' "$out" 'watching for 15 s' ' kept, 0 broken, '
"$NQTUNE" -q auto --verify "${cards[@]}" >"$tap_scratch/out" &
shove_alone() {
	sleep 2
	echo 20 >"$moved"
}
once_watching shove_alone
st=0
wait $! || st=$?
out=$(<"$tap_scratch/out")
is 'R3 auto --verify: something moves one: exit 3' "$st" 3
has 'R3 auto --verify -q: only what is broken' "$(wc -l <<<"$out") $out" '1 broken  eth0  irq eth0-TxRx-1 on 1: moved'

tap_end
