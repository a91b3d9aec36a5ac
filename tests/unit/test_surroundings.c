// SPDX-License-Identifier: GPL-2.0-or-later
// R5-R9, L4-L6: what is around the layout, from files as kernels write them.
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include "main.h"
#include "nlbytes.h"
#include "nqtune/arena.h"
#include "nqtune/cpuset.h"
#include "nqtune/err.h"
#include "nqtune/files.h"
#include "nqtune/host.h"
#include "nqtune/sys.h"
#include "surroundings.h"
#include "tree.h"

#define CPU "sys/devices/system/cpu/"
#define CPUS 4

static struct tree tree;
static struct arena *arena;
static struct cpu cpus[CPUS];
static struct nic nics[2];
static struct irq irq24, irq25, *irqs[] = { &irq24, &irq25 };
static struct host host;

static void setup(void)
{
	tree = tree_new();
	arena = arena_new(NULL);
	memset(cpus, 0, sizeof(cpus));
	nics[0] = (struct nic){
		.name = "eth0", .ifindex = 2, .device = "sys/devices/pci0000:00/0000:00:03.0",
	};
	nics[1] = (struct nic){ .name = "lo", .ifindex = 1 };
	irq24 = (struct irq){ .number = 24 };
	irq25 = (struct irq){ .number = 25 };
	host = (struct host){
		.arena = arena, .ncpus = CPUS, .cpus = cpus, .online = cpuset_new(arena, CPUS),
		.nics = nics, .nnics = 2, .irqs = irqs, .nirqs = 2,
	};
	cpuset_parse_list(host.online, "0-2");
}

static void teardown(void)
{
	arena_free(arena);
	tree_free(&tree);
}

static struct surroundings *read_root(const char *root, const char *record)
{
	struct surroundings *out;
	struct sys sys;
	struct err e;

	ck_assert_int_eq(sys_open(&sys, root, &e), 0);
	if (record)
		ck_assert_msg(files_record(sys.files, record, &e) == 0, "%s", e.text);
	out = surroundings_read(&sys, &host, arena);
	ck_assert_msg(files_record_status(sys.files, &e) == 0, "%s", e.text);
	sys_close(&sys);
	return out;
}

static struct surroundings *read_it(void)
{
	return read_root(tree.path, NULL);
}

static void put(const char *path, const char *text)
{
	tree_file(&tree, path, text);
}

static void put_cpu(unsigned cpu, const char *file, const char *text)
{
	put(arena_printf(arena, CPU "cpu%u/%s", cpu, file), text);
}

static void put_state(unsigned cpu, unsigned i, const char *name, const char *us, const char *off)
{
	put_cpu(cpu, arena_printf(arena, "cpuidle/state%u/name", i), name);
	put_cpu(cpu, arena_printf(arena, "cpuidle/state%u/latency", i), us);
	put_cpu(cpu, arena_printf(arena, "cpuidle/state%u/disable", i), off);
}

/* An empty machine: nothing is said, nothing fails. */
START_TEST(from_nothing)
{
	struct surroundings *s = read_it();

	ck_assert(!s->cmdline && !s->cpu_flags && !s->virtual_machine && !s->default_affinity);
	ck_assert(!s->power[0].governor && !s->power[0].deepest && !s->power[0].latency.set);
	ck_assert(!s->power[0].bound.set && !s->dma_latency.set);
	ck_assert(!s->nics[0].iommu && !s->irqs[0].hint && !s->hooks_known);
	ck_assert(!s->conntrack.set && !s->forwarding.set && !s->max_backlog.set);
	ck_assert_ptr_null(s->default_qdisc);
	ck_assert_uint_eq(s->qdiscs.n, 0);
	ck_assert_ptr_null(root_qdisc(s, 2));
}
END_TEST

START_TEST(r9_flags)
{
	struct surroundings *s;

	put("proc/cmdline", "root=/dev/vda1 intel_iommu=on\n");
	put("proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu erms fsrm\nvmx flags\t: vnmi\n\n"
			    "processor\t: 1\nflags\t\t: fpu hypervisor\n");
	s = read_it();
	ck_assert_str_eq(s->cmdline, "root=/dev/vda1 intel_iommu=on");
	ck_assert_ptr_nonnull(strstr(s->cpu_flags, " erms "));
	ck_assert_ptr_nonnull(strstr(s->cpu_flags, " fsrm "));
	ck_assert_ptr_null(strstr(s->cpu_flags, "vnmi"));
	ck_assert(!s->virtual_machine);
	put("proc/cpuinfo", "flags\t\t: fpu hypervisor\n");
	s = read_it();
	ck_assert(s->virtual_machine && !s->x86_32);
	/* As a kernel of 32 bits has it. */
	put("proc/cpuinfo", "processor\t: 0\nfdiv_bug\t: no\nf00f_bug\t: no\nflags\t\t: fpu hypervisor\n");
	s = read_it();
	ck_assert(s->virtual_machine && s->x86_32);
}
END_TEST

