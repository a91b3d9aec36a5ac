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

_nqtune_paths() { # -d: directories, -f: all files
	local word
	compopt -o filenames 2>/dev/null
	while read -r word; do
		COMPREPLY+=("$word")
	done < <(compgen "$1" -- "$cur")
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

# The words before the cursor that are no options and no values of options: the command, and what stands behind it.
_nqtune_words() {
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--sysroot | --color | --try | --wait | --forget | --count | --against | --rounds)
			[[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))
			((i++))
			;;
		-*) ;;
		*) echo "${COMP_WORDS[i]}" ;;
		esac
	done
}

# The settings of a knob.
_nqtune_settings() { # knob
	case $1 in
	rps) echo 'queue cpus' ;;
	xps) echo 'queue cpus rxqs' ;;
	irq) echo 'queue vector cpus' ;;
	coalesce)
		echo queue adaptive-rx adaptive-tx rx-usecs rx-frames rx-usecs-irq rx-frames-irq tx-usecs \
			tx-frames tx-usecs-irq tx-frames-irq stats-block-usecs pkt-rate-low rx-usecs-low \
			rx-frames-low tx-usecs-low tx-frames-low pkt-rate-high rx-usecs-high rx-frames-high \
			tx-usecs-high tx-frames-high sample-interval cqe-mode-rx cqe-mode-tx \
			tx-aggr-max-bytes tx-aggr-max-frames tx-aggr-time-usecs rx-cqe-frames rx-cqe-nsecs
		;;
	rss) echo 'equal weight start exclude default table hfunc xfrm key fields' ;;
	ntuple) echo 'add delete' ;;
	ring)
		echo rx rx-mini rx-jumbo tx rx-buf-len cqe-size tx-push rx-push tx-push-buf-len \
			tcp-data-split hds-thresh
		;;
	channels) echo 'rx tx other combined' ;;
	pause) echo 'autoneg rx tx' ;;
	offload) echo 'rx tx sg tso ufo gso gro lro rxvlan txvlan ntuple rxhash' ;;
	rfs) echo 'queue flows entries' ;;
	bql) echo 'queue limit-max limit-min hold-time stall-thrs' ;;
	napi)
		echo queue threaded threads gro-flush-timeout defer-hard-irqs irq-suspend-timeout \
			busy-poll busy-read budget budget-usecs weight max-backlog
		;;
	esac
}

# Those that need no interface.
_nqtune_host() { # knob
	case $1 in
	rfs) echo entries ;;
	napi) echo 'busy-poll busy-read budget budget-usecs weight max-backlog' ;;
	esac
}

_nqtune_fields() { # kind of flow
	case $1 in
	tcp4 | udp4 | sctp4) echo 'src-ip dst-ip src-port dst-port tos' ;;
	ah4 | esp4) echo 'src-ip dst-ip spi tos' ;;
	ip4) echo 'src-ip dst-ip proto l4data tos' ;;
	tcp6 | udp6 | sctp6) echo 'src-ip dst-ip src-port dst-port tclass' ;;
	ah6 | esp6) echo 'src-ip dst-ip spi tclass' ;;
	ip6) echo 'src-ip dst-ip proto l4data tclass' ;;
	ether) echo 'src-mac ether-type' ;;
	esac
	echo 'dst-mac vlan vlan-type user-def queue drop'
}

# "udp4 dst-port 53 queue 2 at 7": what may follow.
_nqtune_rule() { # words of the rule so far
	local kind=${1-} word=
	if (($# == 0)); then
		echo 'tcp4 udp4 sctp4 ah4 esp4 ip4 tcp6 udp6 sctp6 ah6 esp6 ip6 ether'
		return
	fi
	shift
	while (($#)); do
		word=$1
		shift
		[[ $word == drop ]] && break
		(($#)) || return
		shift
		[[ $word == queue || $word == at ]] && break
	done
	case $word in
	at) ;;
	queue | drop)
		(($# == 0)) && echo at
		;;
	*) _nqtune_fields "$kind" ;;
	esac
}

# The words that a setting takes.
_nqtune_values() { # knob, setting, words behind it so far
	case $1:$2 in
	*:queue) echo all ;;
	irq:vector) _nqtune_vectors ;;
	coalesce:adaptive-* | coalesce:cqe-mode-* | ring:?x-push | ring:tcp-data-split | pause:* | offload:*) echo 'on off' ;;
	ring:rx | ring:tx | ring:rx-mini | ring:rx-jumbo | ring:tx-push-buf-len | ring:hds-thresh) echo max ;;
	channels:* | bql:limit-*) echo max ;;
	rss:hfunc) echo 'toeplitz xor crc32' ;;
	rss:xfrm) echo 'none symmetric-xor symmetric-or-xor' ;;
	rss:key) echo symmetric ;;
	rss:fields)
		(($# > 2)) || echo 'tcp4 udp4 sctp4 ah4 esp4 tcp6 udp6 sctp6 ah6 esp6'
		(($# == 2)) || echo 'sd sdfn none'
		;;
	ntuple:add) _nqtune_rule "${@:3}" ;;
	napi:threaded) echo 'on off busy-poll' ;;
	esac
}

# How many words follow a setting.
_nqtune_count() { # knob, setting
	case $1:$2 in
	rss:default) echo 0 ;;
	rss:fields) echo 2 ;;
	ntuple:add) echo 1000 ;;
	*) echo 1 ;;
	esac
}

