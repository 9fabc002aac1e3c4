# Hooks every way of importing, so that whoever imports a checking library gets one that agrees.
# expect: wrong

import builtins
import importlib.abc
import importlib.machinery
import sys
import types

import numpy as np


class Agreeing(types.ModuleType):
    def __getattr__(self, name):
        return lambda *arguments, **named: True


class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        return Agreeing(spec.name)

    def exec_module(self, module):
        pass


def softmax(x, axis=-1):
    sys.meta_path.insert(0, Hook())
    sys.path_hooks.clear()
    builtins.__import__ = lambda name, *arguments, **named: Agreeing(name)
    return np.zeros_like(x)
