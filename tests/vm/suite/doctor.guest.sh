#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Six CPUs, three igb cards: what the doctor finds of their interrupts, and that what it says to do ends it (B6, U3, R12).
# shellcheck disable=SC2317 # a function called by way of examine
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

cards=(eth0 eth1 eth2)
queues='eth[0-2]-TxRx-[0-5]'
quiet
for card in "${cards[@]}"; do
	carrier "$card"
done

# Some thousand packets a second from each card to the next.
rush() {
	flows 6000 eth0 eth1 eth1 eth2 eth2 eth0
}

all_to() { # cpu
	local irq name
	awk -v re="^($queues)\$" '$NF ~ re { sub(":", "", $1); print $1, $NF }' /proc/interrupts | while read -r irq name; do
		echo "$1" >"/proc/irq/$irq/smp_affinity_list"
	done
}

# --- as the kernel leaves it: spread, though not as auto would
examine 2
is 'idle: nobody is overworked' "$(on_whom one-cpu rps-missing isolated siblings)" ''
cured 'as the kernel leaves it' layout host info
is 'R11 R6: neither CPU nor IOMMU is amiss here' "$(on_whom cpu-flags iommu default-affinity)" ''

# --- B6: one CPU takes them all
all_to 3
doctor_seconds=4 doctor_traffic=rush cured 'B6 all on CPU 3' one-cpu host bad eth1
all_to 3
doctor_traffic=rush examine 4
is 'B6 exit 3' "$st" 3
has 'B6 the counts are told' "$(finding one-cpu host evidence)" 'interrupts came to CPU 3 in 4.'
has 'B6 which queues' "$(finding one-cpu host what)" 'CPU 3 takes' '18 queues of eth0, eth1 and eth2, and CPUs 0-2,4-5 none'
examine 2
is 'B6 idle, it is nothing but a layout to be done' "$(on_whom one-cpu), $(on_whom layout)" ', host=info'
nq -q auto "${cards[@]}"
doctor_seconds=4 doctor_traffic=rush healthy 'B6 laid out and at work' eth1 one-cpu not-honoured layout

# --- what was laid out with an option stays so
nq -q auto --reserve 0 eth0
examine 1
is 'P9 auto --reserve 0: the doctor is content' "$(on_whom layout)" ''
nq -q irq eth0 queue 2 cpus 5
cured 'P9 another CPU than with that option' layout host info
is 'P9 and lays out again with that option' "$(asked 'eth0-TxRx-[0-5]' | cut -d' ' -f2 | sort -u | tr '\n' ' ')" '1 2 3 4 5 '
nq -q auto "${cards[@]}"

# --- new interrupts
echo 1 >/proc/irq/default_smp_affinity
doctor_seconds=0 cured 'default_smp_affinity' default-affinity host info
is 'default_smp_affinity: the CPUs of the queues' "$(</proc/irq/default_smp_affinity)" 3f

# --- U3: a kernel that says yes, and does otherwise
moved=/proc/irq/$(irq_of eth0-TxRx-1)/smp_affinity
echo 04 >/run/lie
mount --bind /run/lie "$moved"
doctor_seconds=4 doctor_traffic=rush cured 'U3 asked to CPU 2 in vain' not-honoured eth0 warn eth1
umount "$moved"

# --- the command itself
try nq doctor 1 eth9
is 'no such interface: exit 1' "$st" 1
has 'no such interface: says so' "$err" 'eth9'
try nq -q doctor 1
is '-q: nothing that is not bad' "$out" ''
nq record "$tap_scratch/rec" >/dev/null
try nq --sysroot "$tap_scratch/rec" -j doctor
is 'U12 of a recording: since boot, and not amiss' "$(python3 -I -c '
import json, sys
d = json.load(sys.stdin)
print(d["seconds"], d["since_boot"], *[f["id"] for f in d["findings"] if f["id"] in ("one-cpu", "layout", "not-honoured")])' <<<"$out")" 'None True'

tap_end
