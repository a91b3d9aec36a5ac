#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's ifupdown brings the interfaces up, with nqtune as installed (B5, U7): post-up, stanza options, trouble.
. "$(dirname "$0")/managers.sh"

quiet
load bridge nft_chain_nat nft_masq
installed
for net in wan lan; do
	card=$([[ $net == wan ]] && echo eth1 || echo eth0)
	ip link set "$card" down
	ip link set "$card" name "$net"
done
ip link add br0 type bridge
mkdir -p /etc/network /run/network

stanza() { # iface line...
	printf 'iface %s inet static\n\taddress 10.%d.0.1/24\n' "$1" "${#1}"
	printf '\t%s\n' "${@:2}"
	echo
}

# ifup, from the beginning.
ifup_again() { # iface
	ifdown --force "$1" >/dev/null 2>&1
	ip addr flush dev "$1"
	nq -q rps wan br0 cpus none
	rm -rf /run/nqtune
	try ifup "$1"
}

{
	printf 'iface br0 inet manual\n\n'
	stanza wan 'post-up nqtune auto wan br0'
	stanza lan
} >/etc/network/interfaces
PATH=$(dirname "$NQTUNE"):$PATH
ip link set br0 up
ifup_again wan
is 'B5 ifup with "post-up nqtune auto wan br0"' "$st" 0
is 'B5 B2 ifup wan: a core each' "$(both)" '2 4'
is 'B5 P2 the interrupts of wan stay on CPU 0' "$(asked 'wan-[rt]x-0' | cut -d' ' -f2 | tr '\n' ' ')" '0 0 '

before=$(both; asked '(wan|lan)-.*')
ip link set wan down
ip link set wan up
carrier wan
is 'B5 the link goes and comes: the layout stays' "$(both; asked '(wan|lan)-.*')" "$before"

nft 'add table ip nat'
nft 'add chain ip nat post { type nat hook postrouting priority srcnat; }'
nft 'add rule ip nat post oifname "wan" masquerade'
ifup_again wan
is 'B5 B3 masquerading out of wan: two cores for wan' "$(both)" '6 8'
nft delete table ip nat

# --- lines of the stanza: lan is an igb of four channels
if_up() { # words for env...
	try env IFACE=lan MODE=start PHASE=post-up ADDRFAM=inet METHOD=static "$@" /etc/network/if-up.d/nqtune
}
lan() {
	echo "$(asked 'lan-rx-[0-9]' | cut -d' ' -f2 | tr '\n' ' ')$(masks lan rx)"
}
{
	printf 'iface br0 inet manual\n\n'
	stanza wan 'nqtune-auto br0'
	stanza lan 'nqtune-channels combined 2' 'nqtune-auto --reserve 0' 'nqtune-rps-1 queue 0 cpus 3' \
		'nqtune-rps-2 queue 1 cpus 2-3' 'nqtune-coalesce rx-usecs 50'
	stanza other 'nqtune-auto yes'
} >/etc/network/interfaces
ifup_again wan
is 'B5 nqtune-auto br0' "$st, $(both)" '0, 2 4'
lacks 'B5 ifup says nothing' "$out$err" nqtune
ifup_again lan
is 'B5 every nqtune line of a stanza' "$st, $(lan), $(ethtool -c lan | grep rx-usecs:)" '0, 1 2 8 c, rx-usecs: 50'
before=$(state)
writes=$(kernel_writes env IFACE=lan IF_NQTUNE_CHANNELS='combined 2' IF_NQTUNE_AUTO='--reserve 0' IF_NQTUNE_RPS_1='queue 0 cpus 3' \
	IF_NQTUNE_RPS_2='queue 1 cpus 2-3' IF_NQTUNE_COALESCE='rx-usecs 50' ADDRFAM=inet6 /etc/network/if-up.d/nqtune)
is 'B5 once more, for the other address family: writes nothing' "$writes" ''
is 'B5 and changes nothing' "$(state)" "$before"
nq -q rps lan cpus none
for family in inet inet6 inet; do
	env IFACE=lan ADDRFAM=$family IF_NQTUNE_RPS='queue 1 cpus 1' IF_NQTUNE_XPS='queue 0 cpus 3' /etc/network/if-up.d/nqtune \
		>>"$tap_scratch/parallel" 2>&1 &
