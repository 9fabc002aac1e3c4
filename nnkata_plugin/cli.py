"""The command `nnkata`: one thin command per function of the rooms.

Wrong use is one line on stderr and status 2. rich's renderers take a quarter of a second to load, so only a terminal
loads them.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

import nnkata_plugin
from nnkata_plugin.catalog import Refusal
from nnkata_plugin.learn import days
from nnkata_plugin.legible import one_line

app = typer.Typer(
    name="nnkata",
    help="84 katas from a dot product to a deployed model. Without a command: where you are and what is next.",
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
WRONG_USE, STOPPED, BROKEN_PIPE = 2, 130, 141
WIDEST = 100
"""Columns of rendered prose: longer lines are hard to read back from."""

Day = Annotated[str, typer.Argument(metavar="DAY", help="10, day10 or day10_softmax_cross_entropy", show_default=False)]
MaybeDay = Annotated[str | None, typer.Argument(metavar="[DAY]", help="10 or day10", show_default=False)]
Target = Annotated[
    str | None, typer.Argument(metavar="[DAY|FILE]", help="a day, or a file with --day", show_default=False)
]
Days = Annotated[
    list[str] | None,
    typer.Argument(metavar="[DAY|A-B]...", help="days and spans of days; without any, all", show_default=False),
]
Place = Annotated[Path, typer.Argument(metavar="DIR", help="a new folder, or a workspace to bring up to date")]
Step = Annotated[int | None, typer.Option("--step", metavar="K", help="this step, not the next")]
GiveUp = Annotated[bool, typer.Option("--give-up", help="before the day is green")]
BUDGET = 20.0
Budget = Annotated[
    float | None, typer.Option("--budget", metavar="SECONDS", help="what timing a day may take (20)", min=0.1)
]
PLAYER = 'whose; by default who nnkata.toml says (player = "anna"), else your login name'
Json = Annotated[Path | None, typer.Option("--json", metavar="OUT", help="write the results there as JSON")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; the only place that turns what was raised into a line and a status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter still shows the rest
    status: object
    try:
        status = app(arguments, prog_name="nnkata", standalone_mode=False)
        if sys.stdout is not None:  # it may be closed
            sys.stdout.flush()
    except Refusal as refusal:
        status = _complain(str(refusal), WRONG_USE)
    except (KeyboardInterrupt, typer.Abort):
        status = STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its end
        status = BROKEN_PIPE
    except OSError as error:
        status = _complain(f"{error.filename or 'the file system'}: {error.strerror}", WRONG_USE)
    except Exception as error:
        # typer exports no name for what it raises on wrong words, but it can always format itself.
        if not hasattr(error, "format_message"):
            raise
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "nnkata"
        status = _complain(f"{error.format_message().rstrip('.?')}. How it goes: {command} --help", WRONG_USE)
    if status == STOPPED:
        _complain("stopped", STOPPED)
    raise SystemExit(status if isinstance(status, int) else 0)


def _complain(line: str, status: int) -> int:
    print(f"nnkata: {one_line(line)}", file=sys.stderr)
    return status


def _say(lines: Sequence[str]) -> None:
    print("\n".join(lines))


def _show(text: str, language: str = "markdown") -> None:
    """Rendered on a terminal; as it is in a pipe."""
    if not sys.stdout.isatty():
        print(text, end="" if text.endswith("\n") else "\n")
        return
    from rich.console import Console

    console = Console()
    if language == "python":
        from rich.syntax import Syntax

        # Long lines are left to the terminal to wrap, so that what is copied is whole.
        console.print(Syntax(text, "python", theme="ansi_dark").highlight(text), soft_wrap=True, end="")
    else:
        from rich.markdown import Markdown

        console.print(Markdown(text, code_theme="ansi_dark"), width=min(console.width, WIDEST))


@app.callback()
def where_you_are(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="show the version")] = False,
) -> None:
    if version:
        print(f"nnkata {nnkata_plugin.__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from rich.console import Console

        from nnkata_plugin.learn import calendar

        Console(highlight=False).print(calendar.picture(), soft_wrap=True)


@app.command()
def start(place: Place) -> None:
    """Make a workspace, or bring one up to date. Your kata.py files are never touched."""
    from nnkata_plugin.learn import start as room

    _say(room.start(place))


@app.command()
def lesson(day: MaybeDay = None) -> None:
    """Read the lesson of a day; without a day, the next one. Lesson 0 is for the very beginning."""
    from nnkata_plugin.learn import lesson as room

    _show(room.text(day))


@app.command()
def check(
    target: Target = None,
    day: Annotated[str | None, typer.Option("--day", metavar="N", help="the day that FILE is for")] = None,
    benchmark: Annotated[bool, typer.Option("--benchmark", help="time what is green")] = False,
    json: Json = None,
) -> int:
    """Check a day, all days, or any one file against a day. Status 0: all green, 1: not, 2: wrong use."""
    from nnkata_plugin.learn import check as room

    return room.check(target, day, benchmark, json)


@app.command()
def watch(day: MaybeDay = None) -> None:
    """Run the checks of a day, and again each time you save kata.py. Keys: h hint, r reveal, b benchmark, n next, q."""
    from nnkata_plugin.learn import watch as room

    room.watch(days.kata(day) if day is not None else None, _show)


@app.command()
def hint(day: Day, step: Step = None) -> None:
    """Get a hint, a step further each time. First the idea, then the shapes, then pseudo-code."""
    from nnkata_plugin.learn import hint as room

    _show(room.show(days.kata(day), step))


@app.command()
def reveal(day: Day, give_up: GiveUp = False) -> None:
    """See the worked solution of a day that is green."""
    from nnkata_plugin.learn import reveal as room

    _show(room.solution(days.kata(day), give_up), "python")


@app.command()
def reset(day: Day) -> None:
    """Begin a day anew: kata.py becomes the stub again. What was there is kept."""
    from nnkata_plugin.learn import reset as room
    from nnkata_plugin.learn import workspace

    _say(room.reset(workspace.needed(), days.kata(day)))


@app.command()
def again(
    day: MaybeDay = None,
    stop: Annotated[bool, typer.Option("--stop", help="give up, and have back what was there")] = False,
    times: Annotated[bool, typer.Option("--times", help="show what each day took, and when it is due")] = False,
) -> None:
    """Do a day once more from the stub, with a clock; without a day, the one that has waited longest."""
    from nnkata_plugin.learn import repetition as room
    from nnkata_plugin.learn import workspace

    dojo = workspace.needed()
    which = days.kata(day) if day is not None else None
    if stop and which is None:
        raise Refusal("again --stop: which day? As in: nnkata again 10 --stop")
    chosen = [which] if which else workspace.days(dojo)
    if times:
        _say(room.table(dojo, chosen))
    else:
        _say(room.stop(dojo, which) if stop and which else room.begin(dojo, which, chosen))


@app.command()
def calendar(
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="when day 1 is: 2027-01-04")] = None,
    weekdays: Annotated[str | None, typer.Option("--days", metavar="DAYS", help="mon-fri, or tue,thu,sat")] = None,
    ics: Annotated[Path | None, typer.Option("--ics", metavar="FILE", help="for your calendar program")] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="HH:MM", help="when a day begins, in the .ics")] = None,
) -> None:
    """Put a date to every day, on the weekdays that you have; what was missed moves on. Both are remembered."""
    from nnkata_plugin.learn import planning as room
    from nnkata_plugin.learn import workspace

    _say(room.calendar(workspace.needed(), start, weekdays, ics, at))


@app.command()
def plot(
    day: Day,
    impl: Annotated[str, typer.Option("--impl", metavar="WHICH", help="learner or solution")] = "learner",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="where to, as .png, .svg or .pdf")] = None,
) -> int:
    """Draw the picture of a day from your answers."""
    from nnkata_plugin.learn import plot as room
    from nnkata_plugin.learn import workspace

    try:
        print(room.draw(days.kata(day), workspace.here(), impl, out))
    except room.NoPicture as reason:
        return _complain(str(reason), 1)
    return 0


@app.command()
def doctor(json: Json = None) -> int:
    """Look this machine over: a line for each thing, and what to do. Status 0: nothing to mend, 1: something."""
    from nnkata_plugin import doctor as room

    return room.run(json)


@app.command()
def audit(
    which: Days = None,
    json: Json = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="only days without a receipt of how they are now, and a sample")
    ] = False,
    sample: Annotated[
        int | None,
        typer.Option("--sample", metavar="N", help="how many others, where the engine changed (3)", min=0),
    ] = None,
    record: Annotated[bool, typer.Option("--record", help="write the receipts of the days that hold")] = False,
) -> int:
    """Prove that a day's checks catch what is wrong. For authors: stub, solution, faults, mutants."""
    numbers, room = days.numbers(which or []), importlib.import_module("nnkata_plugin.audit")
    status: int = room.run(numbers, json, changed=changed, sample=sample, record=record)
    return status


