#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Four CPUs, wan on a card with one queue, a bridge, NAT: the Banana Pi of the issue (B1-B3, B6), and where RPS acts at all (P7).
. "$(dirname "$0")/lib.sh"

quiet
load bridge dummy 8021q bonding nft_chain_nat nft_masq
ip link set eth0 down
ip link set eth0 name wan
ip link set wan up
for net in br0 br1; do
	ip link add "$net" type bridge
	ip link add "${net/br/lan}" type dummy
	ip link set "${net/br/lan}" master "$net" up
	ip link set "$net" up
done
carrier wan

# --- as it comes
try nq show wan
has 'B6 one CPU takes all, and RPS is off' "$out" 'takes every receive interrupt and does all the work' 'RPS is off'
is 'U1 U3 show --json is what the kernel says' "$(lies)" ''

# --- without NAT
try nq auto wan
went_well 'B1 auto wan'
is 'P2 rx and tx of the one queue are on CPU 0' "$(asked 'wan-[rt]x-0' | cut -d' ' -f2 | tr '\n' ' ')" '0 0 '
is 'B1 P6 wan alone: all but the CPU of the interrupt' "$(rps wan)" e
nq -q auto --forget wan
try nq auto wan br0
went_well 'B2 auto wan br0'
is 'B2 P6 wan and br0: a core each' "$(rps wan) $(rps br0)" '2 4'
try nq auto wan br0 br1
is 'B2 P6 wan, br0 and br1: the next is 8' "$(rps wan) $(rps br0) $(rps br1)" '2 4 8'
nq -q rps wan br0 br1 cpus none
rm -rf /run/nqtune

# --- with NAT
nft 'add table ip nat'
nft 'add chain ip nat post { type nat hook postrouting priority srcnat; }'
nft 'add rule ip nat post oifname "wan" masquerade'
record router
try nq auto wan br0
went_well 'B3 auto wan br0, masquerading out of wan'
is 'B3 P6 wan has two cores, br0 one' "$(rps wan) $(rps br0)" '6 8'
has 'B3 says why' "$out" 'weight 2 (masquerades)'
is 'B3 second run: writes nothing' "$(kernel_writes "$NQTUNE" auto wan br0)" ''

# --- P9
settled=$(rps wan) && settled+=" $(rps br0)"
nq -q rps wan br0 cpus none
rm -rf /run/nqtune
nq -q auto wan
is 'P9 auto wan: e' "$(rps wan) $(rps br0)" 'e 0'
nq -q auto br0
is 'P9 auto wan, then auto br0, is auto wan br0' "$(rps wan) $(rps br0)" "$settled"

# --- the kernel does it: wan's interrupt on CPU 0 only, packets on CPUs 1 and 2 only
arrives eth1 wan wan
processed
counted . >/dev/null
flows 400 eth1 wan
processed
is 'B1 B3 what comes in by wan is worked on by CPUs 1 and 2 (softnet_stat)' "$(workers 80)" '1 2'
is 'B1 its interrupt comes to CPU 0 (/proc/interrupts)' "$(counted_where 'wan-rx-0')" 'wan-rx-0 cpu0'
note "packets a CPU with rps 6 on wan: $work"

# --- P7: does RPS on a stacked device act? The same 400 packets, RPS first on the device above, then on the card below.
nq -q rps wan br0 cpus none
measure() { # above below; leaves the CPUs that took packets up in $above and $below
	nq -q rps "$1" cpus 1-3
	processed
	flows 400 eth1 wan
	processed
	above=$(workers 80)
	note "P7 packets a CPU with RPS 1-3 on $1, off on $2: $work"
	nq -q rps "$1" cpus none
	nq -q rps "$2" cpus 1-3
	processed
	flows 400 eth1 wan
	processed
	below=$(workers 80)
	note "P7 packets a CPU with RPS 1-3 on $2, off on $1: $work"
	nq -q rps "$2" cpus none
}

ip link add link wan name wan.5 type vlan id 5
ip link set wan.5 up
flow_vlan=5
arrives eth1 wan wan.5
was=$(</sys/class/net/wan.5/statistics/rx_packets)
measure wan.5 wan
ok 'P7 VLAN: the packets do arrive on it' [ $(($(</sys/class/net/wan.5/statistics/rx_packets) - was)) -ge 800 ]
is 'P7 VLAN: RPS on it never acts' "$above" 0
is 'P7 VLAN: RPS on the card below does' "$below" '1 2 3'
nq -q auto --forget wan
nq -q auto --forget br0
try nq auto wan.5
went_well 'P7 auto on a VLAN'
is 'P7 auto on a VLAN steers the card below' "$(rps wan) $(rps wan.5)" 'e 0'
has 'P7 auto on a VLAN says why' "$out" 'never on it' 'wan is steered'
flow_vlan=
nq -q auto --forget wan.5
nq -q rps wan cpus none
ip link del wan.5

ip link set br0 address "$(</sys/class/net/wan/address)"
ip link set wan master br0
arrives eth1 wan br0
was=$(</sys/class/net/br0/statistics/rx_packets)
measure br0 wan
ok 'P7 bridge: the packets do arrive on it' [ $(($(</sys/class/net/br0/statistics/rx_packets) - was)) -ge 800 ]
is 'P7 bridge: RPS on it acts on what it receives itself' "$above" '0 1 2 3'
is 'P7 bridge: RPS on the card below does too, for all' "$below" '1 2 3'
ip link set wan nomaster

ip link add bond9 type bond mode active-backup miimon 100
ip link set wan down
ip link set wan master bond9
ip link set bond9 up
carrier bond9
arrives eth1 wan bond9
was=$(</sys/class/net/bond9/statistics/rx_packets)
measure bond9 wan
ok 'P7 bond: the packets do arrive on it' [ $(($(</sys/class/net/bond9/statistics/rx_packets) - was)) -ge 800 ]
is 'P7 bond: RPS on it never acts' "$above" 0
is 'P7 bond: RPS on the card below does' "$below" '1 2 3'
try nq auto bond9
is 'P7 auto on a bond steers the card below' "$st, $(rps wan) $(rps bond9)" '0, e 0'

tap_end
