# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For tests in which something happens while nqtune watches. Behind tap.sh.

# Runs a command once nqtune, which runs behind, watches: only then it holds a signalfd.
once_watching() { # command...
	soon watches || note 'it never watched'
	"$@"
}

watches() {
	local f text
	for f in "/proc/$!/fdinfo/"*; do
		IFS= read -rd '' text 2>/dev/null <"$f" || true
		[[ $text != *sigmask:* ]] || return 0
	done
	return 1
}
