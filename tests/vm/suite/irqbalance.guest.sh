#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# R3, P10: the real irqbalance (1.9.2), asked every 5 seconds, beside the layout of three igb cards.
. "$(dirname "$0")/lib.sh"

cards=(eth0 eth1 eth2)
queues='eth[0-2]-TxRx-[0-5]'
period=5
policy=$here/../../../hooks/irqbalance-policy
quiet
mkdir -p /run/irqbalance

# Says one command to irqbalance, as its manual has it. Waits for the answer however long it takes, since 1.9.2 is killed by
# SIGPIPE when who asked is gone.
ask() { # pid words...
	python3 -I - "$@" <<-'EOF'
		import os, socket, struct, sys
		s = socket.socket(socket.AF_UNIX)
		s.connect("/run/irqbalance/irqbalance%s.sock" % sys.argv[1])
		me = struct.pack("3i", os.getpid(), os.getuid(), os.getgid())
		s.sendmsg([" ".join(sys.argv[2:]).encode()], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, me)])
		while text := s.recv(65536):
		    sys.stdout.write(text.decode())
	EOF
}

irqs_in() { # answer -> the numbers, ascending
	grep -o 'IRQ [0-9]*' <<<"$1" | cut -d' ' -f2 | sort -n | tr '\n' ' '
}

banned() {
	irqs_in "$(ask "$balancer" setup)"
}

# Starts irqbalance and waits until it listens.
balance() { # options...
	local i
	irqbalance --foreground -t "$period" "$@" >"$tap_scratch/balancer" 2>&1 &
	balancer=$!
	for i in {1..300}; do
		[[ ! -S /run/irqbalance/irqbalance$balancer.sock ]] || return 0
		sleep 0.1
	done
	note "irqbalance has no socket after $((i / 10)) s: $(<"$tap_scratch/balancer")"
}

# Waits until it pauses, once its list was changed.
deaf() {
	local i
	for i in {1..300}; do
		! grep -q nanosleep "/proc/$balancer/wchan" || return 0
		sleep 0.1
	done
	note "irqbalance did not pause within $((i / 10)) s"
}

# Leaves its exit status in $ended: 141 if it was killed by SIGPIPE.
end_balancer() {
	ended=0
	kill "$balancer"
	wait "$balancer" || ended=$?
}

all_to() { # cpu
	local irq
	for irq in $(irqs_of "$queues"); do
		echo "$1" >"/proc/irq/$irq/smp_affinity_list"
	done
}

diagonal() {
	local card i
	for card in "${cards[@]}"; do
		for i in 0 1 2 3 4 5; do
			echo "$card-TxRx-$i $i"
		done
	done
}

irqs_of() { # regex -> the numbers, ascending
	awk -v re="^($1)\$" '$NF ~ re { sub(":", "", $1); print $1 }' /proc/interrupts | sort -n | tr '\n' ' '
}

# shellcheck disable=SC2317 # called by "ok"
# Whether the vectors are asked to other CPUs within this many periods.
moves() { # regex from periods
	local i
	for ((i = 0; i < $3 * period * 2; i++)); do
		[[ $(asked "$1") == "$2" ]] || return 0
		sleep 0.5
	done
	return 1
}

# --- control: it moves what is laid out by hand
ip link set eth0 up
all_to 5
by_hand=$(asked "$queues")
balance
ok 'control: irqbalance moves the vectors' moves "$queues" "$by_hand" 6
ok 'control: and spreads them' [ "$(asked "$queues" | cut -d' ' -f2 | sort -u | wc -l)" -gt 3 ]

# --- somebody told it something before; an interrupt that is nobody's business
other=$(irq_of eth1)
hands_off=$(irq_of eth2)
ask "$balancer" settings ban irqs "$hands_off"
echo 4 >"/proc/irq/$hands_off/smp_affinity_list"
try nq -n auto "${cards[@]}"
has 'R3 dry run: what would be told' "$out" "info: irqbalance (process $balancer) would be told to leave interrupts"
is 'R3 dry run: nothing was' "$(banned)" "$hands_off "

nq record "$tap_scratch/rec" >/dev/null
is 'U12 a recording knows of it too' "$(nq --sysroot "$tap_scratch/rec" show | grep -o 'irqbalance runs (.*)')" \
	"irqbalance runs (process $balancer, socket /run/irqbalance/irqbalance$balancer.sock)"

# --- the layout, and what it is told: it is caught in its pause, places all anew when it wakes, and only then hears us
ask "$balancer" settings ban irqs "$hands_off"
deaf
start=$EPOCHREALTIME
try nq auto "${cards[@]}"
took=$((${EPOCHREALTIME/./} - ${start/./}))
went_well 'R3 auto while irqbalance runs'
has 'R3 it says so' "$out" "info: irqbalance (process $balancer) was told to leave interrupts" 'alone until it restarts' \
	'to make it last: IRQBALANCE_ARGS="--policyscript=/' '/libexec/nqtune/irqbalance-policy" in /etc/default/irqbalance'
lacks 'R3 it says it once' "$out" 'warn: irqbalance'
told=$(irqs_of "$queues")
is 'R3 it left alone this before, and now our vectors too' "$(banned)" \
	"$(tr ' ' '\n' <<<"$told$hands_off" | grep . | sort -n | tr '\n' ' ')"
is 'P10 the journal knows what it was told' \
	"$(python3 -I -c 'import json, sys; print(*sorted(json.load(open(sys.argv[1]))["told"]), "")' /run/nqtune/journal-*/000001.json)" \
	"$told"
note "auto took $((took / 1000)) ms"

