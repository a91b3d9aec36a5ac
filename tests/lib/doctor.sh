# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the doctor finds, and whether its remedy, pasted into a shell as it stands in the JSON document, makes that go away.
# Source tap.sh before, and have a function nq.
# shellcheck disable=SC2154 # tap_scratch, st and err are of tap.sh

mkdir -p "$tap_scratch/bin"
ln -s "$NQTUNE" "$tap_scratch/bin/nqtune"

examine() { # words of doctor...
	nq -j doctor "$@" >"$tap_scratch/doctor.json" 2>"$tap_scratch/doctor.err" || :
}

# What the rule found on IFACE, or on "host": its severity, or what KEY says; nothing if it is silent. After examine.
finding() { # rule iface [key]
	jq -r --arg id "$1" --arg iface "$2" --arg key "${3-severity}" \
		'.findings[] | select(.id == $id and (.iface // "host") == $iface) | .[$key]' "$tap_scratch/doctor.json"
}

paste_remedy() { # rule iface
	PATH=$tap_scratch/bin:$PATH sh -c "$(finding "$1" "$2" remedy)"
}

# What makes the rule look: packets that IFACE received, counted around the examination.
seen=0
examine_with() { # iface words of doctor...
	local counter=/sys/class/net/$1/statistics/rx_packets was
	was=$(<"$counter")
	examine "${@:2}"
	seen=$(($(<"$counter") - was))
}

# Until packets come in by IFACE again: a link that was reset is deaf for a while.
until_used() { # iface
	local was
	for _ in {1..60}; do
		was=$(<"/sys/class/net/$1/statistics/rx_packets")
		sleep 0.1
		(($(<"/sys/class/net/$1/statistics/rx_packets") < was + 20)) || return 0
	done
	note "nothing comes in by $1"
}

# The rule fires on IFACE or "host"; its remedy is pasted; it is silent then, under the same traffic, which comes in by BY.
cured() { # name rule iface severity by [least packets]
	examine_with "$5" 1
	is "$1: found" "$(finding "$2" "$3")" "$4" || note "$(cat "$tap_scratch/doctor.json" "$tap_scratch/doctor.err")"
	note "$(finding "$2" "$3" what): $(finding "$2" "$3" evidence)"
	note "$(finding "$2" "$3" remedy)"
	try paste_remedy "$2" "$3"
	is "$1: the remedy works, pasted" "$st $err" '0 '
	((${6-1} == 0)) || until_used "$5"
	examine_with "$5" 1
	is "$1: gone" "$(finding "$2" "$3"), $(finding "$2" "$3" evidence)" ', '
	ok "$1: gone with the same traffic, $seen packets" [ "$seen" -ge "${6-1000}" ]
}

# The rule finds nothing on IFACE or "host".
silent() { # name rule iface words of doctor...
	examine "${@:4}"
	is "$1: silent" "$(finding "$2" "$3"), $(finding "$2" "$3" evidence)" ', '
}
