# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine's files in memory: directories, links, files with their modes. Read from disk, written to disk."""

import os
import re
import stat


class Bad(Exception):
	"""Something is wrong with what was given to us; the text is for a person."""


def natural(path):
	"""Sort key: rx-2 before rx-10, a directory's entries together."""
	return [[(0, int(t), "") if t.isdigit() else (1, 0, t) for t in re.split(r"(\d+)", part) if t]
		for part in path.split("/")]


def checked(path):
	"""The path, if it can only mean a place below the top."""
	parts = path.split("/")
	if not path or any(p in ("", ".", "..") for p in parts) or "\0" in path:
		raise Bad(f"'{path}' is not a plain path below the machine's top")
	return path


class Tree:
	def __init__(self):
		self.dirs = {}		# path -> mode
		self.links = {}		# path -> target
		self.files = {}		# path -> (bytes, mode)
		self._known = {""}	# directories whose parents exist

	def dir(self, path, mode=0o755):
		self._parents(checked(path) + "/x")
		self.dirs[path] = mode

	def file(self, path, content, mode=0o644):
		if isinstance(content, str):
			content = content.encode("utf-8", "surrogateescape")
		self._place(path)
		self.links.pop(path, None)
		self.files[path] = (content, mode)

	def text(self, path, value, mode=0o444):
		"""A sysfs attribute: one value and a newline."""
		self.file(path, f"{value}\n", mode)

	def link(self, path, target):
		self._place(path)
		self.files.pop(path, None)
		self.links[path] = target

	def link_to(self, path, place):
		"""A link at path that leads to place (both from the top), relative as sysfs writes it."""
		up = os.path.relpath(os.path.dirname(place), os.path.dirname(path))
		self.link(path, f"{up}/{os.path.basename(place)}")

	def remove(self, path):
		hit = False
		for table in (self.dirs, self.links, self.files):
			for p in [p for p in table if p == path or p.startswith(path + "/")]:
				del table[p]
				hit = True
		self._known = {""}
		if not hit:
			raise Bad(f"nothing to remove at '{path}'")

	def real(self, path):
		"""Where path leads, links followed; itself where they lead nowhere."""
		parts, at, left = path.strip("/").split("/"), [], 40
		while parts:
			part = parts.pop(0)
			if part == "..":
				at = at[:-1]
			elif part not in ("", "."):
				at.append(part)
				target = self.links.get("/".join(at))
				if target is not None and left:
					left -= 1
					parts = target.split("/") + parts
					at = [] if target.startswith("/") else at[:-1]
		return "/".join(at)

	def below(self, prefix):
		"""The part of the tree whose paths begin so."""
		t = Tree()
		for name in ("dirs", "links", "files"):
			setattr(t, name, {p: v for p, v in getattr(self, name).items() if p.startswith(prefix)})
		return t

	def update(self, other):
		for p, mode in other.dirs.items():
			self.dir(p, mode)
		for p, target in other.links.items():
			self.link(p, target)
		for p, (content, mode) in other.files.items():
			self.file(p, content, mode)

	def _place(self, path):
		self._parents(checked(path))
		if path in self.dirs:
			raise Bad(f"'{path}' is a directory")

	def _parents(self, path):
		parent = os.path.dirname(path)
		if parent in self._known:
			return
		self._parents(parent)
		if parent in self.files or parent in self.links:
			raise Bad(f"'{parent}' is not a directory")
		self.dirs.setdefault(parent, 0o755)
		self._known.add(parent)

	def write(self, top):
		"""Makes the tree at top, which must be new or empty."""
		if os.path.lexists(top) and (not os.path.isdir(top) or os.listdir(top)):
			raise Bad(f"{top} exists and is not an empty directory")
		os.makedirs(top, exist_ok=True)
		for p in sorted(self.dirs, key=len):
			os.mkdir(os.path.join(top, p))
		for p, target in self.links.items():
			os.symlink(target, os.path.join(top, p))
		for p, (content, mode) in self.files.items():
			fd = os.open(os.path.join(top, p), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
			os.write(fd, content) if len(content) < 65536 else _write_all(fd, content)
			os.fchmod(fd, mode)
			os.close(fd)
		for p in sorted(self.dirs, key=len, reverse=True):
			if self.dirs[p] != 0o755:
				os.chmod(os.path.join(top, p), self.dirs[p])

	@classmethod
	def read(cls, top):
		t = cls()
		t._read(top, "")
		return t

	def _read(self, top, below):
		for name in os.listdir(os.path.join(top, below)):
			p = os.path.join(below, name)
			full = os.path.join(top, p)
			st = os.lstat(full)
			mode = stat.S_IMODE(st.st_mode)
			if stat.S_ISLNK(st.st_mode):
				self.link(p, os.readlink(full))
			elif stat.S_ISDIR(st.st_mode):
				self.dir(p, mode)
				self._read(top, p)
			elif stat.S_ISREG(st.st_mode):
				with open(full, "rb") as f:
					self.file(p, f.read(), mode)
			else:
				raise Bad(f"{full} is neither file, directory nor link")


def _write_all(fd, content):
	view = memoryview(content)
	while view:
		view = view[os.write(fd, view):]
