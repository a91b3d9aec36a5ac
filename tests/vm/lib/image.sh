# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What a guest boots: Debian's kernel without its packing, an initramfs of busybox and modules, and tables for its firmware.
: "${lab_dir:?}" "${lab_cache:?}"

# Debian's vmlinuz unpacks itself, which costs seconds under emulation; the kernel inside has an entry point (PVH) that qemu
# can start directly.
image_vmlinux() { # vmlinuz vmlinux
	local setup offset length
	setup=$(od -An -tu1 -j497 -N1 "$1")
	offset=$(od -An -tu4 -j584 -N4 "$1")
	length=$(od -An -tu4 -j588 -N4 "$1")
	offset=$(((${setup// /} + 1) * 512 + ${offset// /}))
	# the last four bytes are the unpacked size
	length=$((${length// /} - 4))
	local unpack
	for unpack in 'zstd -dc' 'xz -dc' 'lz4 -dc' 'gzip -dc'; do
		if head -c "$((offset + length))" "$1" | tail -c "$length" | $unpack >"$2.new" 2>/dev/null &&
			[[ $(head -c 4 "$2.new") == $'\177ELF' ]]; then
			mv "$2.new" "$2"
			return
		fi
	done
	rm -f "$2.new"
	cp "$1" "$2"
}

# Prints the path of a kernel's initramfs, made now unless it exists.
image_initramfs() { # kernel-directory
	local dir=$1 key file tree release
	release=$(<"$dir/release")
	key=$(cat "$lab_dir/modules" "$lab_dir/guest/init" "$lab_dir/lib/image.sh" /bin/busybox | sha256sum | cut -c1-16)
	file=$dir/initramfs-$key
	if [[ ! -e $file ]]; then
		tree=$(mktemp -d "$lab_cache/tmp.XXXXXX")
		# shellcheck disable=SC2064 # the name of now
		trap "rm -rf '$tree'" EXIT
		image_tree "$dir" "$release" "$tree/root"
		(cd "$tree/root" && find . -print0 | sort -z | cpio -0 --quiet -o -H newc -R 0:0) >"$tree/cpio"
		mv "$tree/cpio" "$file"
		find "$dir" -name 'initramfs-*' ! -name "initramfs-$key" -mmin +60 -delete
	fi
	echo "$file"
}

image_tree() { # kernel-directory release tree
	local dir=$1 release=$2 tree=$3 from=$1/lib/modules/$2 to=$3/lib/modules/$2 module out
	mkdir -p "$tree"/{bin,sbin,dev,proc,sys,lib} "$to"
	cp /bin/busybox "$tree/bin/busybox"
	/bin/busybox --list | sed 's|^|/|' | while read -r applet; do
		[[ $applet == /busybox ]] || ln -s busybox "$tree/bin$applet"
	done
	ln -s ../bin/busybox "$tree/sbin/modprobe"
	cp "$lab_dir/guest/init" "$tree/init"
	chmod 755 "$tree/init"
	sed 's/#.*//' "$lab_dir/modules" | tr -s ' \t' '\n' | while read -r module; do
		[[ ! $module ]] || /sbin/modprobe -d "$dir" -S "$release" --show-depends "$module" 2>/dev/null || :
	done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u | while read -r module; do
		# as plain files: unpacking xz costs more than reading them
		out=$to/${module##*/}
		case $module in
		*.xz) xz -dc "$module" >"${out%.xz}" ;;
		*.zst) zstd -qdc "$module" >"${out%.zst}" ;;
		*) cp "$module" "$out" ;;
		esac
	done
	cp "$from"/modules.builtin* "$from/modules.order" "$to"
	/sbin/depmod -b "$tree" "$release"
	rm -f "$to/modules.order"
}

# Prints the path of an ACPI table, compiled now unless it exists.
image_table() { # source
	local name file tmp
	name=$(basename "$1" .asl)
	file=$lab_cache/acpi-$name-$(sha256sum <"$1" | cut -c1-16).aml
	if [[ ! -e $file ]]; then
		tmp=$(mktemp -d "$lab_cache/tmp.XXXXXX")
		# shellcheck disable=SC2064 # the name of now
		trap "rm -rf '$tmp'" EXIT
		iasl -we -p "$tmp/table" "$1" >"$tmp/said" 2>&1 || { cat "$tmp/said" >&2 && return 1; }
		mv "$tmp/table.aml" "$file" || return
		find "$lab_cache" -maxdepth 1 -name "acpi-$name-*.aml" ! -path "$file" -mmin +60 -delete
	fi
	echo "$file"
}
