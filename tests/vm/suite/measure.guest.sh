#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Six CPUs, three igb cards: measure counts what was sent, with real interrupts; the diagonal wins against all on one CPU; and what is
# kept of the layout while it is compared is where each interrupt is, not only where it may be (S10, U11).
# shellcheck disable=SC2317 # functions called by way of try()
. "$(dirname "$0")/lib.sh"

cards=(eth0 eth1 eth2)
quiet

json() { # expression on o
	python3 -c "
import json, sys
o = json.load(sys.stdin)
print($1)" <<<"$out"
}

# Some thousand frames a second from each card to the next, until they are stopped.
frames() {
	flow_delay=1000000 flows 0 eth0 eth1 eth1 eth2 eth2 eth0 &
	sender=$!
}
no_frames() {
	pktgen pgctrl stop
	wait "$sender"
}

flows 50 eth0 eth1 eth1 eth2 eth2 eth0

# --- what is counted, by a command that sends so many frames
cat >/run/some <<-END
	. "$here/lib.sh"
	flows 400 eth0 eth1 eth1 eth2 eth2 eth0
END
received() {
	awk '{ n += $1 } END { print n + 0 }' /sys/class/net/eth[0-2]/statistics/rx_packets
}
counted . >/dev/null
was=$(received)
try nq -j measure "${cards[@]}" -- bash /run/some
went_well 'measure while frames are sent'
came=$(($(received) - was))
irqs=$(counted 'eth[0-2].*' | grep -o '=[0-9]*' | awk -F= '{ n += $2 } END { print n + 0 }')
is "the packets that were sent: 1200 out; and in what the cards say ($came)" \
	"$(json "o['tx_packets'], 1000 < o['rx_packets'] <= $came, $came - o['rx_packets'] < 30")" '1200 True True'
is "no more interrupts than /proc/interrupts has from before to behind (${irqs:-none})" "$(json "100 < o['interrupts'] <= $irqs,
	sum(c['interrupts'] for c in o['cpus']) == o['interrupts'], abs(o['interrupts_per_packet'] - o['interrupts'] / o['rx_packets']) < 0.001")" \
	'True True True'
is 'the rest' "$(json 'o["softirq_ns_per_packet"] > 0, len(o["cpus"]), o["interfaces"], 0 < o["largest"]["share"] <= 1')" \
	"True 6 ['eth0', 'eth1', 'eth2'] True"

# --- all on CPU 0 against the diagonal
nq -q irq "${cards[@]}" cpus 0
rm -rf /run/nqtune
before=$(state)
frames
try nq -j measure 1 --compare "${cards[@]}"
no_frames
went_well 'S10 all on CPU 0 against the diagonal'
is 'S10 all on CPU 0 against the diagonal: B' "$(json 'o["better"], o["b"], o["figures"]["largest_share"]["better"]')" \
	"b auto eth0 eth1 eth2 b"
is 'S10 by the share of the busiest CPU' "$(json 'o["figures"]["largest_share"]["a"]["median"] > 0.9, o["figures"]["largest_share"]["b"]["median"] < 0.6')" \
	'True True'
note "$(json 'o["verdict"]')"
note "$(json '" ".join(r["layout"] + " %.2f of %d" % (r["largest"]["share"], r["worked"]) for r in o["runs"])')"
is 'S10 and the layout there was is back' "$(state)" "$before"
is 'S10 nothing is left of it' "$(cat /run/nqtune/journal-*/* 2>/dev/null)" ''

# --- asked to any CPU, and all come to CPU 0: that is how A is measured, and where they are in the end
nq -q irq "${cards[@]}" cpus all
flows 200 eth0 eth1 eth1 eth2 eth2 eth0
where=$(vectors 'eth[0-2]-TxRx-[0-5]')
is 'free to go anywhere, they stay on CPU 0 (the kernel)' "$(cut -d' ' -f2,3 <<<"$where" | sort -u)" '0-5 0'
rm -rf /run/nqtune
before=$(state)
frames
try nq -j measure 1 --compare "${cards[@]}"
no_frames
is 'where they are counts: B' "$st $(json 'o["better"]')" '0 b'
is 'in each run of A they were there' "$(json 'min(r["largest"]["share"] for r in o["runs"] if r["layout"] == "a") > 0.8')" True
note "$(json '" ".join(r["layout"] + " %.2f of %d" % (r["largest"]["share"], r["worked"]) for r in o["runs"])')"
is 'they may go anywhere again' "$(state)" "$before"
flows 200 eth0 eth1 eth1 eth2 eth2 eth0
is 'and are where they were' "$(vectors 'eth[0-2]-TxRx-[0-5]')" "$where"

# --- killed while B is there
"$NQTUNE" measure 10 --compare "${cards[@]}" >/dev/null 2>&1 &
becomes 'eth1-TxRx-3 3' asked eth1-TxRx-3 >/dev/null
kill -9 $!
wait $! 2>/dev/null
is 'kill -9 while B is there: B stays' "$(asked eth1-TxRx-3)" 'eth1-TxRx-3 3'
try nq undo
is 'kill -9, then undo: the layout there was' "$st $(state)" "0 $before"

tap_end
