"""ads.txt, read line by line (IAB Tech Lab, ads.txt 1.1): who may sell the newsroom's advertising."""

import re
from collections.abc import Iterator
from typing import NamedTuple

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
RELATIONS = {"DIRECT", "RESELLER"}
VARIABLES = {"CONTACT", "SUBDOMAIN", "INVENTORYPARTNERDOMAIN", "OWNERDOMAIN", "MANAGERDOMAIN"}
OF_A_DOMAIN = VARIABLES - {"CONTACT"}
FEWEST, MOST = 3, 4


class BadLine(NamedTuple):
    number: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}"


def bad_lines(text: str) -> Iterator[BadLine]:
    """Every line that no advertiser's reader would take, with the reason."""
    for number, line in enumerate(text.splitlines(), 1):
        if reason := _wrong(line):
            yield BadLine(number, reason)


def published(text: str) -> str:
    """The file as it is served: bad lines are left out, since one of them can make readers drop the rest."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if not _wrong(line))


def _wrong(line: str) -> str:
    record = line.partition("#")[0].strip()
    if not record:
        return ""
    name, is_variable, value = record.partition("=")
    if is_variable and "," not in name:
        return _wrong_variable(name.strip(), value.strip())
    return _wrong_record([field.strip() for field in record.partition(";")[0].split(",")])


def _wrong_variable(name: str, value: str) -> str:
    if name.upper() not in VARIABLES:
        return f"{name} is no variable of ads.txt; there are {', '.join(sorted(VARIABLES))}"
    if not value:
        return f"{name} has no value"
    domain = value.partition(",")[0].strip()
    if name.upper() in OF_A_DOMAIN and not DOMAIN.fullmatch(domain):
        return f"{domain} is not a domain such as example.com"
    return ""


def _wrong_record(fields: list[str]) -> str:
    if not FEWEST <= len(fields) <= MOST:
        return f"has {len(fields)} fields; say domain, account, DIRECT or RESELLER, and the authority if there is one"
    domain, account, relation, *_authority = fields
    if not DOMAIN.fullmatch(domain):
        return f"{domain or 'nothing'} is not a domain such as example.com"
    if not account:
        return "has no account"
    if relation.upper() not in RELATIONS:
        return f"{relation or 'nothing'} is neither DIRECT nor RESELLER"
    return ""
