# SPDX-License-Identifier: GPL-2.0-or-later
"""
A case: one machine, what is run on it, and what must come out.

	# What this shows, with the ids of the requirements (the first line names the test)
	machine: NAME			one of machines/; or
	spec: WORDS			a synthetic one (machine help), or more words for that machine
	input: NAME			a file for the runs: the section "--- input NAME" holds its text
	run: auto -n wan br0		nqtune's arguments, as a shell would split them; several are run in
					sequence on the same private copy of the machine
	status: 3			of the run above; 0 unless given
	--- stdout			exact text of all runs together (of several, each after "$ its arguments")
	--- stdout has			or: these lines in this order, maybe among others, each anywhere in a line
	--- stderr			likewise; where a section is missing, nothing may come out
	--- json			what the last run put out: lines "PATH = VALUE", as in
					changes[knob=rps][target=rx-0].new = "1-2"; all that PATH finds, and at least one,
					must be so; [*] every element, [2] the third; "PATH # = 3" counts what PATH finds
	--- files			lines "PATH = text": what the files below the machine hold at the end. What is
					not named here must be as it was, below sys and proc

The private directory's name reads SYSROOT in the output.
"""

import json
import re
import shlex

from .tree import Bad


class Case:
	def __init__(self, path):
		self.path = path
		self.name = ""
		self.machine = None
		self.spec = ""
		self.inputs = {}
		self.runs = []		# [arguments, status]
		self.sections = {}	# "stdout" -> (has, text)
		with open(path, encoding="utf-8") as f:
			lines = f.read().split("\n")
		try:
			self._read(lines)
		except (Bad, ValueError, IndexError) as e:
			raise Bad(f"{path}: {e}") from None

	def _read(self, lines):
		i = 0
		while i < len(lines) and not lines[i].startswith("--- "):
			line = lines[i]
			i += 1
			if line.startswith("#"):
				self.name = self.name or line.lstrip("# ")
			elif line.strip():
				self._head(line)
		while i < len(lines):
			title = lines[i][4:].split()
			i += 1
			body = []
			while i < len(lines) and not lines[i].startswith("--- "):
				body.append(lines[i])
				i += 1
			if i == len(lines) and body and not body[-1]:
				body.pop()
			self._section(title, "".join(line + "\n" for line in body))
		if not self.runs or not (self.machine or self.spec):
			raise Bad("a machine: (or spec:) and a run: are needed")
		if not self.name:
			raise Bad("the first line is a comment that says what the case shows")

	def _head(self, line):
		key, colon, value = line.partition(":")
		value = value.strip()
		if not colon:
			raise Bad(f"cannot read '{line}'")
		if key == "machine":
			self.machine = value
		elif key == "spec":
			self.spec += value + "\n"
		elif key == "input":
			self.inputs[value] = None
		elif key == "run":
			self.runs.append([shlex.split(value), 0])
		elif key == "status":
			self.runs[-1][1] = int(value)
		else:
			raise Bad(f"'{key}' is not machine, spec, input, run or status")

	def _section(self, title, text):
		what = title[0]
		if what == "input" and len(title) == 2 and title[1] in self.inputs:
			self.inputs[title[1]] = text
		elif what in ("stdout", "stderr") and title[1:] in ([], ["has"]):
			self.sections[what] = (bool(title[1:]), text)
		elif what in ("json", "files") and len(title) == 1:
			self.sections[what] = (False, text)
		else:
			raise Bad(f"'--- {' '.join(title)}' is no section of a case")


def rows(text):
	"""The lines 'A = B' of a section."""
	for line in text.split("\n"):
		if not line.strip() or line.startswith("#"):
			continue
		left, sign, right = line.partition(" =")
		if not sign:
			raise Bad(f"'{line}': no ' ='")
		yield left.strip(), right.strip()


def step(found, part):
	"""One part of a JSON path: name, [3], [key=value], [*]"""
	out = []
	for v in found:
		if not part.startswith("["):
			if isinstance(v, dict) and part in v:
				out.append(v[part])
			continue
		inner = part[1:-1]
		key, eq, want = inner.partition("=")
		if eq:
			among = v if isinstance(v, list) else [v]
			out += [x for x in among if isinstance(x, dict) and key in x and
				(x[key] if isinstance(x[key], str) else json.dumps(x[key])) == want]
		elif not isinstance(v, list):
			continue
		elif inner == "*":
			out += v
		elif int(inner) < len(v):
			out.append(v[int(inner)])
	return out


def json_trouble(text, out):
	"""What of a json section does not hold for the output, or None."""
	try:
		document = json.loads(out)
	except ValueError as e:
		return f"stdout is not JSON: {e}\n{out[:2000]}"
	bad = []
	for path, want in rows(text):
		count = path.endswith("#")
		found = [document]
		for part in re.findall(r"\[[^\]]*\]|[^.\[\]]+", path.rstrip("# ")):
			found = step(found, part)
		if count:
			n = len(found[0]) if len(found) == 1 and isinstance(found[0], list) else len(found)
			if n != int(want):
				bad.append(f"{path} = {want}, found {n}")
		elif not found:
			bad.append(f"{path}: nothing there")
		else:
			wanted = json.loads(want)
			bad += [f"{path} = {want}, found {json.dumps(v)}" for v in found
				if v != wanted or isinstance(v, bool) != isinstance(wanted, bool)]
	return "\n".join(bad) or None