/* ARM has features, and other lines only begin alike; a line that was cut says nothing. */
START_TEST(r9_no_flags)
{
	ck_assert_ptr_null(cpuinfo_flags("Features\t: fp asimd\n", arena));
	ck_assert_ptr_null(cpuinfo_flags("flagship\t: yes\nvmx flags\t: vnmi\n", arena));
	ck_assert_ptr_null(cpuinfo_flags("flags\t\t: fpu erms", arena));
	ck_assert_ptr_null(cpuinfo_flags("flags fpu\n", arena));
	ck_assert_str_eq(cpuinfo_flags("flags\t\t:\n", arena), "  ");
	ck_assert_str_eq(cpuinfo_flags("flags\t:a\x1b[2Jb\n", arena), " a?[2Jb ");
}
END_TEST

/* Hundreds of CPUs are some hundred KiB: the first one's lines suffice, and they alone are recorded. */
START_TEST(r9_flags_of_many)
{
	char *copy = arena_printf(arena, "%s/copy", tree.path);
	const char *one = "processor\t: 0\nflags\t\t: fpu erms\n\n";
	char *text = arena_alloc(arena, 400000);
	struct stat st;

	for (size_t at = 0; at + 100 < 400000; at += strlen(one))
		memcpy(text + at, one, strlen(one) + 1);
	put("proc/cpuinfo", text);
	ck_assert_str_eq(read_root(tree.path, copy)->cpu_flags, "  fpu erms ");
	ck_assert_int_eq(stat(arena_printf(arena, "%s/proc/cpuinfo", copy), &st), 0);
	ck_assert_int_lt(st.st_size, 20000);
	ck_assert_str_eq(read_root(copy, NULL)->cpu_flags, "  fpu erms ");
}
END_TEST

/* A board's serial number is nobody's business. */
START_TEST(r9_no_flags_no_recording)
{
	char *copy = arena_printf(arena, "%s/copy", tree.path);
	struct stat st;

	put("proc/cpuinfo", "Features\t: fp asimd\nSerial\t\t: 10000000deadbeef\n");
	ck_assert_ptr_null(read_root(tree.path, copy)->cpu_flags);
	ck_assert_int_ne(stat(arena_printf(arena, "%s/proc/cpuinfo", copy), &st), 0);
}
END_TEST

START_TEST(r7_governors)
{
	struct surroundings *s;

	put_cpu(0, "cpufreq/scaling_governor", "powersave\n");
	put_cpu(0, "cpufreq/scaling_driver", "intel_pstate\n");
	put_cpu(1, "cpufreq/scaling_governor", "powersave\n");
	put_cpu(2, "cpufreq/scaling_governor", "performance\n");
	put_cpu(3, "cpufreq/scaling_governor", "powersave\n");
	s = read_it();
	ck_assert_str_eq(s->power[0].governor, "powersave");
	ck_assert_str_eq(s->power[1].governor, "powersave");
	ck_assert_str_eq(s->power[1].driver, "intel_pstate");
	ck_assert_str_eq(s->power[2].governor, "performance");
	ck_assert_str_eq(s->power[2].driver, "intel_pstate");
	/* Offline. */
	ck_assert_ptr_null(s->power[3].governor);
}
END_TEST

/* The deepest state that a CPU may enter, which differs from CPU to CPU. */
START_TEST(r7_idle_states)
{
	struct surroundings *s;

	for (unsigned cpu = 0; cpu < 3; cpu++) {
		put_state(cpu, 0, "POLL\n", "0\n", "0\n");
		put_state(cpu, 1, "C1\n", "2\n", cpu == 2 ? "1\n" : "0\n");
		put_state(cpu, 2, "C6\n", "133\n", cpu ? "1\n" : "0\n");
	}
	s = read_it();
	ck_assert_str_eq(s->power[0].deepest, "C6");
	is_reading(s->power[0].latency, 133);
	ck_assert_str_eq(s->power[1].deepest, "C1");
	is_reading(s->power[1].latency, 2);
	ck_assert_str_eq(s->power[2].deepest, "POLL");
	is_reading(s->power[2].latency, 0);
	ck_assert_ptr_null(s->power[3].deepest);
}
END_TEST

