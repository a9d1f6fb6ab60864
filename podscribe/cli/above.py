"""Commands that do something themselves and have others beneath them."""

from __future__ import annotations

from typing import Any

import click


class Above(click.Group):
    """A command on its own, and a group for those beneath it."""

    allow_extra_args = False
    allow_interspersed_args = True

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if args and args[0] in self.commands:
            above = click.Context(self, info_name=info_name, parent=parent)
            beneath = self.commands[args[0]]
            return beneath.make_context(args[0], args[1:], parent=above, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return click.Command.collect_usage_pieces(self, ctx)


class OwnArgument(click.Argument):
    """An argument that the command beneath does not have above it."""

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:
        return super().get_usage_pieces(ctx) if self in ctx.command.params else []