done
wait
is 'B5 three at a time' "$(masks lan rx) $(masks lan tx | cut -d' ' -f1), $(cat "$tap_scratch/parallel")" '0 2 8, '

# --- trouble
lines() {
	grep -c . <<<"$err"
}
before=$(state)
if_up IFACE=nosuch0 IF_NQTUNE_AUTO=yes
is 'U7 an interface that is not there: no failure, one line' "$st $(lines)" '0 1'
has 'U7 and the line says it' "$err" 'nosuch0' 'no such interface'
if_up IFACE=nosuch0 IF_NQTUNE_AUTO=yes IF_NQTUNE_STRICT=yes
is 'U7 nqtune-strict yes: a failure' "$st" 1
if_up IF_NQTUNE_RPS='cpus 7-9'
is 'U7 CPUs that are not there' "$st $(lines)" '0 1'
# shellcheck disable=SC2016 # the hook must not expand it
if_up 'IF_NQTUNE_NONSENSE=a; touch /run/pwned $(touch /run/pwned)'
is 'U7 a line that nobody understands: nothing of it is run' "$st $(lines) $(ls /run/pwned 2>&1)" \
	"0 1 ls: cannot access '/run/pwned': No such file or directory"
if_up IF_NQTUNE_RPS='cpus 0-1' NQTUNE_STRICT=yes unshare -m sh -c 'mount -o remount,ro,bind /sys && "$@"' sh
is 'U7 /sys is read-only, and NQTUNE_STRICT: a failure' "$st $(lines)" '1 1'
has 'U7 and the line says it' "$err" 'ead-only'
if_up IF_NQTUNE_RPS='cpus 0-1' unshare -m sh -c 'mount -o remount,ro,bind /sys && "$@"' sh
is 'U7 /sys is read-only: no failure, one line' "$st $(lines)" '0 1'
if_up IF_NQTUNE_RPS='cpus 0-1' setpriv --bounding-set -net_admin --inh-caps -net_admin
is 'U7 without CAP_NET_ADMIN: no failure, one line' "$st $(lines)" '0 1'
has 'U7 and the line says it' "$err" 'CAP_NET_ADMIN'
is 'U7 nothing was changed by any of them' "$(state)" "$before"
sed -i 's/nqtune-auto br0/nqtune-auto nosuch0/' /etc/network/interfaces
ifup_again wan
is 'U7 ifup itself, with an interface that is not there' "$st, $(ifquery --state wan)" '0, wan=wan'
has 'U7 ifup tells' "$err" 'nosuch0'
sed -i 's/nqtune-auto nosuch0/&\n\tnqtune-strict yes/' /etc/network/interfaces
ifup_again wan
is 'U7 ifup itself, with nqtune-strict yes' "$st" 1

# --- queues made anew, which ifupdown does not hear of: udev's rule
nq -q rps lan cpus none
nq -q channels lan combined 4
nq -q auto lan
before=$(lan)
is 'B5 auto lan, four channels' "$before" '0 1 2 3 0 0 0 0'
systemd_starts
ethtool -L lan combined 2
is 'B5 ethtool -L to fewer channels: laid out again' "$(becomes '0 1 5 a' lan)" '0 1 5 a'
ethtool -L lan combined 4
is 'B5 ethtool -L to more channels: laid out again' "$(becomes "$before" lan)" "$before"
settled
runs=$(sd journalctl -q -o cat -u nqtune@lan | grep -c '^Finished')
ok "B5 it ends: $runs runs for two changes" [ "$runs" -le 8 ]
nq -q channels lan combined 3
settled
is 'B5 nqtune changes the channels: its own rule does not fight it' "$(becomes '0 1 2 9 2 4' lan)" '0 1 2 9 2 4'
is 'B5 nothing of it failed' "$(sd systemctl --failed --no-legend | grep nqtune)" ''

tap_end
