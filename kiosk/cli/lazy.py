"""A group of verbs that loads each when it is called: the screen starts without what only a server needs."""

import keyword
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """Verbs by the module that holds them, each under its own name with "_" for "-"."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every verb's name, in the order of the mapping."""
        return [*self._modules, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one verb."""
        if cmd_name not in self._modules:
            return super().get_command(ctx, cmd_name)
        name = cmd_name.replace("-", "_")
        name += "_" if keyword.iskeyword(name) else ""
        command: click.Command = getattr(import_module(self._modules[cmd_name]), name)
        return command
