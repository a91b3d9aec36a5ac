# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# bash completion for nqtune(8). Needs nothing of the bash-completion package.

# The recorded machine named by --sysroot, or nothing for this one.
_nqtune_root() {
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--sysroot)
			# --sysroot=DIR arrives as three words.
			[[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))
			echo "${COMP_WORDS[i + 1]}"
			return
			;;
		esac
	done
}

_nqtune_interfaces() {
	local root path
	root=$(_nqtune_root)
	for path in "${root/#\~/$HOME}"/sys/class/net/*; do
		[[ -d $path ]] && echo "${path##*/}"
	done
}

# The interrupts of the interfaces named, by number.
_nqtune_vectors() {
	local root word path
	root=$(_nqtune_root)
	root=${root/#\~/$HOME}
	for word in "${COMP_WORDS[@]}"; do
		[[ $word && -d $root/sys/class/net/$word ]] || continue
		for path in "$root/sys/class/net/$word"/device/{,../}msi_irqs/*; do
			[[ -e $path ]] && echo "${path##*/}"
		done
	done
}

_nqtune_offer() { # words
	local word
	while read -r word; do
		[[ $word ]] && COMPREPLY+=("$word")
	done < <(compgen -W "$1" -- "$cur")
}

_nqtune_directories() {
	local word
	compopt -o filenames 2>/dev/null
	while read -r word; do
		COMPREPLY+=("$word")
	done < <(compgen -d -- "$cur")
}

# The last term of "1-3,!ot".
_nqtune_set() { # words
	local head='' word
	[[ $cur == *,* ]] && head=${cur%,*},
	word=${cur#"$head"}
	[[ $word == '!'* ]] && head=$head! word=${word#!}
	compopt -o nospace 2>/dev/null
	while read -r word; do
		COMPREPLY+=("$head$word")
	done < <(compgen -W "$1" -- "$word")
}

# The command among the words so far, or nothing.
_nqtune_command() {
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--sysroot | --color)
			[[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))
			((i++))
			;;
		-*) ;;
		*)
			echo "${COMP_WORDS[i]}"
			return
			;;
		esac
	done
}

_nqtune() {
	local global='-n --dry-run -j --json --sysroot -q --quiet -v --verbose --color -h --help -V --version'
	local commands='show auto rps xps irq coalesce rss ring channels record'
	local auto='-a --all --reserve --smt --all-cores --use-isolated --weight --xps --dedicated-irq --wait --forget'
	local cpusets='all none local others irq big'
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command
	COMPREPLY=()

	if [[ $cur == = ]]; then
		# "--weight eth0=" takes a number.
		[[ $prev == --* ]] || return
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	command=$(_nqtune_command)

	case $prev in
	--sysroot)
		_nqtune_directories
		return
		;;
	--color)
		_nqtune_offer 'auto always never'
		return
		;;
	esac

	case $command:$prev in
	auto:--xps)
		_nqtune_offer 'own all'
		return
		;;
	auto:--forget)
		_nqtune_offer "$(_nqtune_interfaces)"
		return
		;;
	auto:--weight)
		_nqtune_offer "$(_nqtune_interfaces)"
		COMPREPLY=("${COMPREPLY[@]/%/=}")
		compopt -o nospace 2>/dev/null
		return
		;;
	auto:--reserve | auto:--wait) return ;;
	rps:queue | xps:queue | irq:queue)
		_nqtune_offer 'all'
		return
		;;
	irq:vector)
		_nqtune_offer "$(_nqtune_vectors)"
		return
		;;
	rps:cpus | xps:cpus | irq:cpus)
		_nqtune_set "$cpusets"
		return
		;;
	xps:rxqs)
		_nqtune_set 'all none'
		return
		;;
	esac

	case $command:$cur in
	auto:-*)
		_nqtune_offer "$auto $global"
		return
		;;
	*:-*)
		_nqtune_offer "$global"
		return
		;;
	esac

	case $command in
	'') _nqtune_offer "$commands" ;;
	record) _nqtune_directories ;;
	# The first word is always an interface; behind a setting none is.
	rps | irq | xps)
		[[ $prev == "$command" ]] || case $command in
		rps) _nqtune_offer 'queue cpus' ;;
		xps) _nqtune_offer 'queue cpus rxqs' ;;
		irq) _nqtune_offer 'queue vector cpus' ;;
		esac
		case " ${COMP_WORDS[*]:0:COMP_CWORD} " in
		*' queue '* | *' vector '* | *' cpus '* | *' rxqs '*) ;;
		*) _nqtune_offer "$(_nqtune_interfaces)" ;;
		esac
		;;
	show | auto | coalesce | rss | ring | channels) _nqtune_offer "$(_nqtune_interfaces)" ;;
	esac
}

complete -F _nqtune nqtune
