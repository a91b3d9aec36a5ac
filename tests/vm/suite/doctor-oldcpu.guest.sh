#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A virtual machine of two CPUs of an old model, and the same one with what its host's CPU has, as the remedy says (R11); virtio,
# whose driver has wishes for its interrupts.
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
virtio eth1
doctor_seconds=0

# --- R11
examine 0
case $LAB_MACHINE in
oldcpu)
	is 'R11 the flags are not there' "$(on_whom cpu-flags)" host=warn
	has 'R11 which, and what to do' "$(finding cpu-flags host what) $(finding cpu-flags host remedy)" 'rep_good and erms' \
		'give it the CPU that is there: qemu -cpu host'
	;;
*)
	has 'R11 still a virtual machine' "$(grep -m 1 ^flags /proc/cpuinfo) " ' hypervisor '
	is 'R11 the CPU that is there: silent' "$(on_whom cpu-flags)" ''
	;;
esac

# --- the driver's wishes
silent 'the kernel gave it what it wishes' driver-hints eth1 0
hint=/proc/irq/$(irq_of "$(awk '/virtio[0-9]*-input.0$/ { print $NF }' /proc/interrupts)")/affinity_hint
note "hint of input.0: $(<"$hint")"
nq -q irq eth1 queue 0 cpus 1
nq -q irq eth1 queue 1 cpus 0
cured "against the driver's wishes" driver-hints eth1 info

tap_end