/* What a bound leaves is the deepest; as deep as the bound itself is allowed. */
START_TEST(r7_bounded_idle_states)
{
	const int32_t bound = 150;
	struct surroundings *s;

	for (unsigned cpu = 0; cpu < 3; cpu++) {
		put_state(cpu, 0, "POLL\n", "0\n", "0\n");
		put_state(cpu, 1, "C1\n", "2\n", "0\n");
		put_state(cpu, 2, "C6\n", "133\n", "0\n");
		put_state(cpu, 3, "C8\n", "200\n", "0\n");
	}
	put_cpu(0, "power/pm_qos_resume_latency_us", "200\n");
	put_cpu(1, "power/pm_qos_resume_latency_us", "199\n");
	put_cpu(2, "power/pm_qos_resume_latency_us", "n/a\n");
	s = read_it();
	ck_assert_str_eq(s->power[0].deepest, "C8");
	ck_assert_str_eq(s->power[1].deepest, "C6");
	is_reading(s->power[1].latency, 133);
	ck_assert_str_eq(s->power[2].deepest, "POLL");
	tree_put(&tree, "dev/cpu_dma_latency", (const char *)&bound, sizeof(bound));
	s = read_it();
	ck_assert_str_eq(s->power[0].deepest, "C6");
	ck_assert_str_eq(s->power[1].deepest, "C6");
	ck_assert_str_eq(s->power[2].deepest, "POLL");
}
END_TEST

/* Small and large cores have states of their own. */
START_TEST(r7_idle_states_of_two_kinds)
{
	struct surroundings *s;

	cpus[0].slow = true;
	put_state(0, 0, "WFI\n", "1\n", "0\n");
	put_state(0, 1, "little-off\n", "40\n", "0\n");
	put_state(1, 0, "WFI\n", "1\n", "0\n");
	put_state(1, 1, "big-off\n", "90\n", "0\n");
	put_state(2, 0, "WFI\n", "1\n", "0\n");
	put_state(2, 1, "big-off\n", "90\n", "0\n");
	s = read_it();
	ck_assert_str_eq(s->power[0].deepest, "little-off");
	is_reading(s->power[0].latency, 40);
	ck_assert_str_eq(s->power[2].deepest, "big-off");
	is_reading(s->power[2].latency, 90);
}
END_TEST

START_TEST(r7_junk_states)
{
	struct surroundings *s;

	put_state(0, 0, "\x1b[2J\n", "x\n", "0\n");
	put_state(0, 1, "C1\n", "2\n", "maybe\n");
	for (unsigned i = 2; i < 40; i++)
		put_state(0, i, "C9\n", "-1\n", "1\n");
	s = read_it();
	ck_assert_str_eq(s->power[0].deepest, "?[2J");
	ck_assert(!s->power[0].latency.set);
}
END_TEST

/* Documentation/ABI/testing/sysfs-devices-power: 0 is no constraint, "n/a" no latency at all. */
START_TEST(r7_latency_bounds)
{
	struct surroundings *s;

	put_cpu(0, "power/pm_qos_resume_latency_us", "0\n");
	put_cpu(1, "power/pm_qos_resume_latency_us", "n/a\n");
	put_cpu(2, "power/pm_qos_resume_latency_us", "30\n");
	s = read_it();
	ck_assert(!s->power[0].bound.set);
	is_reading(s->power[1].bound, 0);
	is_reading(s->power[2].bound, 30);
	ck_assert(!latency_bound("").set);
	ck_assert(!latency_bound("-1").set);
	ck_assert(!latency_bound("99999999999").set);
	ck_assert(!latency_bound("auto").set);
}
END_TEST

static struct reading dma_latency(const void *bytes, size_t len)
{
	tree_put(&tree, "dev/cpu_dma_latency", bytes, len);
	return read_it()->dma_latency;
}

START_TEST(r7_dma_latency)
{
	const int32_t bound = 20, none = DMA_LATENCY_ANY, wrong = -1;

	is_reading(dma_latency(&bound, 4), 20);
	ck_assert(!dma_latency(&none, 4).set);
	ck_assert(!dma_latency(&wrong, 4).set);
	ck_assert(!dma_latency(&bound, 3).set);
	ck_assert(!dma_latency("20\n", 3).set);
	ck_assert(!dma_latency("20 microseconds", 15).set);
}
END_TEST

START_TEST(r6_iommu)
{
	put("sys/kernel/iommu_groups/7/type", "DMA-FQ\n");
	tree_dirs(&tree, "sys/devices/pci0000:00/0000:00:03.0/");
	tree_link(&tree, "sys/devices/pci0000:00/0000:00:03.0/iommu_group",
		  "../../../kernel/iommu_groups/7");
	ck_assert_str_eq(read_it()->nics[0].iommu, "DMA-FQ");
	ck_assert_ptr_null(read_it()->nics[1].iommu);
}
END_TEST

