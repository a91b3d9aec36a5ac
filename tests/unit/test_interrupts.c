// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/interrupts in the forms that kernels and architectures give it.
#include <stdio.h>

#include "main.h"
#include "nqtune/arena.h"
#include "reader.h"

static struct arena *arena;
static struct interrupt_row *rows;
static size_t nrows;

static void setup(void)
{
	arena = arena_new(NULL);
}

static void teardown(void)
{
	arena_free(arena);
}

static void parse(unsigned ncpus, const char *text)
{
	nrows = interrupts_parse(arena_strdup(arena, text), ncpus, arena, &rows);
}

static void expect(size_t i, unsigned number, const char *chip, const char *actions)
{
	ck_assert_uint_lt(i, nrows);
	ck_assert_uint_eq(rows[i].number, number);
	ck_assert_str_eq(rows[i].chip, chip);
	ck_assert_str_eq(rows[i].actions, actions);
}

START_TEST(x86_before_6_12)
{
	parse(2, "           CPU0       CPU1       \n"
		 "   0:        112          0   IO-APIC   2-edge      timer\n"
		 "  22:          0         17   IO-APIC  22-fasteoi   virtio1, virtio0\n"
		 "  25:       1830          4   PCI-MSI 81920-edge      eth1-TxRx-0\n"
		 "  26:          0          0  IR-PCI-MSI 524288-edge      eth1\n"
		 " NMI:          0          0   Non-maskable interrupts\n"
		 " LOC:     104922     103121   Local timer interrupts\n"
		 " ERR:          0\n"
		 " MIS:          0\n");
	ck_assert_uint_eq(nrows, 4);
	expect(0, 0, "IO-APIC", "timer");
	expect(1, 22, "IO-APIC", "virtio1, virtio0");
	expect(2, 25, "PCI-MSI", "eth1-TxRx-0");
	expect(3, 26, "IR-PCI-MSI", "eth1");
	ck_assert_uint_eq(rows[2].counts[0], 1830);
	ck_assert_uint_eq(rows[2].counts[1], 4);
}
END_TEST

START_TEST(x86_since_6_12)
{
	parse(2, "            CPU0       CPU1\n"
		 " 34:         11          0  PCI-MSIX-0000:00:05.0   0-edge      eth1-TxRx-0\n"
		 " 35:          0          9 IR-PCI-MSIX-0000:00:05.0   1-edge      eth1-TxRx-1\n");
	ck_assert_uint_eq(nrows, 2);
	expect(0, 34, "PCI-MSIX-0000:00:05.0", "eth1-TxRx-0");
	expect(1, 35, "IR-PCI-MSIX-0000:00:05.0", "eth1-TxRx-1");
}
END_TEST

START_TEST(arm_level_word)
{
	parse(4, "           CPU0       CPU1       CPU2       CPU3       \n"
		 " 27:     210937     100000      90000      80000     GICv3  30 Level     arch_timer\n"
		 " 87:          0          0          0    7777777     GICv3 231 Level     1b100000.ethernet\n"
		 " 90:          5          0          0          0  ITS-MSI 524288 Edge      eth0-rx-0\n"
		 " 91:          5          0          0          0  pinctrl 4 Edge    -fasteoi   wan\n"
		 "IPI0:      1234       1234       1234       1234       Rescheduling interrupts\n"
		 "Err:          0\n");
	ck_assert_uint_eq(nrows, 4);
	expect(0, 27, "GICv3", "arch_timer");
	expect(1, 87, "GICv3", "1b100000.ethernet");
	expect(2, 90, "ITS-MSI", "eth0-rx-0");
	expect(3, 91, "pinctrl", "wan");
	ck_assert_uint_eq(rows[1].counts[3], 7777777);
}
END_TEST

START_TEST(chips_of_several_words)
{
	parse(1, "           CPU0\n"
		 "  5:         90  RISC-V INTC   5 Edge      riscv-timer\n"
		 " 12:          3  SiFive PLIC  53 Level     eth0\n"
		 " 13:          3  SiFive PLIC  54-fasteoi   eth0-rx-0\n");
	ck_assert_uint_eq(nrows, 3);
	expect(0, 5, "RISC-V INTC", "riscv-timer");
	expect(1, 12, "SiFive PLIC", "eth0");
	expect(2, 13, "SiFive PLIC", "eth0-rx-0");
}
END_TEST

