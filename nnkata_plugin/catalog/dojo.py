"""Where answers are written: a learner's workspace, or the clone (whose kata.py files are the stubs)."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nnkata_plugin.catalog.kata import Kata, all_katas
from nnkata_plugin.catalog.refusal import Refusal

MARKER = "nnkata.toml"
STATE = ".nnkata"


@dataclass(frozen=True)
class Dojo:
    """The root of a workspace or a clone."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> "Dojo | None":
        """The dojo whose root this folder is, if it is one. Only looks at names."""
        if (root / MARKER).is_file() or ((root / "katas").is_dir() and any((root / "katas").glob("day??_*/kata.toml"))):
            return cls(root)
        return None

    @classmethod
    def around(cls, place: Path) -> "Dojo | None":
        """The dojo that a folder lies in."""
        return next((dojo for folder in (place, *place.parents) if (dojo := cls.at(folder))), None)

    @cached_property
    def is_workspace(self) -> bool:
        return (self.root / MARKER).is_file()

    @property
    def days_folder(self) -> Path:
        return self.root if self.is_workspace else self.root / "katas"

    @property
    def state_folder(self) -> Path:
        return self.root / STATE

    def folder(self, kata: Kata) -> Path:
        """Where the learner's file of a day lies."""
        return self.days_folder / kata.name

    @cached_property
    def _by_folder(self) -> dict[Path, Kata]:
        return {self.folder(kata).resolve(): kata for kata in all_katas()}

    def kata_in(self, folder: Path) -> Kata | None:
        """The kata whose folder this is; a copy of one that lies elsewhere is none."""
        return self._by_folder.get(folder.resolve())

    def refuse_changed_checks(self, kata: Kata) -> None:
        """A workspace's test_kata.py must be the suite's, byte for byte.

        Raises:
            Refusal: It was changed; says how to restore it.
        """
        path = self.folder(kata) / "test_kata.py"
        if self.is_workspace and path.read_bytes() != (kata.folder / "test_kata.py").read_bytes():
            restore = f"`nnkata start {self.root}` restores it; kata.py stays"
            raise Refusal(f"{path}: differs from the checks of day {kata.day}. {restore}")
