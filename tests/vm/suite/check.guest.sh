#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# U5 U6: what undoes settings of a real driver's queues and interrupts, found and named by check; apply brings it back.
. "$(dirname "$0")/lib.sh"

quiet
for card in eth0 eth1; do
	ip link set "$card" up
	carrier "$card"
done
conf=$tap_scratch/nqtune.conf
cat >"$conf" <<'FILE'
channels eth0 combined 6
auto eth0 eth1
irq eth1 vector eth1-TxRx-5 cpus 0   # by hand, over auto
FILE
diagonal='eth0-TxRx-0 0
eth0-TxRx-1 1
eth0-TxRx-2 2
eth0-TxRx-3 3
eth0-TxRx-4 4
eth0-TxRx-5 5'

drifts() { # -> IFACE KNOB TARGET AUTHOR of each, from JSON
	nq -j check "$@" | jq -r '.settings[] | "\(.iface) \(.knob) \(.target) \(.author)"'
}
content() { # name
	try nq check "$conf"
	is "$1: check is content" "$st, $out$err" "0, all is as $conf says"
	try nq check
	is "$1: and so without a file" "$st, $out$err" '0, all is as nqtune set it since boot'
}

try nq check "$conf"
is 'U5 before apply: drift' "$st" 3
try nq apply "$conf"
went_well 'U6 apply'
is 'U6 apply: the diagonal' "$(asked 'eth0-TxRx-[0-5]')" "$diagonal"
is 'U6 apply: the line by hand stands' "$(asked eth1-TxRx-5)" 'eth1-TxRx-5 0'
is 'U6 apply again writes nothing' "$(kernel_writes "$NQTUNE" apply "$conf")" ''
is 'U6 apply again says so' "$(nq apply "$conf")" "unchanged: all is as $conf says already"
content 'U6 after apply'

# --- one vector is moved, as irqbalance would
echo 4 >"/proc/irq/$(irq_of eth0-TxRx-0)/smp_affinity"
is 'U5 a vector moved: named; nobody is accused who does not run' "$(drifts "$conf")" 'eth0 irq eth0-TxRx-0 unknown'
is 'U5 a vector moved: without a file, too' "$(drifts)" 'eth0 irq eth0-TxRx-0 unknown'
restore=$(nq -j check "$conf" | jq -r '.settings[0].restore')
is 'U5 a vector moved: the command' "$restore" 'nqtune irq eth0 vector eth0-TxRx-0 cpus 0'
PATH=$(dirname "$NQTUNE"):$PATH bash -c "$restore" >/dev/null
content 'U5 a vector moved: the command brings it back'

# --- what igb keeps: its vectors stay the same interrupts while it is reset
ethtool -r eth0
carrier eth0
content 'U5 ethtool -r: nothing is lost'
ethtool -G eth0 rx 512
carrier eth0
content 'U5 ethtool -G: nothing is lost'
ip link set eth0 down
try nq check
is 'U5 down: it has no interrupts to compare' "$st, $out" '0, all is as nqtune set it since boot'
ip link set eth0 up
carrier eth0
content 'U5 down and up: nothing is lost'

# --- what it forgets: with other channels all vectors are new
ethtool -L eth0 combined 2
try nq check "$conf"
is 'U5 fewer channels: exit 3' "$st" 3
has 'U5 fewer channels: named' "$out" 'eth0: channels combined is 2, wanted: 6 (nqtune channels eth0 combined 6)' 'probably ethtool'
is 'U5 fewer channels: without a file the queues that are gone tell' "$(drifts | cut -d' ' -f1,2,4 | sort | uniq -c | sed 's/^ *//')" \
	"$(printf '6 eth0 irq ethtool\n4 eth0 xps ethtool')"
ethtool -L eth0 combined 6
carrier eth0
is 'U5 back to as many: all vectors are as the driver made them (the kernel)' "$(asked 'eth0-TxRx-[0-5]' | cut -d' ' -f2 | sort -u)" 0-5
is 'U5 back to as many: it was the driver' "$(drifts "$conf" | cut -d' ' -f1,2,4 | sort | uniq -c | sed 's/^ *//')" \
	"$(printf '6 eth0 irq driver\n4 eth0 xps driver')"
