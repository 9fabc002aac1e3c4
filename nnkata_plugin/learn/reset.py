"""A day begins anew: kata.py becomes the stub again, and what was there is kept."""

from nnkata_plugin.catalog import Dojo, Kata
from nnkata_plugin.learn import events, files, progress


def reset(dojo: Dojo, kata: Kata) -> list[str]:
    """Put kata.py back to the stub, and restore what else the suite laid there. Returns a line for each thing done."""
    done = []
    folder = dojo.folder(kata)
    folder.mkdir(exist_ok=True)
    for name in files.OF_A_DAY:
        path, original = folder / name, kata.folder / name
        if not original.is_file():
            continue
        content = original.read_bytes()
        was_there = path.exists()
        if was_there and path.read_bytes() == content:
            continue
        if was_there:
            backup = files.back_up(dojo, kata, name)
            done.append(f"{name}: what was there is kept as {backup.relative_to(dojo.root)}")
        files.put(path, content)
        done.append(f"{name}: {'the stub again' if name == 'kata.py' else 'restored'}")
    if done:
        progress.append(dojo, [events.Reset(day=kata.day)])
    return [f"{kata.name}/{line}" for line in done] or [f"{kata.name}: nothing to do, kata.py is the stub"]
