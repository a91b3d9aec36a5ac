#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# L3: a tx queue that stands still, since the thread of its NAPI gets no CPU. The rule fires, and its remedy, pasted, makes it
# go away under the same load.
# shellcheck disable=SC2317 # a function called by way of soon
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
carrier eth0
carrier eth1
nq -q pause eth0 autoneg off rx off tx off
carrier eth0
echo 1 >/sys/class/net/eth0/threaded
for queue in /sys/class/net/eth0/queues/tx-*; do
	echo 400 >"$queue/byte_queue_limits/stall_thrs"
done
nq -q irq eth0 cpus 0-4
for thread in $(pgrep '^napi/eth0-'); do
	taskset -pc 5 "$thread" >/dev/null
done

silent 'L3 nothing is sent' stalls eth0 1

# CPU 5 is taken away, again and again.
chrt -f 90 taskset -c 5 python3 -I -c '
import time
while True:
    until = time.monotonic() + 0.8
    while time.monotonic() < until:
        pass
    time.sleep(0.02)' &
hog=$!
has_run() { # process ticks
	(($(cut -d' ' -f14 "/proc/$1/stat") >= $2))
}
soon has_run "$hog" 50
flow_delay=1000000 flows 100000 eth0 eth1 &
until_used eth1
# a stall is counted when it ends
doctor_seconds=3 doctor_tries=3 cured 'L3 the threads of NAPI get no CPU' stalls eth0 bad eth1 100
echo stop >/proc/net/pktgen/pgctrl
kill "$hog"
wait
tap_end
