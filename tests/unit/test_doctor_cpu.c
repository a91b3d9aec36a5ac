// SPDX-License-Identifier: GPL-2.0-or-later
// The doctor on CPUs and on DMA: each rule where it fires, and where it must not (R6, R7, R11).
#include "checkup.h"
#include "nqtune/finding.h"

static struct patient *p;

static void make(const char *host, const char *wish, const char *counted)
{
	p = patient(host, "", wish);
	p->c.command = "nqtune auto";
	counts(p, counted);
}

/* --- isolated: CPU 3 is */
#define ISOLATED "cpu:4 isolated:3 "

START_TEST(isolated)
{
	make(ISOLATED "nic:eth0:igb:q=2:at=0,3", "eth0", "eth0=9000 25@3=900 processed@3=4000");
	ck_assert_str_eq(on_whom(p, "isolated"), "host=warn");
	ck_assert_str_eq(found(p, "isolated", NULL)->evidence,
			 "irq 25: 900 interrupts there in 3.0 s; /proc/net/softnet_stat: 4000 packets");
	ck_assert_str_eq(found(p, "isolated", NULL)->remedy, "nqtune auto");
	make(ISOLATED "nic:eth0:igb:q=2:at=0,3", "eth0", "25@3=2");
	ck_assert_str_eq(on_whom(p, "isolated"), "host=info");
	not_counted(p);
	ck_assert_str_eq(on_whom(p, "isolated"), "host=warn");
	/* No interrupt there, but packets: those of a program that was put there. */
	make(ISOLATED "nic:eth0:igb:q=2:at=0,1", "eth0", "processed@3=4000");
	ck_assert_str_eq(on_whom(p, "isolated"), "host=info");
	ck_assert_ptr_null(found(p, "isolated", NULL)->remedy);
}
END_TEST

START_TEST(isolated_silent)
{
	make(ISOLATED "nic:eth0:igb:q=2:at=0,1", "eth0", "eth0=9000 24@0=900 processed@3=40");
	ck_assert_str_eq(on_whom(p, "isolated"), "");
	make("cpu:4 nic:eth0:igb:q=2:at=0,3", "eth0", "25@3=900 processed@3=4000");
	ck_assert_str_eq(on_whom(p, "isolated"), "");
	/* It was asked to use them. */
	make(ISOLATED "nic:eth0:igb:q=4:at=0,1,2,3", "use-isolated eth0", "27@3=900 processed@3=4000");
	ck_assert_str_eq(on_whom(p, "isolated"), "");
}
END_TEST

/* --- idle-states and governor: interrupts on CPUs 0 and 1 */
#define TWO "cpu:4 nic:eth0:igb:q=2:at=0,1"
#define BUSY "eth0=9000 24@0=900 25@1=900"

static void power(unsigned cpu, const char *deepest, uint64_t us, const char *governor,
		  const char *driver)
{
	p->around->power[cpu] = (struct cpu_power){
		.deepest = deepest, .latency = { deepest, us }, .governor = governor, .driver = driver,
	};
}

START_TEST(idle_states)
{
	make(TWO, "eth0", BUSY);
	power(0, "C6", 133, NULL, NULL);
	power(1, "C1E", 10, NULL, NULL);
	power(2, "C6", 133, NULL, NULL);
	ck_assert_str_eq(on_whom(p, "idle-states"), "host=info");
	ck_assert_str_eq(found(p, "idle-states", NULL)->remedy,
			 "for c in 0; do echo 100 > /sys/devices/system/cpu/cpu$c/power/pm_qos_resume_latency_us; done");
	ASSERT_SAYS(found(p, "idle-states", NULL)->what, "CPU 0, where packets come in, may sleep");
	/* The one that sleeps most deeply is told of. */
	power(1, "C8", 200, NULL, NULL);
	ck_assert_str_eq(on_whom(p, "idle-states"), "host=info");
	ASSERT_SAYS(found(p, "idle-states", NULL)->what, "CPUs 0-1, where packets come in, may sleep so deeply that waking takes 200 us");
	ASSERT_SAYS(found(p, "idle-states", NULL)->evidence, "CPU 1: C8;");
	/* Nothing comes in. */
	make(TWO, "eth0", "eth0=90 24@0=9 25@1=9");
	power(0, "C6", 133, NULL, NULL);
	ck_assert_str_eq(on_whom(p, "idle-states"), "");
	make(TWO, "eth0", BUSY);
	ck_assert_str_eq(on_whom(p, "idle-states"), "");
	power(0, "C1E", 100, NULL, NULL);
	ck_assert_str_eq(on_whom(p, "idle-states"), "");
}
END_TEST

