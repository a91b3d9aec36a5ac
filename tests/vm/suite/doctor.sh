# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # st, out and err are for those who source this; tap_scratch is theirs
# For guests that look at what the doctor finds, and paste what it says to do. Behind lib.sh.

. "$here/../../lib/watching.sh"

# Looks for some seconds (0: at what was counted since boot) while a command runs; the findings are in $out.
examine() { # seconds [command...]
	if (($# == 1)); then
		try nq -j doctor "$1"
		return
	fi
	st=0
	"$NQTUNE" -j doctor "$1" >"$tap_scratch/out" 2>"$tap_scratch/err" &
	once_watching "${@:2}"
	wait $! || st=$?
	out=$(<"$tap_scratch/out")
	err=$(<"$tap_scratch/err")
}

# A member of the first finding of that rule (on that interface): "severity", "evidence", "remedy", ...; "" if there is none.
finding() { # rule member [iface]
	python3 -I -c '
import json, sys
for f in json.load(sys.stdin)["findings"]:
    if f["id"] == sys.argv[1] and (len(sys.argv) < 4 or f["iface"] == sys.argv[3]):
        print(f[sys.argv[2]])
        break' "$@" <<<"$out"
}

# The severities of a rule, in the order of its findings.
severities() { # rule
	python3 -I -c 'import json, sys; print(*[f["severity"] for f in json.load(sys.stdin)["findings"] if f["id"] == sys.argv[1]])' \
		"$1" <<<"$out"
}

# The remedy of the first finding of that rule, as somebody pastes it.
paste_remedy() { # rule
	local text
	text=$(finding "$1" remedy)
	note "pasted: $text"
	PATH=$(dirname "$NQTUNE"):$PATH sh -c "$text" >"$tap_scratch/pasted" 2>&1 || note "it failed: $(<"$tap_scratch/pasted")"
}

# It fires, and after its remedy it does not.
heals() { # rule severity seconds [command...]
	examine "${@:3}"
	is "doctor: $1" "$(severities "$1")" "$2"
	note "$(finding "$1" what) | $(finding "$1" evidence)"
	paste_remedy "$1"
	examine "${@:3}"
	is "doctor: $1, pasted: gone" "$(severities "$1")" ''
}
