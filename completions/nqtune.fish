# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion for nqtune(8).

# The words before the cursor that are no options and no values of options.
function __nqtune_words
    set -l words
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --sysroot --color --try --reserve --weight --xps --profile --wait --forget --count --against --rounds
                set skip 1
            case '-*'
            case '*'
                set -a words $word
        end
    end
    printf '%s\n' $words
end

# The recorded machine named by --sysroot, or nothing for this one.
function __nqtune_root
    set -l next 0
    for word in (commandline -opc)[2..-1]
        if test $next = 1
            string replace -r '^~' $HOME -- $word
            return
        end
        switch $word
            case --sysroot
                set next 1
            case '--sysroot=*'
                string replace -r '^--sysroot=' '' -- $word | string replace -r '^~' $HOME
                return
        end
    end
end

function __nqtune_interfaces
    set -l root (__nqtune_root)
    for path in "$root"/sys/class/net/*/
        basename $path
    end
end

function __nqtune_no_command
    test -z (__nqtune_words)[1]
end

# Whether the command is one of these.
function __nqtune_command
    set -l words (__nqtune_words)
    contains -- "$words[1]" $argv
end

# Whether what is completed stands behind "--", where another command is.
function __nqtune_is_behind
    contains -- -- (commandline -opc)
end

function __nqtune_behind
    set -l words (commandline -opc)
    set -e words[1..(contains -i -- -- $words)]
    complete -C (string join ' ' -- (string escape -- $words) (commandline -ct))
end

# The interrupts of the interfaces named, by number.
function __nqtune_vectors
    set -l root (__nqtune_root)
    for word in (__nqtune_words)[2..-1]
        for path in "$root"/sys/class/net/$word/device/{,../}msi_irqs/*
            basename $path
        end
    end
end

# The last term of "1-3,!ot", with what stands before it.
function __nqtune_set
    set -l head (string replace -r '[^,!]*$' '' -- (commandline -ct))
    for word in $argv
        echo $head$word
    end
end

# The settings of a knob.
function __nqtune_settings
    set -l words
    switch $argv[1]
        case rps
            set words queue cpus
        case xps
            set words queue cpus rxqs
        case irq
            set words queue vector cpus
        case coalesce
            set words queue adaptive-rx adaptive-tx rx-usecs rx-frames rx-usecs-irq rx-frames-irq tx-usecs tx-frames \
                tx-usecs-irq tx-frames-irq stats-block-usecs pkt-rate-low rx-usecs-low rx-frames-low tx-usecs-low \
                tx-frames-low pkt-rate-high rx-usecs-high rx-frames-high tx-usecs-high tx-frames-high sample-interval \
                cqe-mode-rx cqe-mode-tx tx-aggr-max-bytes tx-aggr-max-frames tx-aggr-time-usecs rx-cqe-frames \
                rx-cqe-nsecs
        case rss
            set words equal weight start exclude default table hfunc xfrm key fields
        case ntuple
            set words add delete
        case ring
            set words rx rx-mini rx-jumbo tx rx-buf-len cqe-size tx-push rx-push tx-push-buf-len tcp-data-split \
                hds-thresh
        case channels
            set words rx tx other combined
        case pause
            set words autoneg rx tx
        case offload
            set words rx tx sg tso ufo gso gro lro rxvlan txvlan ntuple rxhash
        case rfs
            set words queue flows entries
        case bql
            set words queue limit-max limit-min hold-time stall-thrs
        case napi
            set words queue threaded threads gro-flush-timeout defer-hard-irqs irq-suspend-timeout busy-poll busy-read \
                budget budget-usecs weight max-backlog
    end
    printf '%s\n' $words
end

# Those that need no interface.
function __nqtune_host
    switch $argv[1]
        case rfs
            echo entries
        case napi
            printf '%s\n' busy-poll busy-read budget budget-usecs weight max-backlog
    end
end

# "udp4 dst-port 53 queue 2 at 7": what may follow the words so far.
function __nqtune_rule
    set -l kind $argv[1]
    if test -z "$kind"
        printf '%s\n' tcp4 udp4 sctp4 ah4 esp4 ip4 tcp6 udp6 sctp6 ah6 esp6 ip6 ether
        return
    end
    set -e argv[1]
    while set -q argv[1]
        switch $argv[1]
            case drop
                set -q argv[2]; or echo at
            case queue
                test (count $argv) = 2; and echo at
            case '*'
                set -q argv[2]; or return
                set -e argv[1..2]
                continue
        end
        return
    end
    switch $kind
        case tcp4 udp4 sctp4
            printf '%s\n' src-ip dst-ip src-port dst-port tos
        case ah4 esp4
            printf '%s\n' src-ip dst-ip spi tos
        case ip4
            printf '%s\n' src-ip dst-ip proto l4data tos
        case tcp6 udp6 sctp6
            printf '%s\n' src-ip dst-ip src-port dst-port tclass
        case ah6 esp6
            printf '%s\n' src-ip dst-ip spi tclass
        case ip6
            printf '%s\n' src-ip dst-ip proto l4data tclass
        case ether
            printf '%s\n' src-mac ether-type
    end
    printf '%s\n' dst-mac vlan vlan-type user-def queue drop
end

# The words that a setting takes: knob, setting, words behind it so far.
function __nqtune_values
    switch $argv[1]:$argv[2]
        case '*:queue'
            echo all
        case irq:vector
            __nqtune_vectors
        case '*:cpus' napi:threads
            __nqtune_set all none local others irq big
        case xps:rxqs
            __nqtune_set all none
        case 'coalesce:adaptive-*' 'coalesce:cqe-mode-*' ring:rx-push ring:tx-push ring:tcp-data-split 'pause:*' \
            'offload:*'
            printf '%s\n' on off
        case ring:rx ring:tx ring:rx-mini ring:rx-jumbo ring:tx-push-buf-len ring:hds-thresh 'channels:*' 'bql:limit-*'
            echo max
        case rss:hfunc
            printf '%s\n' toeplitz xor crc32
        case rss:xfrm
            printf '%s\n' none symmetric-xor symmetric-or-xor
        case rss:key
            echo symmetric
        case rss:fields
            if set -q argv[3]
                printf '%s\n' sd sdfn none
            else
                printf '%s\n' tcp4 udp4 sctp4 ah4 esp4 tcp6 udp6 sctp6 ah6 esp6
            end
        case ntuple:add
            __nqtune_rule $argv[3..-1]
        case napi:threaded
            printf '%s\n' on off busy-poll
    end
end

# How many words follow a setting: knob, setting.
function __nqtune_count
    switch $argv[1]:$argv[2]
        case rss:default
            echo 0
        case rss:fields
            echo 2
        case ntuple:add
            echo 1000
        case '*'
            echo 1
    end
end

# Interfaces, then settings with their values; but settings of the host need no interface.
function __nqtune_knob
    set -l words (__nqtune_words)
    set -l knob $words[1]
    set -l settings (__nqtune_settings $knob)
    set -l host (__nqtune_host $knob)
    set -l setting
    set -l behind
    set -l left 0
    set -e words[1]
    if not set -q words[1]
        __nqtune_interfaces
        printf '%s\n' $host
        return
    end
    if contains -- $words[1] $host
        set settings $host
    else
        set -e words[1]
    end
    for word in $words
        if test $left -gt 0
            set left (math $left - 1)
            set -a behind $word
        else if contains -- $word $settings
            set setting $word
            set behind
            set left (__nqtune_count $knob $word)
        else if test $knob = offload; and not contains -- $word (__nqtune_interfaces)
            # A feature by its long name.
            set setting feature
            set behind
            set left 1
        end
    end
    if test $left -gt 0
        __nqtune_values $knob $setting $behind
        return
    end
    printf '%s\n' $settings
    set -q setting[1]; or __nqtune_interfaces
end

complete -c nqtune -f

complete -c nqtune -s n -l dry-run -d 'plan and print, write nothing'
complete -c nqtune -s j -l json -d 'machine-readable output'
complete -c nqtune -l sysroot -x -a '(__fish_complete_directories)' -d 'read a recorded machine'
complete -c nqtune -s q -l quiet -d 'errors only'
complete -c nqtune -s v -l verbose -d 'paths, masks and shell commands'
complete -c nqtune -l color -x -a 'auto always never' -d 'colour the output'
complete -c nqtune -s h -l help -d 'a help text'
complete -c nqtune -s V -l version -d 'the version'

# What only commands have that change something.
complete -c nqtune -n 'not __nqtune_command show doctor check verify confirm record measure undo' -l try -x -d 'put back unless confirmed in time'
complete -c nqtune -n 'not __nqtune_command show doctor check verify confirm record' -l force \
    -d 'also where it resets the link of this SSH session'
complete -c nqtune -n 'not __nqtune_command show doctor check verify confirm record measure' -l verify -d 'watch afterwards whether it is kept'

complete -c nqtune -n __nqtune_no_command -a show -d 'the layout'
complete -c nqtune -n __nqtune_no_command -a auto -d 'lay out interrupts, XPS and RPS together'
complete -c nqtune -n __nqtune_no_command -a doctor -d 'what holds networking back'
complete -c nqtune -n __nqtune_no_command -a measure -d 'count while traffic runs'
complete -c nqtune -n __nqtune_no_command -a rps -d 'receive packet steering'
complete -c nqtune -n __nqtune_no_command -a xps -d 'transmit packet steering'
complete -c nqtune -n __nqtune_no_command -a irq -d 'interrupt affinity'
complete -c nqtune -n __nqtune_no_command -a coalesce -d 'interrupt moderation'
complete -c nqtune -n __nqtune_no_command -a rss -d 'receive-side scaling'
complete -c nqtune -n __nqtune_no_command -a ntuple -d 'flow rules'
complete -c nqtune -n __nqtune_no_command -a ring -d 'descriptor rings'
complete -c nqtune -n __nqtune_no_command -a channels -d 'how many queues the NIC uses'
complete -c nqtune -n __nqtune_no_command -a pause -d 'flow control'
complete -c nqtune -n __nqtune_no_command -a offload -d 'features'
complete -c nqtune -n __nqtune_no_command -a rfs -d 'receive flow steering'
complete -c nqtune -n __nqtune_no_command -a bql -d 'byte queue limits'
complete -c nqtune -n __nqtune_no_command -a napi -d 'how packets are taken off the NIC'
complete -c nqtune -n __nqtune_no_command -a apply -d 'the commands of a file'
complete -c nqtune -n __nqtune_no_command -a reapply -d 'lay out again what was laid out for an interface'
complete -c nqtune -n __nqtune_no_command -a check -d 'compare the machine with a file of commands'
complete -c nqtune -n __nqtune_no_command -a verify -d 'watch which promises of the layout are kept'
complete -c nqtune -n __nqtune_no_command -a undo -d 'put back what the last command changed'
complete -c nqtune -n __nqtune_no_command -a confirm -d 'keep what a command with --try changed'
complete -c nqtune -n __nqtune_no_command -a record -d 'save the facts of this machine'

complete -c nqtune -n '__nqtune_command show auto doctor verify' -a '(__nqtune_interfaces)' -d interface
complete -c nqtune -n '__nqtune_command measure; and not __nqtune_is_behind' -a '(__nqtune_interfaces)' -d interface
complete -c nqtune -n '__nqtune_command measure; and __nqtune_is_behind' -a '(__nqtune_behind)'
complete -c nqtune -n '__nqtune_command reapply; and test (count (__nqtune_words)) = 1' -a '(__nqtune_interfaces)' -d interface
complete -c nqtune -n '__nqtune_command rps xps irq coalesce rss ntuple ring channels pause offload rfs bql napi' \
    -a '(__nqtune_knob)'
complete -c nqtune -n '__nqtune_command record' -a '(__fish_complete_directories)'
complete -c nqtune -n '__nqtune_command apply check' -F

complete -c nqtune -n '__nqtune_command show' -l svg -d 'a picture as SVG'
complete -c nqtune -n '__nqtune_command show' -l watch -d 'what is counted, an interval after the other'
complete -c nqtune -n '__nqtune_command show' -l count -x -d 'end after so many intervals'
complete -c nqtune -n '__nqtune_command doctor' -l list -d 'the rules'
complete -c nqtune -n '__nqtune_command measure' -l compare -d 'the layout there is and another in turn'
complete -c nqtune -n '__nqtune_command measure' -l against -r -F -d 'the other is what this file would make'
complete -c nqtune -n '__nqtune_command measure' -l rounds -x -d 'so many times A B B A'
complete -c nqtune -n '__nqtune_command reapply' -l wait -x -d 'wait for what is not there yet, in seconds'
complete -c nqtune -n '__nqtune_command undo' -l all -d 'everything since boot'
complete -c nqtune -n '__nqtune_command undo' -l list -d 'what could be undone'
complete -c nqtune -n '__nqtune_command undo' -l forget -x -d 'give the entry of this number up'

complete -c nqtune -n '__nqtune_command auto' -s a -l all -d 'every physical NIC that is up'
complete -c nqtune -n '__nqtune_command auto' -l reserve -x -d 'keep these CPUs free'
complete -c nqtune -n '__nqtune_command auto' -l smt -d 'use every hardware thread'
complete -c nqtune -n '__nqtune_command auto' -l all-cores -d 'use slow cores too'
complete -c nqtune -n '__nqtune_command auto' -l use-isolated -d 'use isolated CPUs too'
complete -c nqtune -n '__nqtune_command auto' -l weight -x -a '(__nqtune_interfaces)=' -d 'share of the steering CPUs'
complete -c nqtune -n '__nqtune_command auto' -l xps -x -a 'own all' -d 'which CPUs send'
complete -c nqtune -n '__nqtune_command auto' -l dedicated-irq -d 'never steer to a CPU that takes interrupts'
complete -c nqtune -n '__nqtune_command auto' -l channels -d 'as many channels as CPUs'
complete -c nqtune -n '__nqtune_command auto' -l ring -d 'size the descriptor rings'
complete -c nqtune -n '__nqtune_command auto' -l rss -d 'the indirection table and the hash'
complete -c nqtune -n '__nqtune_command auto' -l coalesce -d 'interrupt moderation'
complete -c nqtune -n '__nqtune_command auto' -l pause -d 'flow control'
complete -c nqtune -n '__nqtune_command auto' -l offload -d features
complete -c nqtune -n '__nqtune_command auto' -l rfs -d 'receive flow steering'
complete -c nqtune -n '__nqtune_command auto' -l full -d 'all of these'
complete -c nqtune -n '__nqtune_command auto' -l profile -x -a 'router server latency capture' -d 'for what'
complete -c nqtune -n '__nqtune_command auto' -l short-tx-ring -d 'so that packets leave in batches'
complete -c nqtune -n '__nqtune_command auto' -l wait -x -d 'wait for what is not there yet, in seconds'
complete -c nqtune -n '__nqtune_command auto' -l forget -x -a '(__nqtune_interfaces)' -d 'no longer plan for this interface'
