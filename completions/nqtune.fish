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
            case --sysroot --color --reserve --weight --xps --wait --forget
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

# Whether the command is argv[1] and the word before the cursor one of the others.
function __nqtune_behind
    set -l words (__nqtune_words)
    test "$words[1]" = $argv[1]; and contains -- "$words[-1]" $argv[2..-1]
end

# Whether the command is argv[1], has an interface, and waits for no value.
function __nqtune_setting
    set -l words (__nqtune_words)
    test "$words[1]" = $argv[1]; and test (count $words) -gt 1
    and not contains -- "$words[-1]" queue vector cpus rxqs
end

# Whether an interface may come here: behind a setting none does.
function __nqtune_interface
    set -l words (__nqtune_words)
    contains -- "$words[1]" show auto rps xps irq coalesce rss ring channels; or return
    for word in queue vector cpus rxqs
        contains -- $word $words[2..-1]; and return 1
    end
    return 0
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

complete -c nqtune -f

complete -c nqtune -s n -l dry-run -d 'plan and print, write nothing'
complete -c nqtune -s j -l json -d 'machine-readable output'
complete -c nqtune -l sysroot -x -a '(__fish_complete_directories)' -d 'read a recorded machine'
complete -c nqtune -s q -l quiet -d 'errors only'
complete -c nqtune -s v -l verbose -d 'paths, masks and shell commands'
complete -c nqtune -l color -x -a 'auto always never' -d 'colour the output'
complete -c nqtune -s h -l help -d 'a help text'
complete -c nqtune -s V -l version -d 'the version'

complete -c nqtune -n __nqtune_no_command -a show -d 'the layout'
complete -c nqtune -n __nqtune_no_command -a auto -d 'lay out interrupts, XPS and RPS together'
complete -c nqtune -n __nqtune_no_command -a rps -d 'receive packet steering'
complete -c nqtune -n __nqtune_no_command -a xps -d 'transmit packet steering'
complete -c nqtune -n __nqtune_no_command -a irq -d 'interrupt affinity'
complete -c nqtune -n __nqtune_no_command -a coalesce -d 'interrupt moderation'
complete -c nqtune -n __nqtune_no_command -a rss -d 'receive-side scaling'
complete -c nqtune -n __nqtune_no_command -a ring -d 'descriptor rings'
complete -c nqtune -n __nqtune_no_command -a channels -d 'how many queues the NIC uses'
complete -c nqtune -n __nqtune_no_command -a record -d 'save the facts of this machine'

complete -c nqtune -n __nqtune_interface -a '(__nqtune_interfaces)' -d interface
complete -c nqtune -n '__nqtune_command record' -a '(__fish_complete_directories)'

complete -c nqtune -n '__nqtune_command auto' -s a -l all -d 'every physical NIC that is up'
complete -c nqtune -n '__nqtune_command auto' -l reserve -x -d 'keep these CPUs free'
complete -c nqtune -n '__nqtune_command auto' -l smt -d 'use every hardware thread'
complete -c nqtune -n '__nqtune_command auto' -l all-cores -d 'use slow cores too'
complete -c nqtune -n '__nqtune_command auto' -l use-isolated -d 'use isolated CPUs too'
complete -c nqtune -n '__nqtune_command auto' -l weight -x -a '(__nqtune_interfaces)=' -d 'share of the steering CPUs'
complete -c nqtune -n '__nqtune_command auto' -l xps -x -a 'own all' -d 'which CPUs send'
complete -c nqtune -n '__nqtune_command auto' -l dedicated-irq -d 'never steer to a CPU that takes interrupts'
complete -c nqtune -n '__nqtune_command auto' -l wait -x -d 'wait for what is not there yet, in seconds'
complete -c nqtune -n '__nqtune_command auto' -l forget -x -a '(__nqtune_interfaces)' -d 'no longer plan for this interface'

complete -c nqtune -n '__nqtune_setting rps' -a 'queue cpus'
complete -c nqtune -n '__nqtune_setting xps' -a 'queue cpus rxqs'
complete -c nqtune -n '__nqtune_setting irq' -a 'queue vector cpus'
for command in rps xps irq
    complete -c nqtune -n "__nqtune_behind $command queue" -a all -d 'every queue'
    complete -c nqtune -n "__nqtune_behind $command cpus" -a '(__nqtune_set all none local others irq big)'
end
complete -c nqtune -n '__nqtune_behind xps rxqs' -a '(__nqtune_set all none)'
complete -c nqtune -n '__nqtune_behind irq vector' -a '(__nqtune_vectors)'
