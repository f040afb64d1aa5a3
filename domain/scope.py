"""Which units a campaign concerns: the units at the top of its scope, each with everything below it."""

from dataclasses import dataclass

from domain.units import Unit, covers


@dataclass(frozen=True, slots=True)
class Scope:
    """The units at the top, none of them below another; none at all means every unit there is."""

    tops: tuple[Unit, ...] = ()

    @property
    def everywhere(self) -> bool:
        return not self.tops

    def concerns(self, path: str) -> bool:
        """Does the campaign concern the unit at ``path``?"""
        return self.everywhere or any(covers(top.path, path) for top in self.tops)

    def touches(self, path: str) -> bool:
        """Does it concern the unit at ``path`` or any below it?"""
        return bool(self.within(path))

    def within(self, path: str) -> tuple[str, ...]:
        """The subtrees below ``path``, itself among them, that are concerned: ``path`` as it is, or some of
        what lies below it, or nothing."""
        if self.concerns(path):
            return (path,)
        return tuple(top.path for top in self.tops if covers(path, top.path))


EVERYWHERE = Scope()


def outermost(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Without those that lie below another one, each once, in the order of the tree."""
    known = {unit.path: unit for unit in units}
    return tuple(
        known[path]
        for path in sorted(known)
        if not any(covers(other, path) and other != path for other in known)
    )
