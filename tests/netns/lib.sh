# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Puts the script that sources this into a network namespace of its own, with a /sys that shows it and an empty /run.
# Nothing is left of them when the script ends, however it ends.

if [[ ! ${NETNS_INSIDE-} ]]; then
	if ! [[ -x ${NQTUNE-} && $NQTUNE == /* ]]; then
		echo "Bail out! NQTUNE must be the absolute path of the program under test"
		exit 1
	fi
	# whoever runs this may ignore signals
	NETNS_INSIDE=1 exec env --default-signal unshare --net --mount --propagation private -- bash "$0" "$@"
fi
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
ip link set lo up
# not what a developer's own python or shell would be, which starts slowly
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

nq() {
	"$NQTUNE" "$@"
}

# Where "show --json" and the kernel's own files differ; nothing if they agree.
lies() {
	nq -j show | "$(dirname "${BASH_SOURCE[0]}")/../lib/true_show"
}

# Back to a namespace in which nothing was ever made.
clean() {
	local dev
	for dev in /sys/class/net/*; do
		dev=${dev##*/}
		[[ $dev == lo ]] || ip link del "$dev" 2>/dev/null
	done
	nft flush ruleset
	rm -rf /run/nqtune
}

# A veth, up, whose other end is called NAMEp.
veth() { # name [queues]
	ip link add "$1" numrxqueues "${2:-1}" numtxqueues "${2:-1}" type veth \
		peer name "$1p" numrxqueues "${2:-1}" numtxqueues "${2:-1}"
	# the kernel opens more queues than the first only when asked
	((${2:-1} == 1)) || ethtool -L "$1" rx "$2" tx "$2"
	ip link set "$1" up
	ip link set "$1p" up
}

# wan, and lan0 and lan1 in br0.
router() {
	local lan
	veth wan
	ip link add br0 type bridge
	for lan in lan0 lan1; do
		veth "$lan"
		ip link set "$lan" master br0
	done
	ip link set br0 up
}

rps() { # iface [queue]
	cat "/sys/class/net/$1/queues/rx-${2:-0}/rps_cpus"
}

xps() { # iface queue
	cat "/sys/class/net/$1/queues/tx-$2/xps_cpus"
}

# Every RPS and XPS setting of the namespace, as the kernel has it now.
state() {
	grep -rs . /sys/class/net/*/queues/ /sys/class/net/*/queues/*/*ps_* 2>/dev/null | sort -u
}

# The writes of a command below /sys and /proc, one a line: path and text.
kernel_writes() { # command...
	strace -f -qq -y -s 200 -o "$tap_scratch/strace" -e trace=write,pwrite64,writev "$@" >/dev/null
	sed -n 's/^[0-9]* *p\?write[v64]*([0-9]*<\(\/\(sys\|proc\)[^>]*\)>, "\([^"]*\)".*/\1 \3/p' "$tap_scratch/strace"
}

# Whether strace, which writes that down, delays the N-th of the calls that it looks for, which is not made yet.
delays() { # log n
	[[ $(grep -sc '' "$1") == "$2" && $(tail -c 1 "$1") ]]
}

# What the kernel says of CPUs: those an interface on no node may use by default (rule P1), ascending.
pool=()
pool_read() {
	local cpu dir first seen=' '
	for cpu in $(seq 0 "$(($(getconf _NPROCESSORS_CONF) - 1))"); do
		dir=/sys/devices/system/cpu/cpu$cpu
		[[ ! -e $dir/online || $(<"$dir/online") == 1 ]] || continue
		first=$cpu
		[[ ! -e $dir/topology/core_cpus ]] || first=$(<"$dir/topology/core_cpus")
		[[ $seen != *" $first "* ]] || continue
		seen+="$first "
		pool+=("$cpu")
	done
}
pool_read

# The mask of COUNT CPUs of the pool from the FIRST on, around its end.
pool_mask() { # first count
	local i mask=0
	for ((i = 0; i < $2; i++)); do
		mask=$((mask | 1 << pool[($1 + i) % ${#pool[@]}]))
	done
	printf '%x\n' "$mask"
}

# Rule P6: the number of CPUs for WEIGHT of SUM, when the steering set is the whole pool.
pool_part() { # weight sum
	local part=$((${#pool[@]} * $1 / $2))
	echo $((part > 0 ? part : 1))
}
