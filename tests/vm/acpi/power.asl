// SPDX-License-Identifier: GPL-2.0-or-later
// What the firmware of a real machine tells of clocks and sleep, and qemu's does not. The kernel takes both from here: acpi-cpufreq
// the clocks, acpi_idle the idle states. Nothing runs faster or sleeps deeper for it.
DefinitionBlock ("", "SSDT", 2, "NQTUNE", "POWER", 1)
{
	// of qemu's q35; as many as the machine has
	External (\_SB.CPUS, DeviceObj)
	External (\_SB.CPUS.C000, ProcessorObj)
	External (\_SB.CPUS.C001, ProcessorObj)
	External (\_SB.CPUS.C002, ProcessorObj)
	External (\_SB.CPUS.C003, ProcessorObj)

	Scope (\_SB.CPUS)
	{
		// Where a clock is asked for, and where it is read: ports that are nobody's, so that no MSR is needed. The kernel
		// believes that what it asked for came true (unless acpi_pstate_strict).
		Name (PORT, Package ()
		{
			ResourceTemplate () { Register (SystemIO, 8, 0, 0x08B0) },
			ResourceTemplate () { Register (SystemIO, 8, 0, 0x08B1) }
		})

		// MHz, mW, us of a transition, us without DMA, what to write, what is read then
		Name (CLCK, Package ()
		{
			Package () { 2400, 30000, 10, 10, 0, 0 },
			Package () { 1600, 20000, 10, 10, 1, 1 },
			Package () { 800, 10000, 10, 10, 2, 2 }
		})

		// Register, type, us to wake, mW. All are of type C1 by HLT (fixed hardware without an address), which qemu sleeps
		// in: it has no port that a read of puts a CPU to sleep, so that one of type C2 would spin. The kernel calls them
		// C1, C2, C3 in this order.
		Name (IDLE, Package ()
		{
			3,
			Package () { ResourceTemplate () { Register (FFixedHW, 0, 0, 0) }, 1, 2, 1000 },
			Package () { ResourceTemplate () { Register (FFixedHW, 0, 0, 0) }, 1, 150, 500 },
			Package () { ResourceTemplate () { Register (FFixedHW, 0, 0, 0) }, 1, 600, 100 }
		})

		// the fastest clock that may be used: the first
		Name (MOST, 0)
	}

	Scope (\_SB.CPUS.C000) { Alias (PORT, _PCT) Alias (CLCK, _PSS) Alias (MOST, _PPC) Alias (IDLE, _CST) }
	Scope (\_SB.CPUS.C001) { Alias (PORT, _PCT) Alias (CLCK, _PSS) Alias (MOST, _PPC) Alias (IDLE, _CST) }
	Scope (\_SB.CPUS.C002) { Alias (PORT, _PCT) Alias (CLCK, _PSS) Alias (MOST, _PPC) Alias (IDLE, _CST) }
	Scope (\_SB.CPUS.C003) { Alias (PORT, _PCT) Alias (CLCK, _PSS) Alias (MOST, _PPC) Alias (IDLE, _CST) }
}
