"""Which katas there are, what is said about each, and where a learner's answers lie."""

from nnkata_plugin.catalog.dojo import Dojo
from nnkata_plugin.catalog.kata import Kata, all_katas, kata_of_day
from nnkata_plugin.catalog.refusal import Refusal

__all__ = ["Dojo", "Kata", "Refusal", "all_katas", "kata_of_day"]