@app.command()
def board(
    day: MaybeDay = None,
    player: Annotated[str | None, typer.Option("--player", metavar="NAME", help=PLAYER)] = None,
    export: Annotated[str | None, typer.Option("--export", metavar="FORMAT", help="json, csv or md")] = None,
) -> None:
    """See who is how fast: all days, or one with the history of a player. `pytest --benchmark` fills it."""
    from nnkata_plugin.learn import workspace
    from nnkata_plugin.speed import board as room

    if reason := room.missing():
        raise Refusal(f"no board: {reason}")
    command = importlib.import_module("nnkata_plugin.speed.board.command")
    text = command.text(workspace.needed(), days.kata(day) if day else None, player, export)
    print(text, end="")


@app.command()
def bench(
    what: Annotated[str, typer.Argument(metavar="DAY|kernels", help="what is timed", show_default=False)],
    op: Annotated[
        list[str] | None, typer.Option("--op", metavar="NAME", help="this operation; may be repeated")
    ] = None,
    threads: Annotated[int | None, typer.Option("--threads", metavar="N", help="kernels: threads for everyone")] = None,
    impl: Annotated[
        str | None, typer.Option("--impl", metavar="WHICH", help="a day: learner, solution, naive or a file")
    ] = None,
    budget: Budget = None,
    player: Annotated[str | None, typer.Option("--player", metavar="NAME", help=f"a day: {PLAYER}")] = None,
    json: Json = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="DIR", help="draw ladder and roofline there")] = None,
) -> int:
    """Time a day, or the Rust kernels, beside PyTorch and this machine's limit.

    Status 0: all right, 1: a wrong answer, or a day that is not green.
    """
    status: int
    if what == "kernels":
        _refuse_options("bench kernels", "a day", impl=impl, budget=budget, player=player)
        kernels = importlib.import_module("nnkata_plugin.speed.kernels.command")
        status = kernels.run(op or [], threads or 1, json, svg)
        return status
    if days.number(what) is None:
        raise Refusal(f"bench {what}: not known. For the kernels: nnkata bench kernels; for a day: nnkata bench 10")
    _refuse_options(f"bench {what}", "the kernels", op=op, threads=threads)
    from nnkata_plugin.learn import workspace

    room = importlib.import_module("nnkata_plugin.speed.command")
    whose, seconds = impl or "learner", BUDGET if budget is None else budget
    status = room.run(days.kata(what), workspace.here(), whose, seconds, player, json, svg)
    return status


@app.command()
def verify(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="the number of an entry: 12 or '#12'")],
    budget: Budget = None,
    isolation: Annotated[
        str, typer.Option("--isolation", metavar="TIER", help="confined, or portable where that cannot be had")
    ] = "confined",
    json: Json = None,
) -> int:
    """Repeat an entry of the board on this machine, in turns with your own file.

    Status 0: it agrees or is too close to say, 1: it differs or is not green.
    """
    from nnkata_plugin.learn import workspace

    room = importlib.import_module("nnkata_plugin.speed.verify")
    seconds = BUDGET if budget is None else budget
    status: int = room.run(workspace.needed(), entry, seconds, isolation, json)
    return status


def _refuse_options(command: str, whose: str, **options: object) -> None:
    """Refuse an option that belongs to the other thing that `bench` can time."""
    for name, value in options.items():
        if value:
            raise Refusal(f"{command}: --{name} is for {whose}")


if __name__ == "__main__":
    main()