START_TEST(r11_hints)
{
	struct surroundings *s;

	put("proc/irq/24/affinity_hint", "0\n");
	put("proc/irq/25/affinity_hint", "6\n");
	put("proc/irq/default_smp_affinity", "7\n");
	s = read_it();
	ck_assert_ptr_null(s->irqs[0].hint);
	ck_assert_str_eq(cpuset_list(arena, s->irqs[1].hint), "1-2");
	ck_assert_str_eq(cpuset_list(arena, s->default_affinity), "0-2");
}
END_TEST

START_TEST(l4_path)
{
	struct surroundings *s;

	put("proc/sys/net/netfilter/nf_conntrack_count", "900\n");
	put("proc/sys/net/netfilter/nf_conntrack_max", "1000\n");
	put("proc/sys/net/ipv4/ip_forward", "1\n");
	put("proc/sys/net/core/netdev_max_backlog", "1000\n");
	put("proc/sys/net/core/netdev_budget", "300\n");
	put("proc/sys/net/core/netdev_budget_usecs", "8000\n");
	put("proc/sys/net/core/default_qdisc", "fq_codel\n");
	s = read_it();
	is_reading(s->conntrack, 900);
	is_reading(s->conntrack_max, 1000);
	is_reading(s->forwarding, 1);
	is_reading(s->max_backlog, 1000);
	is_reading(s->budget, 300);
	is_reading(s->budget_us, 8000);
	ck_assert_str_eq(s->default_qdisc, "fq_codel");
}
END_TEST

static void put_answers(void)
{
	static struct nlbytes b;
	const struct tcmsg head = { .tcm_ifindex = 2, .tcm_parent = TC_H_ROOT };

	b.len = 0;
	nl_msg(&b, RTM_NEWQDISC, NLM_F_MULTI);
	nl_put(&b, &head, sizeof(head));
	nl_text(&b, TCA_KIND, "pfifo_fast");
	nl_end(&b);
	nl_done(&b, 0);
	tree_put(&tree, "nqtune/answers/route/qdisc-get", (const char *)b.v, b.len);
}

/* What is read while a recording is made reads the same from it. */
START_TEST(recorded)
{
	char *copy = arena_printf(arena, "%s/copy", tree.path);
	const int32_t bound = 20;
	struct surroundings *s;

	put("proc/cpuinfo", "flags\t\t: fpu hypervisor\n");
	put("proc/cmdline", "quiet\n");
	put_cpu(1, "cpufreq/scaling_governor", "ondemand\n");
	put_state(1, 0, "C1\n", "2\n", "0\n");
	put_cpu(1, "power/pm_qos_resume_latency_us", "30\n");
	put("sys/devices/pci0000:00/0000:00:03.0/iommu_group/type", "identity\n");
	put("proc/irq/25/affinity_hint", "4\n");
	tree_put(&tree, "dev/cpu_dma_latency", (const char *)&bound, 4);
	put_answers();
	ck_assert_str_eq(root_qdisc(read_root(tree.path, copy), 2)->kind, "pfifo_fast");
	s = read_root(copy, NULL);
	ck_assert(s->virtual_machine);
	ck_assert_str_eq(s->cmdline, "quiet");
	ck_assert_str_eq(s->power[1].governor, "ondemand");
	ck_assert_str_eq(s->power[1].deepest, "C1");
	is_reading(s->power[1].bound, 30);
	is_reading(s->dma_latency, 20);
	ck_assert_str_eq(s->nics[0].iommu, "identity");
	ck_assert_str_eq(cpuset_list(arena, s->irqs[1].hint), "2");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("surroundings");
	TCase *tc = tcase_create("surroundings");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, from_nothing);
	tcase_add_test(tc, r9_flags);
	tcase_add_test(tc, r9_no_flags);
	tcase_add_test(tc, r9_flags_of_many);
	tcase_add_test(tc, r9_no_flags_no_recording);
	tcase_add_test(tc, r7_governors);
	tcase_add_test(tc, r7_idle_states);
	tcase_add_test(tc, r7_bounded_idle_states);
	tcase_add_test(tc, r7_idle_states_of_two_kinds);
	tcase_add_test(tc, r7_junk_states);
	tcase_add_test(tc, r7_latency_bounds);
	tcase_add_test(tc, r7_dma_latency);
	tcase_add_test(tc, r6_iommu);
	tcase_add_test(tc, r11_hints);
	tcase_add_test(tc, l4_path);
	tcase_add_test(tc, recorded);
	suite_add_tcase(suite, tc);
	return suite;
}

TEST_MAIN(make_suite)