/* Xen numbers nothing; kernels of old glued the flow to the chip; some rows name nobody. */
START_TEST(without_hardware_number)
{
	parse(1, "           CPU0\n"
		 " 70:         90   xen-dyn    -event     eth0-q0-tx\n"
		 " 71:         90   xen-dyn-event     eth0-q0-rx\n"
		 " 72:         90   XT-PIC  eth0, usb3\n"
		 " 73:         90   dummy\n"
		 " 74:         90\n"
		 " 75:         90   PCI-MSI 3-edge\n");
	ck_assert_uint_eq(nrows, 6);
	expect(0, 70, "xen-dyn", "eth0-q0-tx");
	expect(1, 71, "xen-dyn-event", "eth0-q0-rx");
	expect(2, 72, "XT-PIC", "eth0, usb3");
	expect(3, 73, "dummy", "");
	expect(4, 74, "", "");
	expect(5, 75, "PCI-MSI", "");
}
END_TEST

/* An interface may be called almost anything. */
START_TEST(names_like_triggers)
{
	parse(1, "           CPU0\n"
		 "  1:         90   IO-APIC   1-fasteoi   my-edge\n"
		 "  2:         90   IO-APIC   2-fasteoi   10\n"
		 "  3:         90   IO-APIC   3-edge      Level\n"
		 "  4:         90   GICv3   3 Level      Edge, 7\n"
		 "  5:         90   IO-APIC   3-edge      PCIe PME, eth0  \n");
	expect(0, 1, "IO-APIC", "my-edge");
	expect(1, 2, "IO-APIC", "10");
	expect(2, 3, "IO-APIC", "Level");
	expect(3, 4, "GICv3", "Edge, 7");
	expect(4, 5, "IO-APIC", "PCIe PME, eth0");
}
END_TEST

/* Only online CPUs have a column: counts are found by CPU id. */
START_TEST(offline_cpus_have_no_column)
{
	parse(8, "           CPU0       CPU3       CPU7\n"
		 " 24:          1          2          3   PCI-MSI 1-edge      eth0\n");
	ck_assert_uint_eq(nrows, 1);
	expect(0, 24, "PCI-MSI", "eth0");
	for (unsigned cpu = 0; cpu < 8; cpu++)
		ck_assert_uint_eq(rows[0].counts[cpu], cpu == 0 ? 1 : cpu == 3 ? 2 : cpu == 7 ? 3 : 0);
}
END_TEST

/* The header is of the moment in which the file was begun, each row of its own. */
START_TEST(cpus_that_come_and_go_meanwhile)
{
	parse(4, "           CPU0       CPU1       \n"
		 " 24:          1          2   PCI-MSI 1-edge      eth0-TxRx-0\n"
		 " 25:          1          2          3   PCI-MSI 2-edge      eth0-TxRx-1\n"
		 " 26:          1   PCI-MSI 3-edge      eth0-TxRx-2\n"
		 " 27:          1          2          3          4\n");
	ck_assert_uint_eq(nrows, 1);
	expect(0, 24, "PCI-MSI", "eth0-TxRx-0");
}
END_TEST

START_TEST(rows_by_number)
{
	parse(1, "  CPU0\n 100: 1 C 1-edge c\n 9: 2 C 2-edge a\n 24: 3 C 3-edge b\n");
	ck_assert_uint_eq(nrows, 3);
	expect(0, 9, "C", "a");
	expect(1, 24, "C", "b");
	expect(2, 100, "C", "c");
}
END_TEST

START_TEST(lines_beyond_4k)
{
	const unsigned ncpus = 400;
	char *text = arena_alloc(arena, 64 * 1024), *p = text;

	for (unsigned i = 0; i < ncpus; i++)
		p += sprintf(p, "       CPU%-4u", i);
	p += sprintf(p, "\n  24:");
	for (unsigned i = 0; i < ncpus; i++)
		p += sprintf(p, " %10u", 4000000000u - i);
	p += sprintf(p, "  PCI-MSIX-0000:00:05.0   0-edge      eth0-TxRx-0\n");
	parse(ncpus, text);
	ck_assert_uint_eq(nrows, 1);
	expect(0, 24, "PCI-MSIX-0000:00:05.0", "eth0-TxRx-0");
	for (unsigned i = 0; i < ncpus; i++)
		ck_assert_uint_eq(rows[0].counts[i], 4000000000u - i);
}
END_TEST

