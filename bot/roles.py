"""What one process of the program does."""

ROLES = ("web", "receiver", "sender", "scheduler")
ALL = ",".join(ROLES)


class UnknownRole(Exception):
    """A word that is no role; the text names those there are."""


def parse_roles(listed: str) -> frozenset[str]:
    """``web,sender`` as a set. Raises UnknownRole."""
    roles = frozenset(role.strip() for role in listed.split(",") if role.strip())
    unknown = sorted(roles - set(ROLES))
    if "worker" in unknown:
        raise UnknownRole(f"--roles: worker has nothing to do in this version; the roles are {ALL}")
    if unknown or not roles:
        raise UnknownRole(f"--roles: {', '.join(unknown) or 'none given'}; the roles are {ALL}")
    return roles
