"""`nnkata bench kernels`: the Rust kernels beside PyTorch and beside this machine's limit, in one process.

| file | what it does |
|---|---|
| `command.py` | from the words of the command line to what is printed and written |
| `rows.py` | which rows there are: found, one file for each operation |
| `arrays.py` | inputs, ready to be timed |
| `contenders.py` | who is timed in a row: our kernel, PyTorch as it is called, PyTorch at its best |
| `truth.py` | whether an answer is right |
| `blocks.py` | blocks of calls in turns, on a clock |
| `bench.py` | a row from its inputs to its figures; all rows within their time |
| `threads.py` | as many threads on every side |
| `limits.py` | what this machine can do at best |
| `paths.py` | which library and instructions PyTorch takes |
| `results.py` | the figures, as a JSON file has them |
| `table.py`, `picture.py` | the figures, for people |
"""
