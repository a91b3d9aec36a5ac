# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Installs the lab's programs, fetches its kernels, and unpacks the guest's further packages.
: "${lab_dir:?}" "${lab_cache:?}" "${lab_kernels:?}"

setup_format=1          # goes up when what is in the cache changes its shape
setup_packages=(busybox-static cpio kmod xz-utils zstd iproute2 ethtool util-linux acpica-tools)

setup_apt() {
	DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 -o APT::Sandbox::User=root "$@" >&2
}

setup_backports() {
	local list=/etc/apt/sources.list.d/nqtune-lab.sources codename
	codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
	backports=$codename-backports
	if [[ ! -e $list ]] && ! apt-cache policy | grep -q "/$backports "; then
		cat >"$list" <<-EOF
			# The nqtune test lab: qemu with an emulated igb, and a newer kernel.
			Types: deb
			URIs: http://deb.debian.org/debian
			Suites: $backports
			Components: main
			Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
		EOF
	fi
}

# The newest kernels come from the next release's backports. Their index is kept apart: nothing of it may be installed here.
setup_newer() { # directory: sets newer, apt's options
	mkdir -p "$1/lists/partial"
	printf '%s\n' 'Types: deb' 'URIs: http://deb.debian.org/debian' 'Suites: trixie-backports' 'Components: main' \
		'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' >"$1/newer.sources"
	newer=(-o "Dir::Etc::sourcelist=$1/newer.sources" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$1/lists"
		-o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=")
	setup_apt "${newer[@]}" update
}

# Of what a package depends on, those of a kind: "name=version" a line.
setup_depends() { # kind
	grep -o "$1[^ ]* (= [^)]*)" | sed 's/ (= /=/; s/)//'
}

# Fetches the newest kernel image of a series that the archive has. The package's name changes with every release, so it is
# taken from what the meta package depends on. Since 7 it is empty, and the kernel and its modules are packages of their own.
setup_kernel() { # series
	local series=$1 dir=$lab_cache/kernel-$1 package deb tmp release vmlinuz newer=() parts=()
	if [[ $series != 6.* ]]; then
		setup_newer "$lab_cache/newer"
	fi
	package=$(apt-cache "${newer[@]}" show linux-image-amd64 | setup_depends linux-image- |
		grep "^linux-image-${series//./\\.}\\." | sort -V | tail -n 1)
	if [[ ! $package ]]; then
		echo "lab: the archive has no kernel $series" >&2
		return 1
	fi
	if [[ -e $dir/complete && $(<"$dir/complete") == "$setup_format $package" ]]; then
		return
	fi
	tmp=$(mktemp -d "$lab_cache/tmp.XXXXXX")
	# shellcheck disable=SC2064 # the name of now
	trap "rm -rf '$tmp'" EXIT
	mapfile -t parts < <(apt-cache "${newer[@]}" show "$package" | setup_depends 'linux-\(base\|binary\|modules\)-[0-9]' | sort -u)
	(cd "$tmp" && setup_apt "${newer[@]}" download "$package" "${parts[@]}")
	mkdir "$tmp/tree"
	# Without the modules that no lab needs, which are three quarters of them.
	for deb in "$tmp"/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$tmp/tree" \
			--exclude='*/drivers/gpu' --exclude='*/drivers/media' --exclude='*/sound' --exclude='*/drivers/staging' \
			--exclude='*/usr/share' --exclude='*/drivers/scsi' --exclude='*/drivers/infiniband'
	done
	if [[ -d $tmp/tree/usr/lib/modules ]]; then
		mv "$tmp/tree/usr/lib" "$tmp/tree/lib"
	fi
	release=$(ls "$tmp/tree/lib/modules")
	/sbin/depmod -b "$tmp/tree" "$release"
	vmlinuz=$tmp/tree/boot/vmlinuz-$release
	[[ -e $vmlinuz ]] || vmlinuz=$tmp/tree/lib/modules/$release/vmlinuz
	image_vmlinux "$vmlinuz" "$tmp/tree/vmlinux"
	echo "$release" >"$tmp/tree/release"
	echo "$setup_format $package" >"$tmp/tree/complete"
	rm -rf "$dir"
	mv "$tmp/tree" "$dir"
	rm -rf "$tmp"
}

# The names in the list, on one line.
setup_packages_wanted() {
	sed 's/#.*//' "$lab_dir/packages" | xargs
}

# Unpacks the packages of the list into a directory of their own, with all that they depend on, whatever this machine has:
# to apt it is one without any package.
setup_overlay() {
	local wanted names tmp deb dir=$lab_cache/packages
	wanted=$(setup_packages_wanted)
	if [[ ${1-} != --update && -e $dir/complete && $(<"$dir/complete") == "$wanted" ]]; then
		return
	fi
	tmp=$(mktemp -d "$lab_cache/tmp.XXXXXX")
	# shellcheck disable=SC2064 # the name of now
	trap "rm -rf '$tmp'" EXIT
	mkdir -p "$tmp/archives/partial" "$tmp"/tree/root/usr/{bin,sbin,lib,lib64}
	: >"$tmp/status"
	read -ra names <<<"$wanted"
	setup_apt -o "Dir::State::status=$tmp/status" -o "Dir::Cache::archives=$tmp/archives" -o "Dir::Cache::pkgcache=" \
		-o "Dir::Cache::srcpkgcache=" -o Debug::NoLocking=1 -o APT::Install-Recommends=0 --download-only -y install "${names[@]}"
	# Packages still ship files below /lib and /bin, which are links.
	for deb in bin sbin lib lib64; do
		ln -s "usr/$deb" "$tmp/tree/root/$deb"
	done
	for deb in "$tmp"/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$tmp/tree/root" --keep-directory-symlink \
			--exclude='*/usr/share/doc' --exclude='*/usr/share/man' --exclude='*/usr/share/locale'
	done
	chmod 755 "$tmp/tree" "$tmp/tree/root"
	echo "$wanted" >"$tmp/tree/complete"
	rm -rf "$dir"
	mv "$tmp/tree" "$dir"
	rm -rf "$tmp"
}

setup_done() {
	local series
	[[ -e $lab_cache/packages/complete && $(<"$lab_cache/packages/complete") == "$(setup_packages_wanted)" ]] || return
	[[ -x /usr/bin/qemu-system-x86_64 && -x /bin/busybox && -x /usr/bin/iasl ]] || return
	[[ -e $lab_cache/setup && $(<"$lab_cache/setup") == "$setup_format" ]] || return
	for series in $lab_kernels; do
		[[ -e $lab_cache/kernel-$series/vmlinux ]] || return
	done
}

setup_main() {
	local backports series failed=0
	if [[ ${1-} != --update ]] && setup_done; then
		return
	fi
	if ((EUID != 0)); then
		echo "lab: setup needs root" >&2
		return 1
	fi
	mkdir -p "$lab_cache"
	exec 9>"$lab_cache/lock"
	flock 9
	find "$lab_cache" -maxdepth 1 -name 'tmp.*' -mmin +120 -exec rm -rf {} +
	setup_backports
	setup_apt update
	setup_apt install -y --no-install-recommends "${setup_packages[@]}"
	if ! qemu-system-x86_64 -device help 2>/dev/null | grep -q '^name "igb"'; then
		setup_apt install -y --no-install-recommends -t "$backports" qemu-system-x86
	fi
	for series in $lab_kernels; do
		(setup_kernel "$series") || failed=1
	done
	(setup_overlay "${1-}") || failed=1
	((failed == 0)) && echo $setup_format >"$lab_cache/setup"
}