# --- a second run, and one while irqbalance pauses because its list was changed
try nq auto "${cards[@]}"
went_well 'second run'
has 'second run: nothing to do' "$out" 'nothing to change'
lacks 'second run: nothing new of irqbalance' "$out" irqbalance
is 'second run: no journal entry' "$(ls /run/nqtune/journal-*/)" 000001.json
# shellcheck disable=SC2046 # words
ask "$balancer" settings ban irqs $(banned)
deaf
ok 'it is deaf for one period (irqbalance)' grep -q nanosleep "/proc/$balancer/wchan"
try nq auto "${cards[@]}"
went_well 'second run while it is deaf'
lacks 'second run while it is deaf: waited for, nothing new' "$out" irqbalance
ok 'irqbalance lives' kill -0 "$balancer"

# --- by hand: of the other interrupts only the one that was placed
link=$(irq_of eth0)
try nq irq eth0 vector eth0 cpus 2-4
went_well 'S1 irq of the link'
has 'R3 irq of the link: says so' "$out" "irqbalance (process $balancer) was told to leave interrupt $link alone"
has 'R3 irq of the link: it leaves it alone' " $(banned)" " $link "
lacks 'P2 nobody placed that of the others' " $(banned)" " $other "

# --- a minute under load
is 'P2 the diagonal' "$(asked "$queues")" "$(diagonal)"
moved=
for ((end = SECONDS + 60; SECONDS < end; )); do
	flows 3000 eth0 eth1 eth1 eth2 eth2 eth0
	[[ $(asked "$queues") == "$(diagonal)" ]] || moved=$(asked "$queues")
done
is 'R3 after a minute under load no vector has moved, at any time' "$moved" ''
stats=$(irqs_in "$(ask "$balancer" stats)")
has 'R3 irqbalance goes on with the others' " $stats" " $other "
lacks 'R3 it has none of ours' " $stats" " ${told%% *} "
is 'R3 what others banned before stays where it was put' "$(<"/proc/irq/$hands_off/smp_affinity_list")" 4

# --- U5: somebody gives the vectors back to it; "check" finds what it does then
ask "$balancer" settings ban irqs "$hands_off"
ok 'U5 irqbalance moves them again' moves "$queues" "$(diagonal)" 6
sleep 1
try nq check
is 'U5 check: drift' "$st" 3
has 'U5 check: names irqbalance' "$out" "probably irqbalance: it runs (process $balancer," 'was not told to leave this interrupt alone'
try nq auto "${cards[@]}"
went_well 'auto lays out again'
has 'R3 it is told again' "$out" "irqbalance (process $balancer) was told"
is 'P2 the diagonal again' "$(asked "$queues")" "$(diagonal)"

# --- the way back
while [[ -e $(compgen -G '/run/nqtune/journal-*/*.json' | head -n 1) ]]; do
	try nq undo
	went_well 'undo'
	((st == 0)) || break
done
is 'undo: irqbalance has them back, not what others told it' "$(banned)" "$hands_off "
all_to 5
ok 'undo: it moves them again' moves "$queues" "$by_hand" 6
end_balancer
is 'irqbalance was not stopped or killed' "$ended" 0

# --- the policy script: what irqbalance calls it with, and what it does
cat >/run/seen <<-EOF
	#!/bin/sh
	echo "\$# \$*" >>/run/seen.log
	$policy "\$@" | tee -a /run/said.log
EOF
chmod 755 /run/seen
nq -q auto "${cards[@]}"
balance --policyscript=/run/seen
sleep 1
note "$(sort -u /run/seen.log | sed 's/^/called with: /')"
is 'policy: called once for each interrupt, with a device and a number (irqbalance 1.9.2)' \
	"$(grep -cEv '^2 /sys(/bus/pci/devices/[0-9a-f:.]+)? [0-9]+$' /run/seen.log), $(cut -d' ' -f3 /run/seen.log | sort | uniq -d)" '0, '
is 'policy: nobody told irqbalance anything' "$(banned)" ''
moves "$queues" "$(diagonal)" 2 && moved=yes || moved=no
is 'policy: does anything move within two periods' "$moved" no
stats=" $(irqs_in "$(ask "$balancer" stats)")"
has 'policy: irqbalance goes on with the others' "$stats" " $(irq_of rtc0) "
lacks 'policy: it has none of ours' "$(for irq in $told; do [[ $stats != *" $irq "* ]] || echo "has $irq"; done)" has
end_balancer
is 'policy: it was said of each interrupt of the three cards, once' "$(sort /run/said.log | uniq -c | tr -s ' ')" ' 21 ban=true'

# --- it does not know the policy, but was started with it: no advice
nq -q auto --forget eth2
balance --policyscript="$policy"
try nq auto eth0 eth1
went_well 'policy: auto'
has 'policy: auto tells it all the same' "$out" 'was told to leave interrupts'
lacks 'policy: auto gives no advice' "$out" IRQBALANCE_ARGS
# --- where it cannot be told, the lines are said
end_balancer
rmdir /run/irqbalance 2>/dev/null || rm -rf /run/irqbalance
irqbalance --foreground -t "$period" >"$tap_scratch/balancer" 2>&1 &
balancer=$!
soon grep -qsx irqbalance "/proc/$balancer/comm"
try nq auto "${cards[@]}"
went_well 'no socket: auto'
has 'R3 no socket: says how it can be told' "$out" "warn: irqbalance (process $balancer) may move interrupts" \
	'cannot be told not to: it has no socket below /run/irqbalance' "--banirq=${told%% *} " '--policyscript=/'
end_balancer
tap_end
