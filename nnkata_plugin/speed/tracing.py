"""The part of a cost that runs inside the worker: calls of a function that is watched at every step."""

# An annotation would be a name that does not cross.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs

RUNS = 3
"""One for each way of watching: they would see each other's work."""


def traced(kata, name, own, *inputs):
    """Call a function on the first inputs to warm it up, then in turns of `RUNS` on the rest; only this text crosses.

    Each turn is watched first by the interpreter's tracer, then by a memory handler of NumPy's, then by tracemalloc:
    the counts of a turn are one list, in the order of `cost.Counts`. A known program is watched before and after.

    Args:
        kata: The module.
        name: The function's name in it.
        own: What `traced.target`, if there is one, is called instead.
        inputs: The first is for warming up.

    Returns:
        The counts of the known program, of each turn, and of the known program again; what happened that must not;
        and the answers to all inputs.
    """
    import functools
    import gc
    import sys
    import tracemalloc

    function = functools.partial(vars(traced)["target"], kata) if own else getattr(kata, name)
    numpy = sys.modules.get("numpy")
    boxed = 16  # bytes: a number in an array without axes is no array to anybody who counts them
    forbidden = ["sys.settrace", "sys.setprofile", "sys.monitoring.register_callback"]
    forbidden += ["gc.get_objects", "gc.get_referrers", "gc.get_referents", "ctypes.dlsym", "ctypes.dlopen"]
    watching, seen = [False], []

    def heard(event, arguments):
        if watching[0] and event in forbidden:
            seen.append(event)

    def by_the_tracer(call):
        count = [0, 0, 0]

        def step(frame, event, argument):
            if event == "opcode":
                count[1] += 1
            elif event == "call":
                count[0] += 1
                frame.f_trace_opcodes, frame.f_trace_lines = True, False
            return step

        def entered(frame, event, argument):
            if event == "c_call":
                if argument.__name__ == "start_new_thread":
                    seen.append("a thread was started")
                of = type(argument.__self__).__module__ or ""
                if f"{of}.{argument.__module__ or ''}.".startswith(("numpy.", "builtins.numpy.", "module.numpy.")):
                    count[2] += 1

        sys.setprofile(entered)
        sys.settrace(step)
        watching[0] = True
        try:
            answer = call()
        finally:
            watching[0] = False
            lost = sys.gettrace() is not step or sys.getprofile() is not entered
            sys.settrace(None)
            sys.setprofile(None)
        if lost:
            seen.append("the tracer was taken away")
        return count, answer

    def by_a_handler(call):
        if numpy is None:
            return [0, 0], call()
        if "handler" not in vars(traced):
            vars(traced)["handler"] = handler()
        capsule, change, blocks = vars(traced)["handler"][:3]
        blocks.clear()
        before = change(capsule)
        watching[0] = True
        try:
            answer = call()
        finally:
            watching[0] = False
            after = change(before)
        if after is not capsule:
            seen.append("the memory handler was taken away")
        return [sum(size > boxed for size in blocks), sum(size for size in blocks if size > boxed)], answer

    def handler():
        """A handler on top of C's own functions that notes what is asked for; NumPy's has a cache that hides some."""
        import ctypes

        pointer, size = ctypes.c_void_p, ctypes.c_size_t
        shapes = [(pointer, size), (pointer, size, size), (pointer, pointer, size)]
        wanted = [ctypes.PYFUNCTYPE(pointer, *shape) for shape in shapes]
        wanted.append(ctypes.PYFUNCTYPE(None, pointer, pointer, size))
        names = ("malloc", "calloc", "realloc", "free")

        class Handler(ctypes.Structure):
            _fields_ = [
                ("name", ctypes.c_char * 127),
                ("version", ctypes.c_uint8),
                ("context", pointer),
                *zip(names, wanted, strict=True),
            ]

        c = ctypes.PyDLL(None)
        for name, arguments in zip(names, ((size,), (size, size), (pointer, size), (pointer,)), strict=True):
            one = getattr(c, name)
            one.argtypes, one.restype = arguments, None if name == "free" else pointer
        blocks = []

        def malloc(_, length):
            blocks.append(length)
            return c.malloc(length)

        def calloc(_, count, length):
            blocks.append(count * length)
            return c.calloc(count, length)

        def realloc(_, old, length):
            blocks.append(length)
            return c.realloc(old, length)

        def free(_, old, length):
            c.free(old)

        functions = [
            kind(one)  # type: ignore[call-overload]
            for kind, one in zip(wanted, (malloc, calloc, realloc, free), strict=True)
        ]
        made = Handler(b"nnkata", 1, None, *functions)
        api, text = ctypes.pythonapi, ctypes.c_char_p(b"mem_handler")
        api.PyCapsule_New.restype = ctypes.py_object
        api.PyCapsule_New.argtypes = [pointer, ctypes.c_char_p, pointer]
        api.PyCapsule_GetPointer.restype = pointer
        api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
        table = api.PyCapsule_GetPointer(numpy._core._multiarray_umath._ARRAY_API, None)  # type: ignore[union-attr]
        # The place of PyDataMem_SetHandler in NumPy's table of C functions, which only ever grows.
        change = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object)(ctypes.cast(table, ctypes.POINTER(pointer))[304])
        # What was made under the handler is freed by it: it has to stay for good.
        return api.PyCapsule_New(ctypes.addressof(made), text, None), change, blocks, made, text

    def by_tracemalloc(call):
        gc.collect()  # empties the interpreter's lists of objects that are kept for the next, too
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            answer = call()
            return [tracemalloc.get_traced_memory()[1] - before], answer
        finally:
            tracemalloc.stop()

    def turn(function, inputs):
        counts, answers = [], []
        for watch, one in zip((by_the_tracer, by_a_handler, by_tracemalloc), inputs, strict=True):
            count, answer = watch(functools.partial(function, *one))
            counts += count
            answers.append(answer)
        return counts, answers

    def known(number):
        if number:
            return known(number - 1)
        return None if numpy is None else numpy.empty(1000).max()

    sys.addaudithook(heard)
    answers = [function(*inputs[0]), known(1)][:1]  # what is called the first time may import something
    first, _ = turn(known, [(1,), (2,), (3,)])
    counts = []
    gc.disable()  # a collection in the middle would free what another machine's would not
    for at in range(1, len(inputs), 3):
        one, its = turn(function, inputs[at : at + 3])
        counts.append(one)
        answers += its
    gc.enable()
    last, _ = turn(known, [(1,), (2,), (3,)])
    if len(sys._current_frames()) > 1:
        seen.append("there are threads")
    return first, counts, last, seen, answers
