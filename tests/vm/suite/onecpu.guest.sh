#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One CPU: nothing to do, which is no failure (P8, U9).
. "$(dirname "$0")/lib.sh"

before=$(state)
try nq auto eth0
went_well 'P8 auto'
has 'P8 says why' "$out" 'nothing to change' 'one CPU online'
is 'P8 writes nothing' "$(state)" "$before"
is 'P8 JSON: no changes, and the reason' "$(nq -j auto eth0 | grep -c 'one CPU online')" 1
try nq auto --all
went_well 'P8 auto --all'
try nq show
went_well 'show'
has 'show: the verdict' "$out" 'one CPU does everything'
is 'show --json is what the kernel says' "$(lies)" ''
record onecpu

tap_end
