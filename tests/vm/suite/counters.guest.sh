#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Cards of qemu under traffic: what an interval of the live view tells lies between what the kernel's own counters differ by
# within it and around it (B4).
# shellcheck disable=SC2317 # functions called by way of traffic()
. "$(dirname "$0")/lib.sh"

quiet
mapfile -t cards < <(for dir in /sys/class/net/*/device; do basename "$(dirname "$dir")"; done | sort)
for card in "${cards[@]}"; do
	[[ $(basename "$(readlink "/sys/class/net/$card/device/driver")") != virtio_net ]] || virtio "$card"
done
[[ $LAB_MACHINE != mixed ]] || { virtio eth3; cards=(eth0 eth1 eth2 eth3); }

# What comes in by the second card goes out by the first; the third steers.
sysctl -q net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth1.rp_filter=0
ip addr add 10.7.0.1/24 dev eth0
ip route add 10.8.0.0/24 dev eth0
ip neigh add 10.8.0.1 lladdr 02:00:00:00:00:99 dev eth0
ip addr add 10.7.1.1/24 dev eth1
ip route add 10.9.0.0/16 dev eth1
echo 8 >/sys/class/net/eth2/queues/rx-0/rps_cpus

# From each card to the next, until the file is gone.
ring=()
for i in "${!cards[@]}"; do
	ring+=("${cards[i]}" "${cards[(i + 1) % ${#cards[@]}]}")
done
traffic() {
	while [[ -e $tap_scratch/go ]]; do
		flows 200 "${ring[@]}"
	done
}
arrives "${ring[@]:0:2}" "${ring[1]}"
touch "$tap_scratch/go"
traffic &
sleep 1

for i in 1 2 3; do
	try "$here/../../lib/true_watch" 10 "${cards[@]}"
	((st == 2)) || break
	note "$out"
done
went_well 'it could be compared'
is 'B4 every figure lies between the kernel'"'"'s' "$(sed '/^counted/d' <<<"$out")" ''
counts=$(sed -n 's/^counted //p' <<<"$out")
note "figures that counted: $counts"
least() { # kind count
	local n=${counts#*"$1"=}
	((${n%% *} >= $2))
}
ok 'B4 all cards counted, in and out' least nic $((${#cards[@]} * 4))
ok 'B4 their queues counted' least queue $((${#cards[@]} * 4))
ok 'B4 their interrupts counted' least irq $((${#cards[@]} * 2))
ok 'B4 CPUs counted' least cpu 8
ok 'B4 packets were forwarded' least forwarded 1

rm "$tap_scratch/go"
wait

# --- channels change while it is watched: queues and vectors are those that there are, and nothing counts what was before
records() {
	wc -l <"$tap_scratch/records"
}
if [[ $LAB_MACHINE == igb3 ]]; then
	"$NQTUNE" -j show --watch 0.5 eth2 >"$tap_scratch/records" &
	until [[ $(records) -ge 2 ]]; do
		sleep 0.1
	done
	ethtool -L eth2 combined 2
	carrier eth2
	seen=$(records)
	until [[ $(records) -ge $((seen + 4)) ]]; do
		sleep 0.1
	done
	kill $!
	wait $! 2>/dev/null
	# with two, igb gives each queue a vector of its own
	is 'B4 channels change: the queues are those that there are, each with its vector' "$(python3 -c '
import json, sys
o = [json.loads(line) for line in open(sys.argv[1])]
print(*[[len(x["queues"]), len({q["irq"] for q in x["queues"]}), None in {q["irq"] for q in x["queues"]}] for x in (o[0], o[-1])])
print(max(n for x in o for q in x["queues"] for n in (q["packets"], q["interrupts"]) if n is not None) < 1000)' \
		"$tap_scratch/records")" $'[12, 6, False] [4, 4, False]\nTrue'
fi

tap_end
