# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The words that the files in machines/ are written in; they collect qemu's arguments.

: "${lab_dir:?}"

machine_args=()     # for qemu
machine_append=     # for the guest kernel's command line
machine_taps=()     # "name queues", to be made in a network namespace of the run
machine_cards=0
machine_memory=1G
machine_hub=0       # the hub exists
declare -A machine_pxb=()

# cpus N[,sockets=...,cores=...,threads=...]
cpus() {
	machine_args+=(-smp "$1")
}

memory() {
	machine_memory=$1
}

append() {
	machine_append+=" $*"
}

qemu_args() {
	machine_args+=("$@")
}

# acpi_table NAME: what acpi/NAME.asl adds to the machine's firmware
acpi_table() {
	local table
	table=$(image_table "$lab_dir/acpi/$1.asl") || fail "cannot make the ACPI table $1"
	machine_args+=(-acpitable "file=$table")
}

# card DRIVER [queues=N] [node=N] [PROPERTY=VALUE]...
# With queues, a multi-queue tap device is behind it, otherwise a port of the hub. Either way all cards of a machine are on
# one wire.
card() {
	local driver=$1 queues='' node='' props='' word bus=pcie.0
	shift
	for word; do
		case $word in
		queues=*) queues=${word#*=} ;;
		node=*) node=${word#*=} ;;
		*) props+=,$word ;;
		esac
	done
	local n=$machine_cards
	machine_cards=$((n + 1))
	if [[ $node ]]; then
		bus=pxb$node
		if [[ ! ${machine_pxb[$node]-} ]]; then
			machine_pxb[$node]=1
			# bus numbers below this are those of the root ports
			machine_args+=(-device "pxb-pcie,id=$bus,bus=pcie.0,bus_nr=$((64 + 32 * node)),numa_node=$node")
		fi
	fi
	if [[ $queues ]]; then
		machine_taps+=("lab$n $queues")
		machine_args+=(-netdev "tap,id=net$n,ifname=lab$n,script=no,downscript=no,queues=$queues")
		props+=",mq=on,vectors=$((2 * queues + 2))"
	else
		machine_hub=1
		machine_args+=(-netdev "hubport,id=net$n,hubid=0")
	fi
	# A root port each: on one bus the virtual functions of two igb would collide.
	machine_args+=(-device "pcie-root-port,id=port$n,bus=$bus,chassis=$((n + 1)),slot=$((n + 1))")
	machine_args+=(-device "$driver,bus=port$n,netdev=net$n,romfile=,mac=52:54:00:00:00:$(printf %02x $((n + 1)))$props")
}

# The hub and the taps become one wire through a bridge in the namespace.
machine_finish() {
	if ((${#machine_taps[@]} > 0 && machine_hub)); then
		machine_taps+=("labhub 1")
		# shellcheck disable=SC2054 # qemu's commas
		machine_args+=(-netdev tap,id=uplink,ifname=labhub,script=no,downscript=no -netdev hubport,id=uplinkport,hubid=0,netdev=uplink)
	fi
	machine_args+=(-m "$machine_memory")
}

# Becomes the given command in a network namespace that has the machine's taps and that ends with it.
machine_netns() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	exec unshare --net bash -ec '
		taps=$1
		shift
		ip link add lab type bridge mcast_snooping 0
		while read -r name queues; do
			mode=
			((queues == 1)) || mode=multi_queue
			ip tuntap add dev "$name" mode tap $mode
			echo 1 >"/proc/sys/net/ipv6/conf/$name/disable_ipv6"
			ip link set "$name" master lab up
		done <<<"$taps"
		echo 1 >/proc/sys/net/ipv6/conf/lab/disable_ipv6
		ip link set lab up
		exec "$@"
	' netns "$@"
}
