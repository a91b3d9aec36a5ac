# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For the scripts that run a manager of interfaces in the guest: nqtune installed as it is meant to be, and a systemd.

. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Into the guest's own copy of the root.
installed() {
	local build=${NQTUNE%/src/nqtune}
	# meson writes a log there, which a guest cannot where the checkout lies below /tmp
	mount -t tmpfs logs "$build/meson-logs"
	meson install -C "$build" --no-rebuild --quiet >"$tap_scratch/install" 2>&1 || note "meson install: $(<"$tap_scratch/install")"
	hash -r
	NQTUNE=$(PATH=/usr/local/sbin:$PATH type -P nqtune)
	# shellcheck disable=SC2034 # for whoever sources this
	hook=$(find /usr/libexec/nqtune /usr/local/libexec/nqtune -name hook 2>/dev/null | head -n 1)
}

# The guest's first process is the lab's; systemd is that of a PID namespace, with units of its own only.
# shellcheck disable=SC2120 # most start nothing by themselves
systemd_starts() { # [unit...]
	rm -rf /etc/systemd/system/*
	mkdir -p /etc/udev/rules.d /etc/tmpfiles.d /var/log/journal
	# cards keep their names, and /tmp what is in it
	ln -sf /dev/null /etc/udev/rules.d/80-net-setup-link.rules
	ln -sf /dev/null /etc/tmpfiles.d/tmp.conf
	ln -sf /dev/null /etc/systemd/system/systemd-timesyncd.service
	{
		echo '[Unit]'
		echo "Requires=sysinit.target dbus.socket $*"
		echo "After=sysinit.target dbus.socket $*"
		echo AllowIsolate=yes
	} >/etc/systemd/system/lab.target
	unshare --pid --mount --propagation slave --fork --mount-proc \
		env -i PATH="$PATH" container=lab /lib/systemd/systemd --system --show-status=0 --unit=lab.target \
		</dev/null >/dev/null 2>&1 &
	soon has_child $!
	patience=120 soon sd systemctl is-active --quiet lab.target 2>/dev/null && return 0
	note "systemd does not get as far as its target: $(sd systemctl --no-pager list-jobs 2>&1)"
	return 1
}

# Leaves it in systemd_pid.
has_child() { # pid
	systemd_pid=$(<"/proc/$1/task/$1/children")
	systemd_pid=${systemd_pid% }
	[[ $systemd_pid ]]
}

# A command where that systemd is.
sd() {
	nsenter --target "$systemd_pid" --pid --mount --root --wd "$@"
}

# Nothing of nqtune runs, and nothing is about to: not for a while, since who calls a hook takes a moment until it does.
settled() {
	local i calm=0
	for i in {1..300}; do
		calm=$((calm + 1))
		[[ $(pgrep -c -x 'nqtune|hook|90-nqtune') == 0 && $(sd systemctl list-jobs --no-legend 2>/dev/null) != *nqtune* ]] || calm=0
		((calm < 4)) || return 0
		sleep 0.2
	done
	note "nqtune does not come to rest, after $i looks"
	return 1
}

both() {
	echo "$(rps wan) $(rps br0)"
}
