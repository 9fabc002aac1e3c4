"""Workers of kind "torch": arrays arrive as tensors, tensors come back as arrays."""

import sys
from importlib.util import find_spec

import numpy as np
import pytest

if find_spec("torch") is None:  # importing it here would take seconds and hide that the check does without it
    pytest.skip("needs torch: pip install 'nnkata[torch]'", allow_module_level=True)

LAYER = """
import torch
def kind(x): return type(x).__name__, str(x.dtype), list(x.shape), x.is_contiguous()
def f(x, w): return torch.relu(x @ w)
def step(w, g, lr):
    w -= lr * g
def train(x, y):
    torch.manual_seed(0)
    layer = torch.nn.Linear(2, 1)
    optimizer = torch.optim.Adam(layer.parameters(), lr=0.1)
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = ((layer(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, {"weight": layer.weight, "bias": layer.bias}
"""


def test_arrays_cross_as_tensors_and_come_back(either):
    kata = either(LAYER, "torch")
    assert kata.kind(np.ones((2, 3), "f4")) == ("Tensor", "torch.float32", [2, 3], True)
    assert kata.kind(np.arange(12).reshape(3, 4)[:, ::2]) == ("Tensor", "torch.int64", [3, 2], False)
    answer = kata.f(np.eye(2, dtype="f4"), np.array([[1, -1], [2, 3]], "f4"))
    assert type(answer) is np.ndarray and answer.dtype == np.float32
    assert answer.tolist() == [[1, 0], [2, 3]]


def test_a_tensor_changed_in_place_changes_the_callers_array(either):
    w = np.ones(3, "f4")
    either(LAYER, "torch").step(w, np.full(3, 2, "f4"), lr=0.25)
    assert w.tolist() == [0.5] * 3


def test_training_gives_parameters_as_arrays(learner):
    x = np.array([[0, 1], [1, 0]], "f4")
    losses, state = learner(LAYER, "torch", memory=4 << 30).train(x, x[:, :1])
    assert losses[-1] < losses[0]
    assert state["weight"].shape == (1, 2) and type(state["bias"]) is np.ndarray


def test_a_run_has_torch_by_name(either):
    def asks(kata, x):
        return torch.is_tensor(x), torch.float32 == x.dtype, x.sum()  # noqa: F821

    assert either(LAYER, "torch").run(asks, np.ones(2, "f4")) == (True, True, 2.0)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("torch.zeros(2, dtype=torch.bfloat16)", "a tensor of bfloat16, which NumPy does not have"),
        ("torch.eye(2).to_sparse()", "a sparse tensor"),
        ("torch.zeros(2).shape", "a Size, a subclass of tuple"),
        ("torch.nn.Linear(1, 1)", "a Linear;"),
    ],
)
def test_what_is_no_plain_tensor_is_named(either, answer, said):
    either(f"import torch\ndef f(): return {answer}", "torch").says("error", said)


def test_what_torch_cannot_do_is_no_todo(either):
    kata = either("import torch\ndef f(): return torch.eye(2).to_sparse().flip(0)", "torch")
    assert isinstance(kata.raises(RuntimeError), NotImplementedError)


def test_memory_that_torch_is_refused_is_a_memory_verdict(learner):
    learner("import torch\ndef f(): return torch.zeros(10 ** 11)", "torch", memory=2 << 30).says("memory")


def test_the_check_itself_never_loads_torch(learner):
    loaded = "torch" in sys.modules
    learner(LAYER, "torch").f(np.eye(2, dtype="f4"), np.eye(2, dtype="f4"))
    assert ("torch" in sys.modules) == loaded
