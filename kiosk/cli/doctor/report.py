"""The lines that `kiosk doctor` writes: a mark and a word for how well it is, then what, then what to do."""

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable

import click

from kiosk.cli.doctor.finding import Finding, State
from kiosk.resources.languages import Language
from kiosk.resources.text import words

_MARKS = {State.GOOD: "[+]", State.CAREFUL: "[!]", State.BROKEN: "[x]", State.SKIPPED: "[-]"}
"""In letters that every terminal has: whether it has others is what is being found out."""
_COLOURS = {State.GOOD: "green", State.CAREFUL: "yellow", State.BROKEN: "red", State.SKIPPED: None}
_STATE_WIDTH, _AREA_WIDTH = 12, 16
_WIDEST = 110


class Report:
    """Writes findings as they come, and counts them by how well they are."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._width = min(shutil.get_terminal_size().columns, _WIDEST) - 1
        self.count: Counter[State] = Counter()
        """How many lines of each kind were written."""

    def begin(self, version: str) -> None:
        """Write what this is."""
        click.echo(words("doctor.begin", self._language, version=version))
        click.echo()

    def tell(self, area: str, findings: Iterable[Finding]) -> None:
        """Write what was found in one area, whose name stands in the first line alone."""
        name = words(f"doctor.area.{area}", self._language)
        for finding in findings:
            self.count[finding.state] += 1
            self._tell(name, finding)
            name = ""

    def ask(self, key: str, **values: object) -> None:
        """Write what the person is to do now."""
        click.echo(f"\n{words(key, self._language, **values)}")

    def end(self) -> None:
        """Write what it comes to."""
        broken, careful = self.count[State.BROKEN], self.count[State.CAREFUL]
        outcome = "broken" if broken else "careful" if careful else "good"
        click.echo()
        click.echo(words(f"doctor.end.{outcome}", self._language, broken=broken, careful=careful))

    def _tell(self, area: str, finding: Finding) -> None:
        state = f"{_MARKS[finding.state]} {words(f'doctor.state.{finding.state}', self._language)}"
        told, *to_do = words(finding.key, self._language, **finding.values).splitlines()
        lead = " " * (_STATE_WIDTH + _AREA_WIDTH)
        first, *rest = textwrap.wrap(told, self._width, initial_indent=lead, subsequent_indent=lead)
        click.secho(f"{state:<{_STATE_WIDTH}}", fg=_COLOURS[finding.state], nl=False)
        click.echo(f"{area:<{_AREA_WIDTH}}{first[len(lead) :]}")
        for line in to_do:
            rest += textwrap.wrap(
                line, self._width, initial_indent=f"{lead}-> ", subsequent_indent=f"{lead}   "
            )
        for line in rest:
            click.echo(line)
