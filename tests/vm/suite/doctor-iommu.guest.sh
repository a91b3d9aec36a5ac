#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# R6: translated DMA under traffic. Run on two machines: with "iommu=pt", as the remedy says, and without.
# shellcheck disable=SC2317 # a function called by way of examine
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/doctor.sh"

quiet
carrier eth0
carrier eth1
nq -q auto eth0 eth1

rush() {
	flows 12000 eth0 eth1
}

arrives eth0 eth1 eth1
type=$(cat /sys/class/net/eth1/device/iommu_group/type)
examine 4 rush
case $LAB_MACHINE in
iommu)
	has 'R6 the kernel translates' "$type" DMA
	is 'R6 busy, translated' "$(severities iommu)" info
	has 'R6 which, and how' "$(finding iommu what) $(finding iommu evidence)" 'eth0 and eth1' "$type" 'without iommu=pt'
	has 'R6 what to do' "$(finding iommu remedy)" 'iommu=pt'
	examine 1
	is 'R6 idle: silent' "$(severities iommu)" ''
	;;
*)
	is 'R6 iommu=pt: the kernel passes through' "$type" identity
	is 'R6 iommu=pt: silent' "$(severities iommu)" ''
	;;
esac

tap_end
