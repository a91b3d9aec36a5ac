# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the program on a machine's tree and watches how it behaves. Shared by run, hostile and flip."""

import os
import subprocess
import sys

REPORTS = (b"AddressSanitizer", b"LeakSanitizer", b"UndefinedBehaviorSanitizer", b"runtime error:", b"MemorySanitizer")


def binary():
	"""The program under test, from NQTUNE."""
	path = os.environ.get("NQTUNE")
	if not path or not os.access(path, os.X_OK):
		sys.exit(f"NQTUNE names the program under test; {path or 'nothing'} cannot be run")
	return os.path.abspath(path)


def sanitized():
	with open(binary(), "rb") as f:
		return b"__asan_init" in f.read()


class Result:
	def __init__(self, status, out, err):
		self.status = status	# negative: killed by that signal; None: did not end in time
		self.out = out
		self.err = err

	def trouble(self, allowed=(0, 1)):
		"""What is wrong with how it ended, or None."""
		if self.status is None:
			return "did not end in time"
		if self.status < 0:
			return f"killed by signal {-self.status}"
		if any(r in self.err or r in self.out for r in REPORTS):
			return "sanitizer report"
		if self.status not in allowed:
			return f"exit status {self.status}"
		return None

	def dirty(self):
		"""The first byte of the output that a terminal should not be sent, or None."""
		for what, data in (("stdout", self.out), ("stderr", self.err)):
			try:
				text = data.decode("utf-8")
			except UnicodeDecodeError as e:
				return f"{what}: invalid UTF-8 at byte {e.start}"
			for c in text:
				if (c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f":
					return f"{what}: control character U+{ord(c):04X}"
		return None


def memory():
	"""A directory in memory for many small files, or None for the usual place."""
	return "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None


def environment():
	keep = {k: v for k, v in os.environ.items() if k.startswith(("LD_", "ASAN_", "UBSAN_", "LSAN_", "LLVM_", "GCOV_"))}
	return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
		"ASAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99", **keep}


def run(tree, args, cwd=None, timeout=60):
	command = [binary(), "--sysroot", os.fspath(tree), *args]
	try:
		p = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout,
				   env=environment(), check=False)
	except subprocess.TimeoutExpired as e:
		return Result(None, e.stdout or b"", e.stderr or b"")
	return Result(p.returncode, p.stdout, p.stderr)


def comment(text):
	"""Text as a TAP diagnostic, harmless for a terminal."""
	clean = "".join(c if c in "\n\t" or c.isprintable() else f"\\x{ord(c):02x}" for c in text)
	return "\n".join("# " + line for line in clean.split("\n"))


class Tap:
	"""One line a test; the plan stands at the end."""

	def __init__(self):
		self.n = 0
		self.failed = 0

	def test(self, name, trouble=None):
		"""trouble: what was wrong, or None."""
		self.n += 1
		self.failed += trouble is not None
		print(f"{'ok' if trouble is None else 'not ok'} {self.n} - {name}")
		if trouble is not None:
			print(comment(trouble))
		sys.stdout.flush()

	def end(self):
		print(f"1..{self.n}")
		return 1 if self.failed or not self.n else 0
