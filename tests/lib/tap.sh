# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Tests that speak TAP: source this, call the functions below, end with tap_end.

tap_n=0
tap_failed=0
tap_scratch=$(mktemp -d "${TMPDIR:-/tmp}/nqtune-tap.XXXXXX")

trap 'rm -rf "$tap_scratch"' EXIT

tap_line() { # status-or-nothing name [directive]
	tap_n=$((tap_n + 1))
	if [[ ! $1 || $1 == 0 ]]; then
		echo "ok $tap_n - $2${3-}"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_n - $2${3-}"
	fi
}

note() { # text
	echo "# ${1//$'\n'/$'\n'# }"
}

ok() { # name command...: passes if the command does
	local name=$1 bad=0
	shift
	"$@" || bad=1
	tap_line "$bad" "$name"
	((bad == 0)) || note "failed: $*"
	return "$bad"
}

is() { # name got want
	local bad=0
	[[ $2 == "$3" ]] || bad=1
	tap_line "$bad" "$1"
	((bad == 0)) || note "$(diff -U1 --label want --label got <(echo "$3") <(echo "$2"))"
	return "$bad"
}

has() { # name text part...: each part stands in the text
	local name=$1 text=$2 part missing=
	shift 2
	for part; do
		[[ $text == *"$part"* ]] || missing+="${missing:+, }'$part'"
	done
	tap_line "${missing:+1}" "$name"
	[[ ! $missing ]] || note "$(printf 'without %s:\n%s' "$missing" "$text")"
	[[ ! $missing ]]
}

lacks() { # name text part
	local bad=0
	[[ $2 != *"$3"* ]] || bad=1
	tap_line "$bad" "$1"
	((bad == 0)) || note "$(printf "with '%s':\n%s" "$3" "$2")"
	return "$bad"
}

skip() { # name reason
	tap_line 0 "$1" " # SKIP $2"
}

# How long something may take that comes about in its own time: long, since a machine may have a lot else to do.
patience=30

# Waits until a command succeeds.
soon() { # command...
	local end=$((SECONDS + patience))
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.05
	done
}

# Waits until what a command prints is as wanted; prints it.
becomes() { # wanted command...
	local got end=$((SECONDS + patience))
	while got=$("${@:2}"); [[ $got != "$1" ]] && ((SECONDS < end)); do
		sleep 0.05
	done
	echo "$got"
}

# Like is, of what a command comes to print.
is_soon() { # name want command...
	is "$1" "$(becomes "${@:2}")" "$2"
}

# Runs a command; leaves its exit status in $st, its output in $out and $err.
try() { # command...
	st=0
	# in braces, lest bash reports that a signal ended it
	{ "$@" >"$tap_scratch/out" 2>"$tap_scratch/err" || st=$?; } 2>/dev/null
	out=$(tr -d '\0' <"$tap_scratch/out")
	err=$(tr -d '\0' <"$tap_scratch/err")
	export st out err
}

# The last try succeeded, and printed no error.
went_well() { # name
	is "$1" "$st, ${err:-no message}" "0, no message"
}

tap_end() {
	echo "1..$tap_n"
	exit $((tap_failed > 0))
}

# Passes on the TAP of one script as part of a greater whole: renumbered, with a prefix, and with a failure of its own if the
# script died or did less than it planned. Sums up in tap_n and tap_failed.
tap_merge() { # prefix status <tap
	local prefix=$1 status=$2 line plan='' seen=0 failed=0
	while IFS= read -r line; do
		case $line in
		'ok '[0-9]* | 'not ok '[0-9]*)
			seen=$((seen + 1))
			[[ $line == ok* ]] || failed=$((failed + 1))
			tap_line "$([[ $line == ok* ]]; echo $?)" "$prefix: ${line#*[0-9] - }"
			;;
		1..*) plan=${line#1..} ;;
		'') ;;
		'#'*) echo "$line" ;;
		*) echo "# $line" ;;
		esac
	done
	if [[ $plan != "$seen" || ($status != 0 && $failed == 0) || $seen == 0 ]]; then
		tap_line 1 "$prefix: the script came to its end (status $status, $seen of ${plan:-?} tests)"
	fi
}
