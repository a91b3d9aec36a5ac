#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Four CPUs and a card of each driver: igb with rx and tx vectors, e1000e, vmxnet3, virtio-net. Which interrupt serves which
# queue (U1, S1), and one plan for all of them (P2).
. "$(dirname "$0")/lib.sh"

quiet
virtio eth3
virtio=$(basename "$(readlink /sys/class/net/eth3/device)")
queues='eth0-[rt]x-[0-3]|eth1-[rt]x-0|eth2-rxtx-[0-3]|'$virtio'-(input|output).[01]'
others="eth[01]|eth2-event-4|$virtio-config"

# --- which interrupt is whose
is 'the cards are what this test is about' "$(for i in 0 1 2 3; do basename "$(readlink /sys/class/net/eth$i/device/driver)"; done |
	tr '\n' ' ')" 'igb e1000e vmxnet3 virtio_net '
is 'U1 U3 show --json is what the kernel says, names and queues too' "$(lies)" ''
# igb and e1000e tell which NAPI, and it which interrupt, since 6.16; e1000e of receiving only
case $LAB_KERNEL in
6.1 | 6.12) by_netlink=0 ;;
*) by_netlink=9 ;;
esac
is 'U1 queues whose interrupt is known by netlink' "$(grep -c '"method": "netlink"' "$tap_scratch/show.json")" "$by_netlink"
is 'U1 the others, by msi_irqs' "$(grep -c '"method": "msi_irqs"' "$tap_scratch/show.json")" "$((8 + 2 + 8 + 4 - by_netlink))"
for card in eth0 eth1 eth2 eth3; do
	dir=/sys/class/net/$card/device/msi_irqs
	[[ -d $dir ]] || dir=/sys/class/net/$card/device/../msi_irqs
	try nq -v irq "$card"
	is "U1 $card: -v names the method for each vector" \
		"$(grep -cE '(netlink|msi_irqs) .*/proc/irq/[0-9]*/smp_affinity' <<<"$out")" "$(find "$dir/" -type f | wc -l)"
done
record mixed

# --- one plan for all: the loads of queue vectors a CPU, card by card, ties to the lowest CPU
before=$(asked "$others")
try nq auto --all
went_well 'P2 auto --all'
is 'P2 eth0: rx and tx of queue i on CPU i' "$(asked 'eth0-[rt]x-[0-3]' | sed 's/.*-//')" "$(printf '%s\n' '0 0' '1 1' '2 2' '3 3' '0 0' '1 1' '2 2' '3 3')"
is 'P2 eth1: its one queue, both vectors, on the first CPU' "$(asked 'eth1-[rt]x-0' | cut -d' ' -f2 | tr '\n' ' ')" '0 0 '
is 'P2 eth2: queue i on CPU i' "$(asked 'eth2-rxtx-[0-3]' | sed 's/.*-//')" "$(printf '%s\n' '0 0' '1 1' '2 2' '3 3')"
is 'P2 eth3: its two queues on the CPUs that eth1 left' "$(asked "$virtio-(input|output).[01]" | sed 's/.*-//' | sort | tr '\n' ' ')" \
	'input.0 1 input.1 2 output.0 1 output.1 2 '
is 'P2 other vectors are as before' "$(asked "$others")" "$before"
is 'P4 XPS follows the vectors' "$(masks eth0 tx), $(masks eth2 tx), $(masks eth3 tx)" '1 2 4 8, 1 2 4 8, 2 4'
is 'P5 RPS is off' "$(masks eth0 rx) $(masks eth1 rx) $(masks eth2 rx) $(masks eth3 rx)" '0 0 0 0 0 0 0 0 0 0 0'
is 'second run: writes nothing' "$(kernel_writes "$NQTUNE" auto --all)" ''

# --- traffic in a ring
flows 200 eth0 eth1 eth1 eth2 eth2 eth3 eth3 eth0
counted . >/dev/null
flows 400 eth0 eth1 eth1 eth2 eth2 eth3 eth3 eth0
where=$(counted_where "$queues")
is 'P2 under traffic, each vector that counts does so on its CPU only (/proc/interrupts)' "$where" \
	"$(asked "$queues" | grep -F "$(cut -d' ' -f1 <<<"$where" | sed 's/$/ /')" | sed 's/ / cpu/')"
for vector in eth0-rx-0 eth0-rx-3 eth0-tx-1 eth1-rx-0 eth1-tx-0 eth2-rxtx-0 "$virtio-input.0"; do
	has "$vector counts" "$where" "$vector cpu"
done
is 'U3 show --json is what the kernel says' "$(lies)" ''

# --- P7: a bridge decides again only for what came in on rx queue 0 of its port
load bridge
ip link add br0 type bridge
ip link set br0 address "$(</sys/class/net/eth0/address)" up
ip link set eth0 master br0
nq -q irq eth0 cpus 0
arrives eth1 eth0 br0
flows 200 eth1 eth0
nq -q rps br0 cpus 1-3
processed
was=$(ethtool -S eth0 | sed -n 's/^ *rx_queue_\([0-9]*\)_packets: //p' | tr '\n' ' ')
flows 800 eth1 eth0
processed
now=$(ethtool -S eth0 | sed -n 's/^ *rx_queue_\([0-9]*\)_packets: //p' | tr '\n' ' ')
first=$((${now%% *} - ${was%% *}))
read -r _ a b c <<<"$work"
note "P7 of 800 packets $first came in on rx queue 0 of the port; a CPU took up, with RPS 1-3 on the bridge: $work"
ok 'P7 some came in on queue 0, most on others' [ "$first" -gt 100 -a "$first" -lt 400 ]
ok 'P7 bridge over four queues: RPS on it acts on queue 0 of the port only' \
	[ $((a + b + c)) -ge $((first - 20)) -a $((a + b + c)) -le $((first + 60)) ]
nq -q rps br0 cpus none
for card in eth0 eth1 eth2 eth3; do
	nq -q auto --forget "$card"
done
try nq auto br0
went_well 'P7 auto on that bridge'
is 'P7 auto on that bridge: the queues below suffice, RPS stays off' "$(masks eth0 rx) $(masks br0 rx)" '0 0 0 0 0'
is 'P7 P2 auto on that bridge: the interrupts of its port are laid out' \
	"$(asked 'eth0-rx-[0-3]' | cut -d' ' -f2 | tr '\n' ' ')" '0 1 2 3 '

tap_end
