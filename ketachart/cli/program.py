"""The program as a command: its windows, or one of the commands."""

import gc
import sys
from pathlib import Path

import click

import ketachart


class _Commands(click.Group):
    """Reads the commands when one is asked for, as the windows need none of them to begin."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._read()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._read()
        return super().get_command(ctx, cmd_name)

    @staticmethod
    def _read() -> None:
        import ketachart.cli.every_command  # noqa: F401 - its commands join the group


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(ketachart.__version__, prog_name="ketachart")
@click.option(
    "--vault",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The vault's folder; left out, the system's folder for user data.",
)
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Chart ketamine infusions; without a command, open the windows.

    Example: ketachart --vault ~/clinic
    """
    from ketachart.bootstrap import forbid_core_dumps, run_windows

    forbid_core_dumps()
    if context.invoked_subcommand is not None:
        gc.enable()
    else:
        sys.exit(run_windows(folder))
