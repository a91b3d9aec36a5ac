#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# R6: translated DMA under traffic. Run on two machines: with "iommu=pt", as the remedy says, and without.
# shellcheck disable=SC2317 # a function called by way of examine
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
carrier eth0
carrier eth1
nq -q auto eth0 eth1

rush() {
	flows 12000 eth0 eth1
}

doctor_seconds=4
doctor_traffic=rush
arrives eth0 eth1 eth1
type=$(cat /sys/class/net/eth1/device/iommu_group/type)
case $LAB_MACHINE in
iommu)
	examine 4
	has 'R6 the kernel translates' "$type" DMA
	is 'R6 busy, translated' "$(on_whom iommu)" host=info
	has 'R6 which, and how' "$(finding iommu host what) $(finding iommu host evidence)" 'eth0 and eth1' "$type" 'without iommu=pt'
	# no command: what it says is done on the other machine
	has 'R6 what to do' "$(finding iommu host remedy)" 'boot with iommu=pt '
	doctor_traffic=
	examine 1
	is 'R6 idle: silent' "$(on_whom iommu)" ''
	;;
*)
	has 'R6 iommu=pt: done as it says' " $(</proc/cmdline) " ' iommu=pt '
	is 'R6 iommu=pt: the kernel passes through' "$type" identity
	healthy 'R6 iommu=pt' eth1 iommu
	;;
esac

tap_end
