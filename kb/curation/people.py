"""Who may do what (역할): reader, staff of a region, curator, publisher, evaluator, admin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.errors import Forbidden


class Role(StrEnum):
    """What a person is here for; one may have several."""

    READER = "reader"
    STAFF = "staff"
    """Of a region: asks, sends up, sees the region's own questions."""
    CURATOR = "curator"
    PUBLISHER = "publisher"
    EVALUATOR = "evaluator"
    ADMIN = "admin"


class Act(StrEnum):
    """What there is to do."""

    READ = "read"
    """Ask, search, read law, replies and answers by their link."""
    SEND = "send"
    """Send a question up, judge an answer."""
    EVERY_REGION = "every_region"
    """See the questions of all regions."""
    CURATE = "curate"
    """See the queue, draft, put together and apart, close."""
    PUBLISH = "publish"
    """Publish and withdraw."""
    TAKE_IN = "take_in"
    """Upload documents, rebuild the index."""
    EVALUATE = "evaluate"
    LOG = "log"
    ACCOUNTS = "accounts"


_MAY: dict[Role, frozenset[Act]] = {
    Role.READER: frozenset({Act.READ}),
    Role.STAFF: frozenset({Act.READ, Act.SEND}),
    Role.CURATOR: frozenset({Act.READ, Act.SEND, Act.EVERY_REGION, Act.CURATE, Act.TAKE_IN}),
    Role.PUBLISHER: frozenset(
        {Act.READ, Act.SEND, Act.EVERY_REGION, Act.CURATE, Act.PUBLISH, Act.TAKE_IN}
    ),
    Role.EVALUATOR: frozenset({Act.READ, Act.EVERY_REGION, Act.EVALUATE, Act.LOG}),
    Role.ADMIN: frozenset(Act),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone at the desk, as far as the application knows."""

    name: str
    roles: frozenset[Role]
    region: str = ""

    def may(self, act: Act) -> bool:
        """Whether one of the roles allows it."""
        return any(act in _MAY[r] for r in self.roles)

    def must(self, act: Act) -> None:
        """Raise Forbidden unless one of the roles allows it."""
        if not self.may(act):
            raise Forbidden("그 일을 할 권한이 없습니다", f"you may not do that ({act.value})")

    def sees(self, region: str) -> bool:
        """Whether the questions of a region are the person's to see."""
        return self.may(Act.EVERY_REGION) or (self.may(Act.SEND) and region == self.region)


ANYONE = Person("", frozenset(Role))
"""Whoever uses a single machine without accounts: everything, under the name that they give."""

NOBODY = Person("", frozenset())
"""Someone who has not signed in."""
