"""An operation has the same stem everywhere: Rust, oracle, ceiling, stub file."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def stems(folder: str, suffix: str) -> set[str]:
    return {path.stem for path in (ROOT / folder).glob(f"*{suffix}")}


def stubs(kind: type[ast.FunctionDef] | type[ast.ClassDef] = ast.FunctionDef) -> dict[str, Any]:
    tree = ast.parse((ROOT / "nnkata_plugin" / "_kernels.pyi").read_bytes())
    return {node.name: node for node in tree.body if isinstance(node, kind)}


def parameters(stub: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in stub.args.args]


def operations() -> dict[str, Any]:
    """The functions that compute something: they take `out`."""
    return {name: stub for name, stub in stubs().items() if "out" in parameters(stub)}


def verbs(stem: str) -> set[str]:
    """The Python names of what an operation's file makes public."""
    text = (ROOT / "kernels" / "src" / "ops" / f"{stem}.rs").read_text(encoding="utf-8")
    found = re.findall(r"^pub fn (\w+)", text, re.MULTILINE)
    return {stem if verb == "forward" else f"{stem}_{verb}" for verb in found}


def test_every_operation_has_its_files_and_no_file_is_left_over():
    rust = stems("kernels/src/ops", ".rs") - {"mod", "testing"}
    assert rust
    assert stems("references/oracle", ".py") == rust
    assert stems("references/ceiling", ".py") == rust
    assert set(operations()) == set().union(*map(verbs, rust))


def test_the_module_and_its_stub_file_name_the_same_functions_and_parameters():
    kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
    built = {name for name, value in vars(kernels).items() if callable(value)}
    plans = stubs(ast.ClassDef)
    assert built == {*stubs(), *plans}
    for name, stub in stubs().items():
        assert list(inspect.signature(getattr(kernels, name)).parameters) == parameters(stub), name
        assert ast.get_docstring(stub), f"{name} has no docstring"
    for name, stub in plans.items():
        methods = {node.name: node for node in stub.body if isinstance(node, ast.FunctionDef)}
        plan = getattr(kernels, name)
        assert ["self", *inspect.signature(plan).parameters] == parameters(methods["__init__"]), name
        assert parameters(methods["__call__"])[-1] == "out", name  # the slot of a class tells no signature
        assert ast.get_docstring(stub), f"{name} has no docstring"


def test_a_verb_takes_gradients_first_then_what_forward_takes_and_out_last():
    for name, stub in operations().items():
        assert parameters(stub)[-1] == "out", name
        if name.endswith("_backward"):
            forward = parameters(operations()[name.removesuffix("_backward")])
            gradients = parameters(stub)[: -len(forward)]
            assert parameters(stub) == [*gradients, *forward], name
            assert all(gradient.startswith("d") for gradient in gradients), name


def test_oracle_and_ceiling_take_the_same_arguments(operation):
    tree = ast.parse((ROOT / "references" / "ceiling" / f"{operation.name}.py").read_bytes())
    ceiling = {
        node.name: [argument.arg for argument in node.args.args]
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    for verb in ("forward", "backward"):
        assert list(inspect.signature(operation.oracle(verb)).parameters) == ceiling[verb]
    assert ceiling["backward"] == ["dy", *ceiling["forward"]]
