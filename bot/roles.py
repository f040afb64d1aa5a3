"""What one process of the program does."""

ROLES = ("web", "receiver", "sender", "scheduler", "worker")
ALL = ",".join(ROLES)


class UnknownRole(Exception):
    """A word that is no role; the text names those there are."""


def parse_roles(listed: str) -> frozenset[str]:
    """``web,sender`` as a set. Raises UnknownRole."""
    roles = frozenset(role.strip() for role in listed.split(",") if role.strip())
    unknown = sorted(roles - set(ROLES))
    if unknown or not roles:
        given = ", ".join(unknown) or "none given"
        raise UnknownRole(f"--roles: {given}; the roles are {','.join(ROLES)}")
    return roles
