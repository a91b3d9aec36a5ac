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
	local i
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
	sleep 1
	systemd_pid=$(<"/proc/$!/task/$!/children")
	systemd_pid=${systemd_pid% }
	for i in {1..90}; do
		! sd systemctl is-active --quiet lab.target 2>/dev/null || return 0
		sleep 1
	done
	note "systemd does not get as far as its target: $(sd systemctl --no-pager list-jobs 2>&1)"
	return 1
}

# A command where that systemd is.
sd() {
	nsenter --target "$systemd_pid" --pid --mount --root --wd "$@"
}

# Waits until what a command prints is as wanted, which a hook brings about in its own time; prints it.
becomes() { # wanted command...
	local i got
	for i in {1..150}; do
		got=$("${@:2}")
		[[ $got != "$1" ]] || break
		sleep 0.1
	done
	echo "$got"
}

# Nothing of nqtune runs, and nothing is about to.
settled() {
	local i
	for i in {1..100}; do
		[[ $(pgrep -c -x nqtune) == 0 && $(sd systemctl list-jobs --no-legend 2>/dev/null) != *nqtune* ]] || {
			sleep 0.2
			continue
		}
		return 0
	done
	note 'nqtune does not come to rest'
	return 1
}

both() {
	echo "$(rps wan) $(rps br0)"
}
