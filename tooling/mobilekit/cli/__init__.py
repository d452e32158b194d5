"""The command line: the only place that prints or exits."""

from __future__ import annotations

import importlib
import signal
import sys
from typing import Any, NoReturn

import click

COMMANDS = {
    "quickstart": "Convert the packaged model, validate it and write a report: the whole kit in one command.",
    "convert": "Turn a trained model into a bundle that both phones can load.",
    "validate": "Hold every file of a bundle against its source model.",
    "inspect": "Show what a bundle, a .tflite or an .mlpackage holds.",
    "train": "Train a MobileNet on a folder of images.",
    "models": "List the MobileNets there are, or explain one: blocks, costs, accuracy.",
}
"""Name -> one line of help; the module of the same name is imported only when the command runs."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for, so that ``--help`` stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module, or click's own answer for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"mobilekit.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:  # noqa: ANN401  (click's own signature)
        """As click does, with the nearest name offered for a misspelt one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            ctx.fail(f"No command is called {args[0]}.{hint}")
        return super().resolve_command(ctx, args)


def show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  (click's callback)
    """Print the version and stop."""
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"mobilekit {version('mobilekit')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version, help="Show the version."
)
def cli() -> None:
    """Put MobileNet classifiers on phones, with proof that they still give the right answer.

    \b
    Examples:
      mobilekit quickstart
      mobilekit convert flowers.keras --preprocessing tf --labels labels.txt --out flowers
      mobilekit validate flowers
    """


def main() -> None:
    """Entry point: a user's error is two lines and exit code 2, a bug keeps its traceback."""
    from mobilekit.errors import MobileKitError

    signal.signal(signal.SIGTERM, _stop)  # so that a kill unwinds, and what is half-written goes
    try:
        cli()
    except MobileKitError as error:
        click.echo(f"Error: {error.message}\n{error.remedy}", err=True)
        sys.exit(2)


def _stop(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)
