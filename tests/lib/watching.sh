# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For tests in which something happens while nqtune watches. Behind tap.sh.

# Runs a command once nqtune, which runs behind, watches: only then it holds a signalfd.
once_watching() { # command...
	local i f text
	for i in {1..200}; do
		for f in "/proc/$!/fdinfo/"*; do
			IFS= read -rd '' text 2>/dev/null <"$f" || true
			[[ $text != *sigmask:* ]] || break 2
		done
		sleep 0.05
	done
	((i < 200)) || note 'it never watched'
	"$@"
}
