# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A real sshd in the namespace of a test, and a client in another one: source this behind netns/lib.sh. The server is only
# unpacked: installed, it would start on the machine itself.
: "${tap_scratch:?}"

sshd_tree=${NQTUNE_LAB_CACHE:-/var/cache/nqtune-lab}/sshd
sshd_pid=

# Fetches it where tests/setup has not.
sshd_there() {
	command -v ssh >/dev/null &&
		"$(dirname "${BASH_SOURCE[0]}")/unpacked" "$sshd_tree" openssh-server libwrap0 2>/dev/null >&2
}

# The server wants a user of its own, and root must not be locked.
sshd_users() {
	sed '/^sshd:/d' /etc/passwd >"$tap_scratch/passwd"
	echo 'sshd:x:74:65534::/run/sshd:/usr/sbin/nologin' >>"$tap_scratch/passwd"
	echo 'root:*:19000:0:99999:7:::' >"$tap_scratch/shadow"
	mount --bind "$tap_scratch/passwd" /etc/passwd
	mount --bind "$tap_scratch/shadow" /etc/shadow
	mkdir -p /run/sshd
}

sshd_start() { # address [line-of-configuration...]
	local libs
	sshd_address=$1
	shift
	chmod 755 "$tap_scratch"
	sshd_users
	ssh-keygen -q -t ed25519 -N '' -f "$tap_scratch/host"
	ssh-keygen -q -t ed25519 -N '' -f "$tap_scratch/user"
	printf '%s\n' 'Port 2222' "HostKey $tap_scratch/host" "AuthorizedKeysFile $tap_scratch/user.pub" 'StrictModes no' \
		'UsePAM no' 'PermitRootLogin yes' "PidFile none" "$@" >"$tap_scratch/sshd_config"
	libs=$(find "$sshd_tree/root" -name 'libwrap.so.0' -printf '%h\n' | head -n 1)
	LD_LIBRARY_PATH=$libs "$sshd_tree/root/usr/sbin/sshd" -D -f "$tap_scratch/sshd_config" -E "$tap_scratch/sshd.log" &
	sshd_pid=$!
	soon grep -qs 'Server listening' "$tap_scratch/sshd.log"
}

sshd_stop() {
	[[ ! $sshd_pid ]] || kill "$sshd_pid" 2>/dev/null
}

# The client's words, in the namespace "far", into $ssh_command.
# shellcheck disable=SC2034
ssh_words() { # [option...]
	ssh_command=(ip netns exec far ssh -q -F none -i "$tap_scratch/user" -p 2222 -o BatchMode=yes -o StrictHostKeyChecking=no
		-o UserKnownHostsFile=/dev/null "$@" "root@$sshd_address")
}
