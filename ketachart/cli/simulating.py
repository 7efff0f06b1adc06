"""The command that stands in for bedside monitors, to practise with and to try a set-up."""

import threading
from collections.abc import Sequence
from datetime import datetime

import click

from ketachart.app.clock import SystemClock
from ketachart.cli.program import main
from ketachart.cli.session import COULD_NOT_START, fail, tells_what_is_wrong
from ketachart.domain.monitors import HERE_ONLY, MOST_MONITORS, USUAL_PORT


@main.command("simulate-monitors")
@click.option("--host", default=HERE_ONLY, show_default=True, help="Where KetaChart listens.")
@click.option(
    "--port",
    default=USUAL_PORT,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="At which port.",
)
@click.option(
    "--count", default=1, show_default=True, type=click.IntRange(1, MOST_MONITORS), help="Monitors."
)
@click.option(
    "--every", default=1.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Seconds."
)
@click.option("--mrn", "mrns", multiple=True, help="The patient at BED1, at BED2, and so on.")
@click.option("--times", default=0, help="How many messages of each; left out, until Ctrl+C.")
@tells_what_is_wrong
def simulate_monitors(
    host: str, port: int, count: int, every: float, mrns: Sequence[str], times: int
) -> None:
    """Send made-up values as monitors do, over HL7; each calls itself BED1, BED2 and so on.

    Set the monitors up first: Administration, Monitors, Add one on the network. The values are
    marked as training (MSH-11): only a training clinic offers them.

    Example: ketachart simulate-monitors --count 3
    """
    from ketachart.devices.simulator import Bed, simulated

    beds = [Bed(f"BED{number + 1}", "".join(mrns[number : number + 1])) for number in range(count)]
    ends = threading.Event()
    heard = 0
    click.echo(f"Sending to {host}, port {port}, every {every:g} s. Ctrl+C ends it.")
    try:
        for bed, answer in simulated(beds, (host, port), _now, every, ends):
            heard += 1
            if answer != "AA":
                click.echo(f"{bed}: {answer}")
            if times and heard >= times * count:
                ends.set()
    except KeyboardInterrupt:
        pass
    except OSError:
        fail(
            f"Nobody takes messages at {host}, port {port}: switch the monitor on in KetaChart.",
            "monitor.not-heard",
            COULD_NOT_START,
        )
    click.echo(f"{heard} messages were answered.")


def _now() -> datetime:
    """This computer's time, in its own zone."""
    return SystemClock().now().astimezone()
