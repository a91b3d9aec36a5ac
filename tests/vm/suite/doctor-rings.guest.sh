#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The doctor on a ring that overflows (A8): packets come to a card whose thread of NAPI is kept from its CPU for a quarter of a
# second at a time, longer than the emulator stays with one CPU. Of the emulated cards, only vmxnet3's counts what it loses.
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
for card in eth0 eth2; do
	ip link set "$card" up
	carrier "$card"
done
nq -q ring eth2 rx 32
nq -q napi eth2 threaded on
nq -q napi eth2 threads 2
nq -q irq eth2 cpus 1
taskset -c 2 chrt -f 50 python3 -c '
import time
while True:
    end = time.monotonic() + 0.25
    while time.monotonic() < end:
        pass
    time.sleep(0.25)' &
hog=$!
sending 3 eth0 eth2 'delay 500000' "${many_hosts[@]}"
begin_sending
until_used eth2

# whether the ring fills up is the emulator's timing
doctor_seconds=2
doctor_tries=10 examine_until rings-small eth2 eth2 100
note "$seen packets, $(ethtool -S eth2 | grep -m 1 -o 'OOB: .*')"
is 'A8 a ring of 32: found' "$(finding rings-small eth2)" bad || note "$(cat "$tap_scratch/doctor.json" "$tap_scratch/doctor.err")"
has 'A8 a ring of 32: how many were lost' "$(finding rings-small eth2 evidence)" ' lost beside ' 'ring of 32, at most 4096'
is 'A8 a ring of 32: twice as many' "$(finding rings-small eth2 remedy)" 'nqtune ring eth2 rx 64  # resets the link'
for step in 64 128 256 512 1024 2048 4096; do
	[[ $(finding rings-small eth2) ]] || break
	note "$(finding rings-small eth2 evidence)"
	try paste_remedy rings-small eth2
	is "A8 the remedy works, pasted: $step" "$st $err $(ethtool -g eth2 | grep -c "^RX:[[:space:]]*$step\$")" '0  1'
	until_used eth2
	doctor_tries=3 examine_until rings-small eth2 eth2 500
done
is 'A8 a longer ring loses nothing, three times over' "$(finding rings-small eth2), $(finding rings-small eth2 evidence)" ', '
ok "A8 of the same traffic, $seen packets" seen_enough 500

kill "$hog"
end_sending
tap_end
