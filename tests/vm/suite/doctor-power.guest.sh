#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# R7: how deeply CPUs may sleep where packets come in, and who governs their clocks; both as the kernel drives them, from what
# the machine's firmware says.
. "$(dirname "$0")/lib.sh"
. "$here/../../lib/doctor.sh"

cpus=/sys/devices/system/cpu

quiet
carrier eth0
carrier eth1
# packets come in on CPUs 1 and 2; on CPU 3 is told that they were sent
nq -q irq eth0 cpus 3
nq -q irq eth1 cpus 1-2
load acpi-cpufreq cpufreq_powersave cpufreq_ondemand cpufreq_conservative

# What every CPU says of a file, each answer once.
says() { # file
	cat "$cpus"/cpu[0-9]/"$1" | sort -u | tr '\n' ' '
}

tell() { # word file: every CPU
	local cpu
	for cpu in "$cpus"/cpu[0-9]; do
		echo "$1" >"$cpu/$2"
	done
}

# How often CPUs 1 and 2 enter an idle state within a second.
entered() { # state
	local was
	was=$(cat "$cpus"/cpu[12]/cpuidle/state"$1"/usage | paste -sd+)
	sleep 1
	echo $(($(cat "$cpus"/cpu[12]/cpuidle/state"$1"/usage | paste -sd+) - (was)))
}

idle_states() { # what and evidence
	echo "$(finding idle-states host what): $(finding idle-states host evidence)"
}

is 'the kernel has idle states and clocks' "$(says cpuidle/state3/name)$(says cpuidle/state3/latency)$(says cpufreq/scaling_driver)" \
	'C3 600 acpi-cpufreq '

# --- nothing comes in
tell powersave cpufreq/scaling_governor
examine 1
is 'R7 idle: silent' "$(on_whom idle-states governor)" ''
tell schedutil cpufreq/scaling_governor

# --- packets from eth0 to eth1, with pauses between them
sending 0 eth0 eth1 'delay 200000' "${many_hosts[@]}"
begin_sending
until_used eth1

# --- idle states: what is bounded or disabled is not entered, and not told of
examine_with eth1 1
is "R7 C3, of $((seen >= 1000)) traffic" "$(on_whom idle-states)" 'host=info'
has 'R7 C3: where and how deep' "$(idle_states)" 'CPUs 1-2, ' 'waking takes 600 us' 'C3;'
tell 300 power/pm_qos_resume_latency_us
examine 1
has 'R7 bound to 300 us: C2' "$(idle_states)" 'waking takes 150 us' 'C2;'
is 'R7 bound to 300 us: no C3' "$(entered 3)" 0
ok 'R7 bound to 300 us: the kernel enters C2' [ "$(entered 2)" -gt 0 ]
tell n/a power/pm_qos_resume_latency_us
healthy 'R7 no latency at all' eth1 idle-states
tell 0 power/pm_qos_resume_latency_us
exec 3>/dev/cpu_dma_latency
printf '\x2c\x01\0\0' >&3
examine 1
has 'R7 cpu_dma_latency of 300 us: C2' "$(idle_states)" 'waking takes 150 us'
printf '\x32\0\0\0' >&3
healthy 'R7 cpu_dma_latency of 50 us' eth1 idle-states
exec 3>&-
tell 1 cpuidle/state3/disable
examine 1
has 'R7 C3 disabled: C2' "$(idle_states)" 'waking takes 150 us'
tell 1 cpuidle/state2/disable
healthy 'R7 C2 and C3 disabled' eth1 idle-states
tell 0 cpuidle/state2/disable
tell 0 cpuidle/state3/disable
cured 'R7 C3' idle-states host info eth1
is 'R7 pasted: no C2, no C3' "$(entered 2) $(entered 3)" '0 0'

# --- governors
healthy 'R7 schedutil' eth1 governor
tell powersave cpufreq/scaling_governor
is 'R7 powersave holds the clock down' "$(says cpufreq/scaling_cur_freq)" '800000 '
cured 'R7 powersave' governor host warn eth1
is 'R7 performance does not' "$(cat "$cpus"/cpu[12]/cpufreq/scaling_cur_freq | sort -u)" 2400000
tell conservative cpufreq/scaling_governor
examine 1
is 'R7 conservative: found' "$(on_whom governor)" 'host=info'
tell ondemand cpufreq/scaling_governor
cured 'R7 ondemand' governor host info eth1
is 'R7 pasted: only where packets come in' "$(cat "$cpus"/cpu[0-9]/cpufreq/scaling_governor | tr '\n' ' ')" \
	'ondemand performance performance ondemand '
echo powersave >"$cpus/cpu1/cpufreq/scaling_governor"
echo ondemand >"$cpus/cpu2/cpufreq/scaling_governor"
examine 1
is 'R7 a governor each' "$(finding governor host) $(finding governor host evidence)" \
	$'warn\ninfo CPU 1: governor powersave of acpi-cpufreq\nCPU 2: governor ondemand of acpi-cpufreq'

end_sending
tap_end
