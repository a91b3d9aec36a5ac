# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For the scripts that run in the guest, as root of a machine that nobody else uses.

# not what a developer's own python or shell would be, which starts slowly here
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
[[ -e /dev/fd ]] || ln -s /proc/self/fd /dev/fd

. "$(dirname "${BASH_SOURCE[0]}")/../../lib/tap.sh"
# shellcheck disable=SC2034 # of tap.sh
patience=60
here=$(dirname "${BASH_SOURCE[0]}")

nq() {
	"$NQTUNE" "$@"
}

# Runs nqtune with writes to one file going wrong as strace's inject= says.
spoiled() { # file inject arguments...
	try strace -f --seccomp-bpf -qq -o /dev/null -P "$1" -e trace=write -e inject=write:"$2" "$NQTUNE" "${@:3}"
}

# The initramfs knows the modules.
load() { # module...
	modprobe -qa "$@" 2>/dev/null || chroot /proc/1/root /bin/modprobe -a "$@"
}

# A virtio card, which has no driver of its own on the PCI bus to be loaded by.
virtio() { # iface
	[[ -e /sys/class/net/$1 ]] || load virtio_net
	ip link set "$1" up
	carrier "$1"
}

carrier() { # iface: waits until its link is up
	local i
	for i in {1..600}; do
		[[ $(cat "/sys/class/net/$1/carrier" 2>/dev/null) != 1 ]] || return 0
		sleep 0.1
	done
	note "$1 has no carrier after $((i / 10)) s"
	return 1
}

# Frames that nobody sent disturb counters.
quiet() {
	sysctl -q net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
}

# The number of the interrupt that bears exactly this name.
irq_of() { # vector
	awk -v name="$1" '$NF == name { sub(":", "", $1); print $1 }' /proc/interrupts
}

# The vectors that match, as "name asked effective".
vectors() { # regex
	local irq name
	awk -v re="^($1)\$" '$NF ~ re { sub(":", "", $1); print $1, $NF }' /proc/interrupts | while read -r irq name; do
		echo "$name $(<"/proc/irq/$irq/smp_affinity_list") $(<"/proc/irq/$irq/effective_affinity_list")"
	done
}

# The same without the effective CPUs.
asked() { # regex
	vectors "$1" | cut -d' ' -f1,2
}

rps() { # iface [queue]
	cat "/sys/class/net/$1/queues/rx-${2:-0}/rps_cpus"
}

# All masks of one kind of an interface, by queue.
masks() { # iface rx|tx
	local q out=
	for ((q = 0; ; q++)); do
		[[ -e /sys/class/net/$1/queues/$2-$q ]] || break
		case $2 in
		rx) out+="$(<"/sys/class/net/$1/queues/rx-$q/rps_cpus") " ;;
		tx) out+="$(<"/sys/class/net/$1/queues/tx-$q/xps_cpus") " ;;
		esac
	done 2>/dev/null
	echo "${out% }"
}

# Every setting that nqtune can make, as the kernel has it now.
state() {
	grep -s . /proc/irq/*/smp_affinity /sys/class/net/*/queues/*/*ps_* | sort
}

# The writes of a command below /sys and /proc.
kernel_writes() { # command...
	strace -f --seccomp-bpf -qq -y -s 200 -o "$tap_scratch/strace" -e trace=write,pwrite64,writev "$@" >/dev/null
	sed -n 's/^[0-9]* *p\?write[v64]*([0-9]*<\(\/\(sys\|proc\)[^>]*\)>, "\([^"]*\)".*/\1 \3/p' "$tap_scratch/strace"
}

# What the vectors counted since the last call, as "name cpu=count..." for those that counted.
counted() { # regex
	awk -v re="^($1)\$" '
		FILENAME != last { last = FILENAME; file++; if ($1 ~ /^CPU/) { n = split($0, cpu); next } }
		$NF ~ re {
			for (i = 1; i <= n; i++)
				if (file == 1)
					was[$NF, i] = $(i + 1)
				else if ($(i + 1) > was[$NF, i])
					out[$NF] = out[$NF] " " tolower(cpu[i]) "=" $(i + 1) - was[$NF, i]
			if (file == 2 && $NF in out)
				print $NF out[$NF]
		}' "$tap_scratch/interrupts" /proc/interrupts
	cat /proc/interrupts >"$tap_scratch/interrupts"
}
cat /proc/interrupts >"$tap_scratch/interrupts"

# The vectors that counted, and on which CPUs, without the counts: "eth0-TxRx-1 cpu1".
counted_where() { # regex
	counted "$1" | sed 's/=[0-9]*//g'
}

pktgen() { # file words...
	echo "${*:2}" 2>/dev/null >"/proc/net/pktgen/$1" || note "pktgen: $1 refused: ${*:2}"
}

