"""Who may read a digest that is sent, and how much of it, by the rights they have today: one rule for both platforms.

For a person it is they themselves, whoever made the subscription. What is sent to a channel stands by the rights of
whoever had it sent there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.deliveries.model import Skipped
from bot.digests.model import Subscription
from bot.viewer import Viewer

ViewerOf = Callable[[str], Awaitable[Viewer]]
"""Somebody by their id on the platform. Raises LookUpError where it cannot be told who they are, or what they may."""


def oversees(viewer: Viewer) -> bool:
    """Whether they may read what is asked of everybody: who manages some teams alone may not."""
    return viewer.administers or (viewer.manages and not viewer.teams)


def as_readable(subscription: Subscription, viewer: Viewer) -> Subscription | Skipped:
    """The subscription, narrowed to what the viewer may read of it."""
    if viewer.guest:
        return Skipped("a guest may not read it")
    if subscription.kind == "owner":
        theirs = bool(subscription.owner) and (subscription.owner == viewer.id or viewer.owns(subscription.owner))
        if theirs or oversees(viewer):
            return subscription
        return Skipped("it is of an owner whose content is not theirs, or not any longer")
    if not viewer.manages:
        return Skipped("it is for managers, and they are none, or none any longer")
    if oversees(viewer):
        return subscription
    kept = tuple(team for team in subscription.teams if team in viewer.teams)
    return replace(subscription, teams=kept or viewer.teams)
