#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The doctor on a packet's way behind the card, as of a router between two virtual links: backlog and squeezes (L6), hooks,
# conntrack and flowtable (L4), hardware that forwards (B7). Each rule fires, and its remedy, pasted, makes it go away.
# shellcheck disable=SC2317 # functions called by way of soon
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

quiet
load veth pktgen nf_tables nft_ct nf_conntrack nfnetlink_hook nft_flow_offload nf_flow_table_inet nft_chain_nat nft_masq
ip link add p0 type veth peer name r0
ip link add p1 type veth peer name r1
for link in p0 r0 p1 r1; do
	ip link set "$link" up
done
ip addr add 10.9.0.254/16 dev r0
ip addr add 10.8.0.254/16 dev r1
# nobody's address: what is forwarded ends there
ip neigh add 10.8.0.1 lladdr 02:00:00:00:00:99 dev r1
sysctl -q net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.r0.rp_filter=0

# Ninety flows from p0, a burst at a time, until end_sending.
stream() { # delay burst
	sending 5 p0 r0 "delay $1" "burst $2" 'src_max 10.9.0.90' 'flag IPSRC_RND'
	begin_sending
	until_used r0
}
tracks() { # connections
	(($(</proc/sys/net/netfilter/nf_conntrack_count) >= $1))
}
# A network namespace of its own for a process, until that is killed.
elsewhere() {
	unshare --net sleep 300 &
	sender=$!
	soon has_left "$sender"
}
has_left() { # process
	[[ $(readlink "/proc/$1/ns/net") != $(readlink /proc/self/ns/net) ]]
}
inside() {
	nsenter --net="/proc/$sender/ns/net" "$@"
}

stream 100000 1
healthy 'without a firewall' r0 one-lock stalls backlog squeezes hooks conntrack flowtable offloaded

# --- L4: connections are tracked, and there is no flowtable
nft add table ip filter
nft add chain ip filter forward '{ type filter hook forward priority 0; }'
nft add rule ip filter forward ct state new,established accept
# one whose last interface is gone is as none; from 6.16 on it still names that
ip link add w0 type veth peer name w1
nft add table inet bare
nft add flowtable inet bare f '{ hook ingress priority 0; devices = { w0 }; }'
examine_enough r0 1000
is 'L4 a flowtable, wherever: silent' "$(on_whom flowtable)" ''
ip link del w0
cured 'L4 no flowtable' flowtable host info r0
has 'L4 it is there' "$(nft list ruleset)" 'table inet fastpath' 'flow add @f'
nft delete table inet fastpath
nft delete table inet bare

# --- L4: many hooks
for chain in prerouting:-300 prerouting:-150 forward:-150 postrouting:-150; do
	nft add table ip "mangle${chain#*:-}"
	nft add chain ip "mangle${chain#*:-}" "${chain%:*}" "{ type filter hook ${chain%:*} priority ${chain#*:}; }"
done
nft add table ip nat
nft add chain ip nat post '{ type nat hook postrouting priority 100; }'
nft add rule ip nat post oifname r9 masquerade
cured 'L4 many hooks' hooks host info r0
nft flush ruleset

# --- L4: the table of connections
nft add table ip filter
nft add chain ip filter forward '{ type filter hook forward priority 0; }'
nft add rule ip filter forward ct state new,established accept
soon tracks 85
sysctl -q net.netfilter.nf_conntrack_max=100
cured 'L4 table almost full' conntrack host warn r0
nft flush ruleset
end_sending

# --- B7: whether a flowtable asks hardware to forward. No driver here does that, so the kernel refuses any interface that is
# there; from 6.16 on, one that is not may come later.
nft add table inet hw
nft add flowtable inet hw f '{ hook ingress priority 0; flags offload; }'
silent 'B7 a flowtable on no interface' offloaded host 0
lacks 'B7 nor does auto take it for one' "$(nq -n auto eth1 2>&1)" 'hardware flow offload'
nft delete flowtable inet hw f
if nft add flowtable inet hw f '{ hook ingress priority 0; devices = { w0 }; flags offload; }' 2>/dev/null; then
	silent 'B7 a flowtable on an interface that is not there' offloaded host 0
	elsewhere
	inside ip link add w0 type veth peer name w1
	inside ip link set w0 netns $$
	examine 0
	is 'B7 the interface comes: found' "$(on_whom offloaded)" host=info
	is 'B7 as it is told' "$(finding offloaded host evidence)" 'flags offload of a flowtable on w0'
	is 'B7 nothing is to be done' "$(finding offloaded host remedy)" null
	nft delete flowtable inet hw f
	silent 'B7 no flowtable' offloaded host 0
	ip link del w0
	kill "$sender"
	wait "$sender"
else
	skip 'B7 a flowtable on an interface' 'this kernel accepts only one that is there, and can offload'
fi
nft delete table inet hw

# --- L6: bursts that one CPU has no room for, cut from what is sent at once
elsewhere
ip link set p0 netns "$sender"
inside ip link set p0 up
inside ip addr add 10.9.0.1/16 dev p0
inside ip route add default via 10.9.0.254
inside ethtool -K p0 tx-udp-segmentation off gso off
bursts() { # flows packets-of-each
	nsenter --net="/proc/$sender/ns/net" python3 -c '
import socket, sys, time
flows = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(int(sys.argv[1]))]
for s in flows:
    s.setsockopt(socket.SOL_UDP, 103, 18)	# UDP_SEGMENT
    s.connect(("10.8.0.1", 9))
while True:
    for s in flows:
        s.send(bytes(int(sys.argv[2]) * 18))
    time.sleep(0.005)' "$@" &
	bursting=$!
	until_used p1
}
bursts 32 4
nq -q napi max-backlog 110
echo 08 >/sys/class/net/r0/queues/rx-0/rps_cpus
doctor_seconds=2
doctor_tries=3
examine_until backlog host p1 1000
is 'L6 backlog of one CPU: found' "$(finding backlog host)" bad
has 'L6 backlog of one CPU: which, and who steers there' "$(finding backlog host what)$(finding backlog host evidence)" \
	'wait for CPU 3' 'at most 110 may wait; RPS of r0 leads there'
note "$(finding backlog host evidence)"
is 'L6 backlog of one CPU: steer to more' "$(finding backlog host remedy | cut -d' ' -f1-4)" 'nqtune rps r0 cpus'
cured 'L6 backlog of one CPU' backlog host bad p1
ok 'L6 backlog of one CPU: wider' [ "$(rps r0)" != 08 ]
# a single flow goes to one CPU all the same
kill "$bursting"
wait "$bursting"
bursts 1 64
nq -q napi max-backlog 40
cured 'L6 backlog of all CPUs' backlog host bad p1
is 'L6 backlog: as long as the kernel has it' "$(</proc/sys/net/core/netdev_max_backlog)" 1000

# --- L6: rounds that end early
nq -q napi budget 40
cured 'L6 squeezes' squeezes host warn p1
kill "$bursting" "$sender"
wait

tap_end
