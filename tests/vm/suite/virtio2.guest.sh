#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two CPUs, virtio-net with two queue pairs, on whose transport all interrupts live (U1).
. "$(dirname "$0")/lib.sh"

quiet
virtio eth0
virtio=$(basename "$(readlink /sys/class/net/eth0/device)")
is 'U1 show --json is what the kernel says' "$(lies)" ''
record virtio2

# away from what the driver chose by itself
nq -q irq eth0 cpus 0
nq -q xps eth0 cpus all
config=$(asked "$virtio-config")
try nq auto eth0
went_well 'auto'
is 'P2 input.i and output.i on CPU i' "$(asked "$virtio-(input|output).[01]" | sort | tr '\n' ' ')" \
	"$virtio-input.0 0 $virtio-input.1 1 $virtio-output.0 0 $virtio-output.1 1 "
is 'P4 CPU i sends on tx-i' "$(masks eth0 tx)" '1 2'
is 'P5 RPS is off' "$(masks eth0 rx)" '0 0'
is 'P2 the config vector is as before' "$(asked "$virtio-config")" "$config"
try nq auto eth0
has 'second run: nothing to change' "$out" 'nothing to change: eth0'
is 'U3 show --json is what the kernel says' "$(lies)" ''

# a steered queue goes back to none (P5: written only if it is on)
nq -q rps eth0 cpus all
nq -q auto eth0
is 'P5 RPS that was on is switched off' "$(masks eth0 rx)" '0 0'

# the driver lays its interrupts out anew when channels change, and whoever looks sees it
ethtool -L eth0 combined 1
try nq auto eth0
went_well 'one queue: auto'
is 'P6 one queue for two CPUs: steered to both (two is less than four times one)' "$(masks eth0 rx)" '3'
is 'one queue: show --json is what the kernel says' "$(lies)" ''

tap_end