/* "eth1" cut from "eth1-TxRx-0" would be another interrupt; so would fewer counts. */
START_TEST(truncated)
{
	static const char text[] = "  CPU0 CPU1\n 24: 1 2 C 0-edge eth1\n 25: 1 2 C 1-edge eth1-TxRx-0\n";

	for (size_t len = 0; len < sizeof(text); len++) {
		parse(2, arena_strndup(arena, text, len));
		ck_assert_uint_eq(nrows, len == sizeof(text) - 1 ? 2 : len >= 35 ? 1 : 0);
		if (nrows)
			expect(0, 24, "C", "eth1");
	}
	parse(2, "  CPU0 CPU1\n 24: 1\n 25: 12 C 0-edge eth1\n 26: 1 2 C 0-edge eth0\n");
	ck_assert_uint_eq(nrows, 1);
	expect(0, 26, "C", "eth0");
}
END_TEST

START_TEST(junk)
{
	parse(2, "");
	ck_assert_uint_eq(nrows, 0);
	parse(2, "\n\n\n");
	ck_assert_uint_eq(nrows, 0);
	parse(2, " 24: 1 2 C 0-edge eth0\n 25: 1 2 C 0-edge eth1\n");
	ck_assert_uint_eq(nrows, 0);
	/* A header with columns that this host cannot have. */
	parse(2, "  CPU0 CPU2\n 24: 1 2 C 0-edge eth0\n");
	ck_assert_uint_eq(nrows, 0);
	parse(2, "  CPU0 CPU1 CPU0\n 24: 1 2 3 C 0-edge eth0\n");
	ck_assert_uint_eq(nrows, 0);
	parse(2, "  CPU0 cpu1\n 24: 1 2 C 0-edge eth0\n");
	ck_assert_uint_eq(nrows, 0);
	parse(2, "  CPU0 CPU1\n: 1 2 C 0-edge a\n-1: 1 2 C 0-edge a\n4294967296: 1 2 C 0-edge a\n"
		 "0x18: 1 2 C 0-edge a\n24 1 2 C 0-edge a\n24: -1 2 C 0-edge a\n24: 0x1 2 C 0-edge a\n"
		 "24: 1 99999999999999999999999 C 0-edge a\n\n \n:\n24:\n25: 1 2\tC\t0-edge\ta\x1b[2Jb\xff\n");
	ck_assert_uint_eq(nrows, 1);
	expect(0, 25, "C", "a?[2Jb?");
}
END_TEST

/* Many short rows on a host that claims thousands of CPUs: bounded. */
START_TEST(bounded_memory)
{
	const unsigned ncpus = 16384, n = 20000;
	char *text = arena_alloc(arena, n * 12 + 16), *p = text + sprintf(text, "CPU0\n");

	for (unsigned i = 0; i < n; i++)
		p += sprintf(p, "%u: 1\n", i);
	parse(ncpus, text);
	ck_assert_uint_gt(nrows, 0);
	ck_assert_uint_le(nrows, 512);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("interrupts");
	TCase *tc = tcase_create("interrupts");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, x86_before_6_12);
	tcase_add_test(tc, x86_since_6_12);
	tcase_add_test(tc, arm_level_word);
	tcase_add_test(tc, chips_of_several_words);
	tcase_add_test(tc, without_hardware_number);
	tcase_add_test(tc, names_like_triggers);
	tcase_add_test(tc, offline_cpus_have_no_column);
	tcase_add_test(tc, cpus_that_come_and_go_meanwhile);
	tcase_add_test(tc, rows_by_number);
	tcase_add_test(tc, lines_beyond_4k);
	tcase_add_test(tc, truncated);
	tcase_add_test(tc, junk);
	tcase_add_test(tc, bounded_memory);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
