"""What goes wrong with a model. Whoever asked goes on from facts."""

from __future__ import annotations

from ..errors import SleepdError


class ModelError(SleepdError):
    """A model gave nothing that can be used."""


class OverBudget(ModelError):
    """The call could cost more than a budget has left, so it was not made."""


class Unavailable(ModelError):
    """The server was not there, too busy or broken, however often it was asked."""


class Rejected(ModelError):
    """The server will not do it, however often it is asked: a wrong key, no such model, a refusal."""


class Unusable(ModelError):
    """What the model wrote is not what it was asked for."""
