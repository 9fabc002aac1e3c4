"""`restore` makes the caller's own objects what they are after the call."""

import numpy as np
import pytest

from nnkata_plugin.worker import Verdict, restore


def test_a_list_may_grow_and_shrink_and_stays_the_callers():
    for after in ([1], [1, 2, 3, 4], []):
        before = [1, 2, 3]
        restore(before, after)
        assert before == after and before is not after


def test_lists_inside_keep_their_identity():
    inner, table = [1.0], {"a": [2.0]}
    before = ([inner, table], 5)
    restore(before, ([[1.5, 2.5], {"a": [3.0], "b": 1}], 5))
    assert before[0][0] is inner == [1.5, 2.5]
    assert before[0][1] is table == {"a": [3.0], "b": 1}


def test_a_dict_takes_over_the_order_and_loses_what_was_removed():
    before = {"a": 1, "b": 2}
    restore(before, {"c": 3, "a": 4})
    assert list(before.items()) == [("c", 3), ("a", 4)]


def test_an_array_is_filled_in_place_through_every_view_of_it():
    whole = np.zeros((2, 4))
    view = whole[:, ::2]
    restore([view], [np.ones((2, 2))])
    assert whole.tolist() == [[1, 0, 1, 0], [1, 0, 1, 0]]


def test_a_generator_takes_over_the_state():
    mine, theirs = np.random.default_rng(1), np.random.default_rng(2)
    restore((mine,), (theirs,))
    assert mine.random() == np.random.default_rng(2).random()


def test_a_slot_may_hold_something_of_another_type_afterwards():
    before = [1, [2], np.zeros(2)]
    restore(before, ["one", None, [0.0, 0.0]])
    assert before == ["one", None, [0.0, 0.0]]


def test_in_a_list_of_another_length_arrays_may_move():
    before = [np.zeros(2), np.zeros(3)]
    restore(before, [np.ones(3)])
    assert len(before) == 1 and before[0].tolist() == [1, 1, 1]


@pytest.mark.parametrize("after", [np.zeros(3), np.zeros(2, "f4"), np.zeros((2, 1))])
def test_an_array_never_changes_shape_or_dtype(after):
    with pytest.raises(Verdict, match="it keeps its shape and dtype") as caught:
        restore([np.zeros(2)], [after])
    assert caught.value.kind == "protocol"


def test_a_read_only_array_stays_as_it_was():
    frozen = np.zeros(2)
    frozen.flags.writeable = False
    restore([frozen], [np.zeros(2)])
    with pytest.raises(Verdict, match="read-only"):
        restore([frozen], [np.ones(2)])
