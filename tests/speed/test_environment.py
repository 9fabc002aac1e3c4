"""What a timing depends on, and in what two of them differ."""

from nnkata_plugin.speed.environment import differs, environment


def test_it_names_machine_and_versions():
    here = environment()
    assert here["python"] and here["numpy"] and here["cpu"] and here["threads"] == 1
    assert len(here["fingerprint"]) == 12
    assert differs(here, here) == []


def test_only_what_changes_a_ratio_differs():
    one = {"fingerprint": "a", "cpu": "fast", "isa": "avx2", "python": "3.11.7", "numpy": "2.4.6", "torch": "2.6"}
    assert differs(one | {"python": "3.11.9", "numpy": "2.4.0", "torch": None}, one) == []
    assert differs(one | {"python": "3.12.1"}, one) == ["Python 3.12"]
    assert differs(one | {"numpy": None}, one) == ["NumPy unknown"]
    assert differs(one | {"fingerprint": "b", "cpu": "slow", "isa": None}, one) == ["slow, no kernels"]
