# SPDX-License-Identifier: GPL-2.0-or-later
"""Words, a stored machine or a directory -> a tree."""

import os

from .cpus import make_cpus, make_kernel
from .irqs import Irqs, make_irqs
from .links import make_links
from .pack import unpack
from .spec import parse, unquote
from .surroundings import make_surroundings
from .tree import Bad, Tree


def build(s):
	"""The tree of a Spec."""
	t = Tree()
	irqs = Irqs(s)
	make_cpus(s, t)
	make_kernel(s, t)
	make_links(s, t, irqs)
	make_irqs(s, t, irqs)
	make_surroundings(s, t, irqs)
	return t


def edit(t, kind, path, value):
	if path.startswith("/"):
		path = path[1:]
	if kind == "file":
		t.file(path, unquote(value), t.files.get(path, (b"", 0o644))[1])
	elif kind == "link":
		t.link(path, unquote(value).decode())
	elif kind == "dir":
		t.dir(path)
	elif kind == "gone":
		t.remove(path)
	elif path not in t.files:
		raise Bad(f"{kind}:{path}: no such file in this machine")
	else:
		content, mode = t.files[path]
		if kind == "mode":
			t.file(path, content, int(value, 8))
		elif kind == "cut":
			t.file(path, content[:int(value)], mode)
		elif kind == "append":
			t.file(path, content + unquote(value), mode)


def from_words(text, folder=None):
	"""The tree of SPEC words; folder is where like: and with: look."""
	def read(name):
		with open(os.path.join(folder, name + ".spec"), encoding="utf-8") as f:
			return f.read()
	s = parse(text, read if folder else None)
	t = build(s)
	for e in s.edits:
		edit(t, *e)
	for name in s.overlays:
		if not folder:
			raise Bad(f"with:{name}: only in a .spec file")
		t.update(load(os.path.join(folder, name + ".machine")).below("nqtune/"))
	return t


def load(path):
	"""The tree of FILE.machine, FILE.spec or a directory."""
	if os.path.isdir(path):
		return Tree.read(path)
	with open(path, encoding="utf-8", errors="surrogateescape", newline="") as f:
		text = f.read()
	if path.endswith(".spec"):
		return from_words(text, os.path.dirname(path) or ".")
	return unpack(text, os.path.basename(path))


def find(folder, name):
	"""Where the machine of that name is kept."""
	for suffix in (".machine", ".spec", ""):
		path = os.path.join(folder, name + suffix)
		if os.path.exists(path):
			return path
	raise Bad(f"no machine '{name}' in {folder}")