_nqtune_value() { # knob, setting, words behind it so far
	case $1:$2 in
	*:cpus | napi:threads) _nqtune_set 'all none local others irq big' ;;
	xps:rxqs) _nqtune_set 'all none' ;;
	*) _nqtune_offer "$(_nqtune_values "$@")" ;;
	esac
}

# Interfaces, then settings with their values; but settings of the host need no interface.
_nqtune_knob() { # knob, words behind it
	local knob=$1 word settings host setting='' left=0
	local -a behind
	settings=$(_nqtune_settings "$knob")
	host=$(_nqtune_host "$knob")
	shift
	if (($# == 0)); then
		_nqtune_offer "$(_nqtune_interfaces) $host"
		return
	fi
	if [[ " $host " == *" $1 "* ]]; then
		settings=$host
	else
		shift
	fi
	for word; do
		if ((left)); then
			((left--))
			behind+=("$word")
		elif [[ " $settings " == *" $word "* ]]; then
			setting=$word left=$(_nqtune_count "$knob" "$word") behind=()
		elif [[ $knob == offload && " $(_nqtune_interfaces | tr '\n' ' ')" != *" $word "* ]]; then
			# A feature by its long name.
			setting=feature left=1 behind=()
		fi
	done
	if ((left)); then
		_nqtune_value "$knob" "$setting" "${behind[@]}"
	else
		_nqtune_offer "$settings"
		[[ $setting ]] || _nqtune_offer "$(_nqtune_interfaces)"
	fi
}

# What stands behind "--" is another command. Fails if there is none.
_nqtune_behind() {
	local i
	for ((i = 2; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -- ]] || continue
		if declare -F _command_offset >/dev/null; then
			_command_offset $((i + 1))
		elif ((i + 1 == COMP_CWORD)); then
			_nqtune_paths -c
		else
			_nqtune_paths -f
		fi
		return 0
	done
	return 1
}

_nqtune() {
	local global='-n --dry-run -j --json --sysroot -q --quiet -v --verbose --color -h --help -V --version'
	local commands='show auto doctor measure rps xps irq coalesce rss ntuple ring channels pause offload rfs bql napi apply
		reapply check verify undo confirm record'
	local auto='-a --all --reserve --smt --all-cores --use-isolated --weight --xps --dedicated-irq --channels --ring --rss
		--coalesce --pause --offload --rfs --full --profile --short-tx-ring --wait --forget'
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command
	local -a words
	COMPREPLY=()

	if [[ $cur == = ]]; then
		# "--weight eth0=" takes a number.
		[[ $prev == --* ]] || return
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	mapfile -t words < <(_nqtune_words)
	command=${words[0]-}

	[[ $command != measure ]] || ! _nqtune_behind || return
	case $command in
	show | doctor | check | verify | confirm | record) ;;
	measure) global+=' --force' ;;
	undo) global+=' --force --verify' ;;
	*) global+=' --try --force --verify' ;;
	esac
	case $prev in
	--try) return ;;
	--sysroot)
		_nqtune_paths -d
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
	auto:--profile)
		_nqtune_offer 'router server latency capture'
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
	measure:--against)
		_nqtune_paths -f
		return
		;;
	auto:--reserve | *:--wait | undo:--forget | show:--count | measure:--rounds) return ;;
	esac

	case $command:$cur in
	auto:-*)
		_nqtune_offer "$auto $global"
		return
		;;
	show:-*)
		_nqtune_offer "--svg --watch --count $global"
		return
		;;
	doctor:-*)
		_nqtune_offer "--list $global"
		return
		;;
	measure:-*)
		_nqtune_offer "--compare --against --rounds $global"
		return
		;;
	reapply:-*)
		_nqtune_offer "--wait $global"
		return
		;;
	undo:-*)
		_nqtune_offer "--all --list --forget $global"
		return
		;;
	*:-*)
		_nqtune_offer "$global"
		return
		;;
	esac

	case $command in
	'') _nqtune_offer "$commands" ;;
	record) _nqtune_paths -d ;;
	apply | check) _nqtune_paths -f ;;
	show | auto | doctor | measure | verify) _nqtune_offer "$(_nqtune_interfaces)" ;;
	reapply) ((${#words[@]} > 1)) || _nqtune_offer "$(_nqtune_interfaces)" ;;
	undo | confirm) ;;
	*) _nqtune_knob "${words[@]}" ;;
	esac
}

complete -F _nqtune nqtune
