#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A virtual machine of two CPUs of an old model (R11); virtio, whose driver has wishes for its interrupts.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/doctor.sh"

quiet
virtio eth1

# --- R11
examine 0
is 'R11 the flags are not there' "$(severities cpu-flags)" warn
has 'R11 which, and what to do' "$(finding cpu-flags what) $(finding cpu-flags remedy)" 'rep_good and erms' '-cpu host'

# --- the driver's wishes
hint=/proc/irq/$(irq_of "$(awk '/virtio[0-9]*-input.0$/ { print $NF }' /proc/interrupts)")/affinity_hint
note "hint of input.0: $(<"$hint")"
nq -q irq eth1 queue 0 cpus 1
nq -q irq eth1 queue 1 cpus 0
heals driver-hints info 0

tap_end
