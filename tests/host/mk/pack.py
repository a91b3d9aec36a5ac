# SPDX-License-Identifier: GPL-2.0-or-later
"""
A machine as one text file that a person can review.

	nqtune-machine 1
	# comment
	in sys/class/net		paths of the lines that follow are below this
	d [MODE] PATH			a directory that is empty or not 0755
	l PATH -> TARGET		a link
	f [MODE] PATH = TEXT		a file of one line
	f [MODE] PATH :			a file of several: the lines that follow, each after a tab
	n [MODE] PATH = TEXT		a file without a newline at its end (several lines: n ... :)
	b [MODE] PATH :			bytes: base64 in the lines that follow, each after a tab

MODE is 0644 (0755 for d) when not said. In paths and targets, blank, backslash and
control bytes are written \\xNN. Names that are absolute or hold ".." are refused.
"""

import base64
import os
import re

from .tree import Bad, Tree, checked, natural

FIRST = "nqtune-machine 1"


def escape(name):
	if re.fullmatch("0[0-7]{3}", name):	# would read as a mode
		return "\\x30" + name[1:]
	raw = name.encode("utf-8", "surrogateescape")
	try:
		text = raw.decode("utf-8")
	except UnicodeDecodeError:
		text = raw.decode("latin-1")
		return "".join(c if "!" <= c <= "~" and c != "\\" else f"\\x{ord(c):02x}" for c in text)
	return "".join("".join(f"\\x{b:02x}" for b in c.encode()) if c <= " " or c == "\\" or c == "\x7f" or
		       "\x80" <= c <= "\x9f" else c for c in text)


def unescape(text):
	raw = re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]),
		     text.encode("utf-8", "surrogateescape"))
	return raw.decode("utf-8", "surrogateescape")


def plain(content):
	"""The text of a file that can stand in the pack as it is, else None."""
	try:
		text = content.decode("utf-8")
	except UnicodeDecodeError:
		return None
	if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", text):
		return None
	return text


def file_lines(name, content, mode):
	m = "" if mode == 0o644 else f"{mode:04o} "
	text = plain(content)
	if text is None:
		coded = base64.b64encode(content).decode()
		return [f"b {m}{name} :"] + ["\t" + coded[i:i + 96] for i in range(0, len(coded), 96)]
	kind = "f"
	if text.endswith("\n"):
		text = text[:-1]
	else:
		kind = "n"
	if "\n" not in text:
		return [f"{kind} {m}{name} = {text}" if text else f"{kind} {m}{name} ="]
	return [f"{kind} {m}{name} :"] + ["\t" + line for line in text.split("\n")]


def pack(tree):
	"""The text of a tree."""
	out = [FIRST]
	filled = {os.path.dirname(p) for t in (tree.dirs, tree.links, tree.files) for p in t}
	groups = {}
	for p in [*tree.dirs, *tree.links, *tree.files]:
		groups.setdefault(os.path.dirname(p), []).append(p)
	for d in sorted(groups, key=natural):
		lines = []
		for p in sorted(groups[d], key=natural):
			name = escape(os.path.basename(p))
			if p in tree.links:
				lines.append(f"l {name} -> {escape(tree.links[p])}")
			elif p in tree.files:
				lines += file_lines(name, *tree.files[p])
			elif tree.dirs[p] != 0o755:
				lines.append(f"d {tree.dirs[p]:04o} {name}")
			elif p not in filled:
				lines.append(f"d {name}")
		if lines:
			out += [f"in {escape(d) or '.'}"] + lines
	return "\n".join(out) + "\n"


HEAD = re.compile(r"^([dlfnb]) (?:(0[0-7]{3}) )?(\S+)(?: (=|:|->)(?: (.*))?)?$")


def unpack(text, name="machine"):
	"""The tree of a text."""
	lines = text.split("\n")
	if lines[0] != FIRST:
		raise Bad(f"{name}: does not begin with '{FIRST}'")
	tree = Tree()
	below = ""
	i = 1
	while i < len(lines):
		line = lines[i]
		i += 1
		if not line or line.startswith("#"):
			continue
		if line.startswith("in "):
			below = "" if line == "in ." else checked(unescape(line[3:])) + "/"
			continue
		m = HEAD.match(line)
		if not m:
			raise Bad(f"{name}:{i}: cannot read '{line[:60]}'")
		block = []
		while m[4] == ":" and i < len(lines) and lines[i].startswith("\t"):
			block.append(lines[i][1:])
			i += 1
		try:
			add(tree, m, below + unescape(m[3]), block)
		except (Bad, ValueError) as e:
			raise Bad(f"{name}:{i}: {e}") from None
	return tree


def add(tree, m, path, block):
	kind, mode, _, sign, rest = m.groups()
	mode = int(mode, 8) if mode else 0o755 if kind == "d" else 0o644
	if kind == "d" and sign is None:
		tree.dir(path, mode)
	elif kind == "l" and sign == "->" and rest:
		tree.link(path, unescape(rest))
	elif kind in "fn" and sign in ("=", ":"):
		text = "\n".join(block) if sign == ":" else rest or ""
		tree.file(path, text + ("\n" if kind == "f" else ""), mode)
	elif kind == "b" and sign == ":":
		tree.file(path, base64.b64decode("".join(block), validate=True), mode)
	else:
		raise Bad(f"'{kind}' and '{sign}' do not go together")
