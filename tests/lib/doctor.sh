# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the doctor finds, and whether its remedy, pasted into a shell as it stands in the JSON document, makes that go away.
# Source tap.sh before; NQTUNE is the program.
# shellcheck disable=SC2154 # tap_scratch, st and err are of tap.sh

. "$(dirname "${BASH_SOURCE[0]}")/watching.sh"

mkdir -p "$tap_scratch/bin"
ln -s "$NQTUNE" "$tap_scratch/bin/nqtune"

# A rule that does not exist would be silent for ever.
doctor_rules=" $("$NQTUNE" -j doctor --list | jq -j '.rules[].id + " "')"
are_rules() { # rule...
	local rule
	for rule; do
		[[ $doctor_rules == *" $rule "* ]] || { echo "no rule $rule" && return 1; }
	done
}

# How long cured() and others look; how often at most, until they find what depends on the emulator's timing; what makes the
# traffic, begun once the doctor watches (nothing: it flows by itself, all the time).
doctor_seconds=1
doctor_tries=1
doctor_traffic=

# Leaves the document for the functions below, and the exit status in $st, which must fit it.
examine() { # words of doctor...
	local pid fits='if any(.findings[]; .severity != "info") then 3 else 0 end'
	st=0
	"$NQTUNE" -j doctor "$@" >"$tap_scratch/doctor.json" 2>"$tap_scratch/doctor.err" &
	pid=$!
	[[ ! $doctor_traffic || $1 == 0 ]] || once_watching "$doctor_traffic"
	wait "$pid" || st=$?
	[[ $(jq "$fits" "$tap_scratch/doctor.json") == "$st" ]] || is "doctor $*: its status" "$st, $(<"$tap_scratch/doctor.err")" ''
}

# What the rule found on IFACE, or on "host": its severity, or what KEY says; nothing if it is silent. After examine.
finding() { # rule iface [key]
	are_rules "$1" || return
	jq -r --arg id "$1" --arg iface "$2" --arg key "${3-severity}" \
		'.findings[] | select(.id == $id and (.iface // "host") == $iface) | .[$key]' "$tap_scratch/doctor.json"
}

# All that these rules found, wherever, in the document's order: "eth0=warn host=info". After examine.
on_whom() { # rule...
	are_rules "$@" || return
	jq -r '[.findings[] | select(.id | IN($ARGS.positional[])) | "\(.iface // "host")=\(.severity)"] | join(" ")' \
		"$tap_scratch/doctor.json" --args "$@"
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

# What was seen is as many packets a second, which must come in for a look to say anything.
seen_enough() { # least
	((seen >= $1 * $(jq '.seconds // 0 | floor' "$tap_scratch/doctor.json")))
}

# Looks again where too little came in: somebody else was at work.
examine_enough() { # iface least
	local try
	for try in 1 2 3; do
		examine_with "$1" "$doctor_seconds"
		! seen_enough "$2" || return 0
		note "try $try: $seen packets by $1"
	done
}

# Looks until the rule finds something on IFACE or "host".
examine_until() { # rule iface by least
	local try
	for ((try = 1; try <= doctor_tries; try++)); do
		examine_enough "$3" "$4"
		[[ ! $(finding "$1" "$2") ]] || return 0
	done
}

# Until packets come in by IFACE again: a link that was reset is deaf for a while.
until_used() { # iface
	local counter=/sys/class/net/$1/statistics/rx_packets was
	was=$(<"$counter")
	for _ in {1..200}; do
		sleep 0.1
		(($(<"$counter") < was + 20)) || return 0
	done
	note "nothing comes in by $1"
}

# What the rule found on IFACE or "host" is told, and its remedy pasted; it works, and says nothing is amiss.
pasted() { # name rule iface
	note "$(finding "$2" "$3" what): $(finding "$2" "$3" evidence)"
	note "$(finding "$2" "$3" remedy)"
	try paste_remedy "$2" "$3"
	is "$1: the remedy works, pasted" "$st $err" '0 '
}

# The rule fires on IFACE or "host", and nowhere else, so badly ("warn", or "info|warn" where that is up to the emulator's speed);
# its remedy is pasted; it is silent then, under the same traffic, of which so many packets a second come in by BY.
cured() { # name rule iface severity [by [least a second]]
	local by=${5-lo} least=${6-1000} bad
	[[ ${5-} ]] || least=0
	examine_until "$2" "$3" "$by" "$least"
	bad=$(finding "$2" "$3")
	[[ "|$4|" == *"|$bad|"* ]] || bad=$4
	is "$1: found" "$(on_whom "$2")" "$3=$bad" || note "$(cat "$tap_scratch/doctor.json" "$tap_scratch/doctor.err")"
	pasted "$1" "$2" "$3"
	[[ $doctor_traffic ]] || ((least == 0)) || until_used "$by"
	examine_enough "$by" "$least"
	is "$1: gone" "$(on_whom "$2"), $(finding "$2" "$3" evidence)" ', '
	((least == 0)) || ok "$1: gone with the same traffic, $seen packets" seen_enough "$least"
}

# None of these rules finds anything, wherever, though a thousand packets a second and more come in by BY.
healthy() { # name by rule...
	examine_enough "$2" 1000
	is "$1: silent" "$(on_whom "${@:3}")" '' || note "$(<"$tap_scratch/doctor.json")"
	ok "$1: silent under traffic, $seen packets" seen_enough 1000
}

# The rule finds nothing on IFACE or "host".
silent() { # name rule iface words of doctor...
	examine "${@:4}"
	is "$1: silent" "$(finding "$2" "$3"), $(finding "$2" "$3" evidence)" ', '
}