try nq apply "$conf"
went_well 'U5 apply brings it back'
content 'U5 apply brings it back'
ethtool -L eth0 combined 2
try nq apply "$conf"
went_well 'U5 apply brings channels and layout back'
is 'U5 apply brings channels and layout back: the diagonal' "$(asked 'eth0-TxRx-[0-5]')" "$diagonal"
content 'U5 apply brings channels and layout back'

# --- a CPU goes, and comes back
echo 0 >/sys/devices/system/cpu/cpu3/online
is 'U5 CPU 3 is offline' "$(drifts | grep '^eth0')" 'eth0 irq eth0-TxRx-3 cpu-hotplug'
echo 1 >/sys/devices/system/cpu/cpu3/online
try nq check
has 'U5 CPU 3 is back, its vector is not' "$out" 'eth0: irq eth0-TxRx-3 is 0-' \
	'maybe cpu-hotplug: CPU 3 may have been offline'
nq -q apply "$conf"
content 'U5 CPU 3 is back'

# --- the driver lets go of the card and takes it again
device=$(basename "$(readlink /sys/class/net/eth0/device)")
echo "$device" >/sys/bus/pci/drivers/igb/unbind
try nq check "$conf"
is 'U5 the card is gone: exit 3' "$st" 3
has 'U5 the card is gone: said as such' "$out" 'eth0: no such interface (line 1: channels eth0 combined 6)'
echo "$device" >/sys/bus/pci/drivers/igb/bind
for _ in {1..300}; do
	[[ ! -e /sys/class/net/eth0 ]] || break
	sleep 0.1
done
ip link set eth0 up
carrier eth0
is 'U5 made anew: whoever set it, it is another interface now' "$(drifts "$conf" | grep ^eth0 | cut -d' ' -f4 | sort -u)" driver
has 'U5 made anew: the sign' "$(nq check "$conf")" 'eth0 was made anew (interface number'
nq -q apply "$conf"
content 'U5 made anew'

# --- a line fails: what was before is put back, channels too
cat >"$conf" <<'FILE'
channels eth0 combined 4
auto eth0 eth1
xps eth1 cpus 0
FILE
spoiled /sys/class/net/eth1/queues/tx-4/xps_cpus error=ENOMEM apply "$conf"
is 'a line fails after channels: exit 1' "$st" 1
has 'a line fails after channels: named' "$err" "$conf:3: eth1: xps tx-4 to 0" "$conf:3: failed: all that the file had changed is put back"
is 'a line fails after channels: they are back' "$(ethtool -l eth0 | grep Combined | tail -n 1 | tr -dc 0-9)" 6
carrier eth0
is 'a line fails after channels: all is as before, by name' "$(asked 'eth[01]-TxRx-[0-5]'; masks eth0 tx; masks eth1 tx)" \
	"$(printf '%s\n' "$diagonal" "${diagonal//eth0/eth1}" | sed 's/^\(eth1-TxRx-5\) 5/\1 0/'; echo '01 02 04 08 10 20'; echo '01 02 04 08 10 20')"

# --- whoever may not read the firewall, on which the layout depends (P6)
for net in wan lan; do
	ip link add "$net" type veth peer name "${net}p"
	ip link set "$net" up
	ip link set "${net}p" up
done
load nft_chain_nat nft_masq
nft 'table ip t { chain c { type nat hook postrouting priority 100; oifname "wan" masquerade; }; }'
chmod 755 "$tap_scratch"
router=$tap_scratch/router.conf
echo 'auto wan lan' >"$router"
chmod 644 "$router"
nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$NQTUNE" "$@"
}
rm -rf /run/nqtune
nq -q apply "$router"
uplink=$(rps wan)
ok 'U6 nobody: the plan is another without the firewall' [ "$(nobody -nj apply "$router" | jq .changed)" = true ]
try nobody check "$router"
is 'U6 nobody: check knows what it was set to' "$st, $out" "0, all is as $router says"
echo 1 >/sys/class/net/wan/queues/rx-0/rps_cpus
try nobody check "$router"
is 'U6 nobody: check finds drift' "$st" 3
PATH=$(dirname "$NQTUNE"):$PATH bash -c "$(nobody -j check "$router" | jq -r '.settings[0].restore')" >/dev/null
is 'U6 nobody: what it says restores it' "$(rps wan)" "$uplink"
tap_end