/* Of two interfaces one is busy, the other only sends; and of the busy one's interrupts, one is for what is sent. */
START_TEST(where_packets_come_in)
{
	make("cpu:4 nic:eth0:e1000e:at=0,1 nic:eth1:e1000e:at=2,3", "eth0 eth1",
	     "eth0=9000 eth1=900 24@0=900 25@1=900 27@2=900 28@3=900");
	for (unsigned cpu = 0; cpu < 4; cpu++)
		power(cpu, "C6", 133, "powersave", "acpi-cpufreq");
	ck_assert_str_eq(on_whom(p, "idle-states"), "host=info");
	ASSERT_SAYS(found(p, "idle-states", NULL)->what, "CPU 0, where packets come in");
	ASSERT_SAYS(found(p, "governor", NULL)->what, "the clock of CPU 0, where packets come in");
	power(0, "C1", 2, "performance", "acpi-cpufreq");
	ck_assert_str_eq(on_whom(p, "idle-states"), "");
	ck_assert_str_eq(on_whom(p, "governor"), "");
}
END_TEST

static const char *governor(const char *name, const char *driver, const char *counted)
{
	make(TWO, "eth0", counted);
	for (unsigned cpu = 0; cpu < 4; cpu++)
		power(cpu, NULL, 0, name, driver);
	return on_whom(p, "governor");
}

START_TEST(governors)
{
	ck_assert_str_eq(governor("powersave", "acpi-cpufreq", BUSY), "host=warn");
	ASSERT_SAYS(found(p, "governor", NULL)->what, "the clock of CPUs 0-1, where packets come in, stays at its lowest");
	ck_assert_str_eq(found(p, "governor", NULL)->remedy,
			 "for c in 0 1; do echo performance > /sys/devices/system/cpu/cpu$c/cpufreq/scaling_governor; done");
	/* That name is another thing there. */
	ck_assert_str_eq(governor("powersave", "intel_pstate", BUSY), "host=info");
	ASSERT_SAYS(found(p, "governor", NULL)->what, "rises only some time after the load");
	ck_assert_str_eq(governor("powersave", "amd-pstate-epp", BUSY), "host=info");
	ck_assert_str_eq(governor("ondemand", "acpi-cpufreq", BUSY), "host=info");
	ck_assert_str_eq(governor("performance", "intel_pstate", BUSY), "");
	ck_assert_str_eq(governor("schedutil", "acpi-cpufreq", BUSY), "");
	ck_assert_str_eq(governor(NULL, NULL, BUSY), "");
	ck_assert_str_eq(governor("powersave", "acpi-cpufreq", "eth0=90 24@0=9 25@1=9"), "");
}
END_TEST

/* --- cpu-flags */
static const char *flags(const char *words, bool virtual_machine)
{
	make(TWO, "eth0", "");
	p->around->cpu_flags = words;
	p->around->virtual_machine = virtual_machine;
	return on_whom(p, "cpu-flags");
}