# What an interface will send, to another's address and as further words of pktgen say, from begin_sending to end_sending.
# shellcheck disable=SC2034 # for those who source this
many_hosts=('src_max 10.9.255.250' 'flag IPSRC_RND')
sending() { # thread from to words...
	local line
	load pktgen
	pktgen "kpktgend_$1" rem_device_all
	pktgen "kpktgend_$1" "add_device $2"
	for line in 'count 0' 'pkt_size 60' "dst_mac $(<"/sys/class/net/$3/address")" 'src_min 10.9.0.1' 'dst_min 10.8.0.1' \
		'dst_max 10.8.0.1' "${@:4}"; do
		pktgen "$2" "$line"
	done
}
begin_sending() {
	echo start >/proc/net/pktgen/pgctrl &
}
end_sending() {
	echo stop >/proc/net/pktgen/pgctrl
	wait
}

# Many flows of UDP from each interface to the next, from all its queues; waits until they are sent.
flow_vlan=
flow_delay=20000
flows() { # count from to [from to]...
	local count=$1 thread=0
	shift
	load pktgen
	while (($# > 1)); do
		pktgen "kpktgend_$thread" rem_device_all
		pktgen "kpktgend_$thread" "add_device $1"
		pktgen "$1" "count $count"
		pktgen "$1" "delay $flow_delay"
		pktgen "$1" "pkt_size 60"
		pktgen "$1" "dst_mac $(<"/sys/class/net/$2/address")"
		pktgen "$1" "src_min 10.9.0.1"
		pktgen "$1" "src_max 10.9.255.250"
		pktgen "$1" "dst_min 10.8.0.1"
		pktgen "$1" "dst_max 10.8.0.1"
		pktgen "$1" "flag IPSRC_RND"
		pktgen "$1" "vlan_id ${flow_vlan:-9999}"
		pktgen "$1" "queue_map_min 0"
		pktgen "$1" "queue_map_max $(($(find "/sys/class/net/$1/queues/" -name 'tx-*' | wc -l) - 1))"
		pktgen "$1" "flag QUEUE_MAP_RND"
		thread=$((thread + 1))
		shift 2
	done
	pktgen pgctrl start
	for ((; thread > 0; thread--)); do
		pktgen "kpktgend_$((thread - 1))" rem_device_all
	done
}

# Packets that each CPU took up since the last call, one number a CPU; those of the few hundred that flows() sends dwarf others.
processed() {
	local line n=0 count out=
	while read -r line _; do
		count=$((16#$line))
		out+="$((count - ${processed_was[n]:-0})) "
		processed_was[n]=$count
		n=$((n + 1))
	done </proc/net/softnet_stat
	work=${out% }
}
processed_was=()
processed

# The CPUs that took up at least COUNT packets, of those that processed() found.
workers() { # count
	local cpu=0 n out=
	for n in $work; do
		((n < $1)) || out+="$cpu "
		cpu=$((cpu + 1))
	done
	echo "${out% }"
}

# Sends until something comes in by an interface: a card that was enslaved or reset is deaf for a while.
arrives() { # from card iface
	local i was
	for i in {1..100}; do
		was=$(<"/sys/class/net/$3/statistics/rx_packets")
		flows 20 "$1" "$2"
		(($(<"/sys/class/net/$3/statistics/rx_packets") < was + 20)) || return 0
		sleep 0.2
	done
	note "nothing comes in by $3 after $i tries"
}

# Where "show --json" and the kernel's own files differ; nothing if they agree. An interrupt may move between the two looks.
lies() {
	local try
	for try in 1 2 3; do
		nq -j show >"$tap_scratch/show.json"
		"$here/../../lib/true_show" <"$tap_scratch/show.json" >"$tap_scratch/lies" && return
		((try == 3)) || sleep 1
	done
	cat "$tap_scratch/lies"
}

# The recording of this machine says what the machine says; then it is left for the host, if that asked for it.
record() { # name
	local rec=$tap_scratch/rec try
	# A machine that moves (a pending interrupt arrives, a link comes up) while it is recorded is recorded again.
	for try in 1 2 3 4 5; do
		rm -rf "$rec"
		nq -j show >"$tap_scratch/live.json"
		try nq record "$rec"
		nq -j show >"$tap_scratch/later.json"
		((try == 5)) || cmp -s "$tap_scratch/live.json" "$tap_scratch/later.json" && break
		sleep 1
	done
	went_well 'record'
	nq --sysroot "$rec" -j show >"$tap_scratch/rec.json"
	is 'U12 show --json of the recording is that of the machine' "$(diff -u "$tap_scratch/live.json" "$tap_scratch/rec.json")" ''
	if [[ -d ${LAB_SHARE-} && ${RECORD-} ]]; then
		rm -rf "${LAB_SHARE:?}/$1"
		cp -r "$rec" "$LAB_SHARE/$1"
	fi
	rm -rf "$rec"
}
