"""Reads the version of an old law from its bracket (… 법률 제9974호로 개정되기 전의 것)."""

from __future__ import annotations

import re
from datetime import date

_ACT = re.compile(
    r"""(?P<y>(?:19|20)\d{2})\s?\.\s?(?P<m>\d{1,2})\s?\.\s?(?P<d>\d{1,2})\s?\.?[\s,]{0,3}
    (?:(?:법률|대통령령|규칙|중앙선거관리위원회규칙|조례)\s?(?:제\s?)?[\d-]{1,8}\s?호)?
    (?P<what>[^0-9]{0,24}?(?:개정되기|시행되기|폐지되기|전부\s?개정\s?전|개정\s?전|전의\s?것))?""",
    re.VERBOSE,
)


def version_of(bracket: str) -> tuple[date | None, date | None]:
    """The acts between which a text was in print: from (included) and until (excluded).

    >>> version_of("(2010. 1. 25. 법률 제9974호로 개정되고 2014. 1. 17. 개정되기 전의 것)")
    (datetime.date(2010, 1, 25), datetime.date(2014, 1, 17))
    """
    since: date | None = None
    until: date | None = None
    for act in _ACT.finditer(bracket):
        try:
            day = date(int(act["y"]), int(act["m"]), int(act["d"]))
        except ValueError:
            continue
        if act["what"]:
            until = day
        else:
            since = day
    return since, until