START_TEST(cpu_flags)
{
	ck_assert_str_eq(flags(" fpu hypervisor ", true), "host=warn");
	ASSERT_SAYS(found(p, "cpu-flags", NULL)->what, "(rep_good and erms)");
	p->around->x86_32 = true;
	ck_assert_str_eq(on_whom(p, "cpu-flags"), "");
	ck_assert_str_eq(flags(" fpu rep_good ", true), "host=info");
	ck_assert_str_eq(found(p, "cpu-flags", NULL)->evidence, "/proc/cpuinfo: flags without erms");
	ck_assert_str_eq(flags(" fpu erms ", true), "host=warn");
	/* AMD's before Zen 3 have no erms, and cannot be given it. */
	ck_assert_str_eq(flags(" sse4a rep_good ", true), "");
	ck_assert_str_eq(flags(" sse4a vaes rep_good ", true), "host=info");
	ck_assert_str_eq(flags(" fpu rep_good erms ", true), "");
	ck_assert_str_eq(flags(" fpu ", false), "");
	ck_assert_str_eq(flags(NULL, false), "");
	/* No flag is part of another. */
	ck_assert_str_eq(flags(" xerms rep_goods ", true), "host=warn");
}
END_TEST

/* --- iommu */
static const char *behind(const char *type, uint64_t speed, const char *counted)
{
	make("cpu:4 nic:eth0:igb:q=2 nic:eth1:igb:q=2", "eth0 eth1", counted);
	p->around->nics[0].iommu = p->around->nics[1].iommu = type;
	p->h->nics[0].speed = (struct reading){ true, speed };
	p->h->nics[1].speed = (struct reading){ true, 1000 };
	return on_whom(p, "iommu");
}

START_TEST(iommu)
{
	ck_assert_str_eq(behind("DMA-FQ", 1000, "eth0=9000"), "host=info");
	ck_assert_str_eq(found(p, "iommu", NULL)->what, "the IOMMU translates each DMA of eth0");
	ASSERT_SAYS(found(p, "iommu", NULL)->evidence, "DMA-FQ; the kernel was started without iommu=pt");
	ASSERT_SAYS(found(p, "iommu", NULL)->remedy, "boot with iommu=pt");
	p->around->cmdline = "quiet iommu=pt";
	on_whom(p, "iommu");
	ASSERT_SAYS(found(p, "iommu", NULL)->evidence, "started with iommu=pt");
	ck_assert_str_eq(behind("DMA", 10000, ""), "host=info");
	ck_assert_str_eq(behind("DMA", 1000, "eth0=9000 eth1=30000"), "host=warn");
	ck_assert_str_eq(found(p, "iommu", NULL)->what, "the IOMMU translates each DMA of eth0 and eth1");
	ck_assert_str_eq(behind("DMA", 1000, "eth0.tx=30000"), "host=warn");
	ck_assert_str_eq(behind("DMA", 1000, "eth0=29000"), "host=info");
	/* Flushed now and then, as most kernels do by themselves, it is no alarm. */
	ck_assert_str_eq(behind("DMA-FQ", 1000, "eth0=9000 eth1=30000"), "host=info");
	p->around->nics[0].iommu = "DMA";
	ck_assert_str_eq(on_whom(p, "iommu"), "host=info");
	counts(p, "eth0=30000");
	ck_assert_str_eq(on_whom(p, "iommu"), "host=warn");
	ASSERT_SAYS(found(p, "iommu", NULL)->evidence, "iommu_groups: DMA;");
	ck_assert_str_eq(behind("DMA", 1000, "eth0=90"), "");
	ck_assert_str_eq(behind("identity", 10000, "eth0=9000"), "");
	ck_assert_str_eq(behind(NULL, 10000, "eth0=9000"), "");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("doctor_cpu");
	TCase *c = tcase_create("cpu");

	tcase_add_checked_fixture(c, arena_setup, arena_teardown);
	tcase_add_test(c, isolated);
	tcase_add_test(c, isolated_silent);
	tcase_add_test(c, idle_states);
	tcase_add_test(c, where_packets_come_in);
	tcase_add_test(c, governors);
	tcase_add_test(c, cpu_flags);
	tcase_add_test(c, iommu);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(suite)
