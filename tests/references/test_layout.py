"""An operation has the same stem and the same verbs everywhere: Rust, oracle, ceiling, stub file."""

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


def functions() -> dict[str, Any]:
    """The functions that compute something: they take `out`."""
    return {name: stub for name, stub in stubs().items() if "out" in arguments(stub)}


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
    assert set(functions()) == set().union(*map(verbs, rust))


def test_the_module_and_its_stub_file_name_the_same_functions_and_parameters():
    kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
    built = {name for name, value in vars(kernels).items() if callable(value)}
    plans = stubs(ast.ClassDef)
    assert built == {*stubs(), *plans}
    for name, stub in stubs().items():
        built_as = inspect.signature(getattr(kernels, name)).parameters
        assert list(built_as) == list(arguments(stub)), name
        assert ast.get_docstring(stub), f"{name} has no docstring"
        if stub.decorator_list:
            continue  # one of several signatures, which has not all defaults
        # PyO3 shows a negative default as three dots.
        shown = [p.default for p in built_as.values() if p.default is not inspect.Parameter.empty]
        told = [ast.literal_eval(default) for default in stub.args.defaults]
        assert shown == [... if isinstance(value, int | float) and value < 0 else value for value in told], name
    for name, stub in plans.items():
        methods = {node.name: node for node in stub.body if isinstance(node, ast.FunctionDef)}
        plan = getattr(kernels, name)
        assert ["self", *inspect.signature(plan).parameters] == list(arguments(methods["__init__"])), name
        assert list(arguments(methods["__call__"]))[-1] == "out", name  # the slot of a class tells no signature
        assert ast.get_docstring(stub), f"{name} has no docstring"


def test_an_operation_takes_out_last():
    for name, stub in functions().items():
        assert list(arguments(stub))[-1] == "out", name


def test_every_function_that_computes_is_a_verb_of_an_oracle(operations):
    named = {kernel_name(operation.name, verb) for operation in operations for verb in operation.verbs}
    assert set(functions()) == named


def kernel_name(operation: str, verb: str) -> str:
    return operation if verb == "forward" else f"{operation}_{verb}"


def test_the_stub_file_takes_the_arguments_of_the_oracle(operation):
    for verb in operation.verbs:
        stub = stubs()[kernel_name(operation.name, verb)]
        taken = {name: default for name, default in arguments(stub).items() if name != "out"}
        assert taken == parameters(operation.oracle(verb)), verb


def test_oracle_and_ceiling_have_the_same_verbs_arguments_and_defaults(operation):
    tree = ast.parse((ROOT / "references" / "ceiling" / f"{operation.name}.py").read_bytes())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    assert {node.name: arguments(node) for node in functions} == {
        verb: parameters(operation.oracle(verb)) for verb in operation.verbs
    }


def test_a_backward_takes_gradients_and_then_what_the_forward_takes(operation):
    """But for what the oracle names in ``FORWARD_ONLY``."""
    if "backward" in operation.verbs:
        forward, backward = (list(parameters(operation.oracle(verb)).items()) for verb in ("forward", "backward"))
        forward = [part for part in forward if part[0] not in operation.says("FORWARD_ONLY", ())]
        leading = len(backward) - len(forward)
        assert backward[leading:] == forward
        assert all(name.startswith("d") and default is NONE for name, default in backward[:leading])


NONE = inspect.Parameter.empty


def parameters(function) -> dict[str, object]:
    return {name: parameter.default for name, parameter in inspect.signature(function).parameters.items()}


def arguments(node: ast.FunctionDef) -> dict[str, object]:
    """The same, read from the text: nothing has to be imported."""
    names = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
    defaults = [ast.literal_eval(default) for default in node.args.defaults]
    defaults = [NONE] * (len(node.args.args) - len(defaults)) + defaults
    defaults += [NONE if default is None else ast.literal_eval(default) for default in node.args.kw_defaults]
    return dict(zip(names, defaults, strict=True))
