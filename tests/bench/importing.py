"""How long an import of many units takes, how long it keeps everybody else from writing, and its memory."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

SIZES = (10_000, 50_000)


def importing() -> str:
    """Each in a process of its own on a new SQLite database, everything new, then with nothing to do."""
    return "\n".join(_told(size) for size in SIZES)


def _told(size: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.importing", str(size), str(Path(folder) / "bench.db")]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures = json.loads(done.stdout)
    return (
        f"{size} new units: {figures['first']:.1f} s, nobody else writes for {figures['held']:.1f} s of it; "
        f"again, all the same: {figures['again']:.1f} s; {figures['memory']} MB at most"
    )


def _measure(size: int, database: str) -> dict[str, float]:
    import resource

    from store import unit_import
    from store.engine import Store
    from store.migrate import upgrade
    from tests.bot.importing import imported, province

    held: list[float] = []
    carry_out = unit_import.carry_out

    def timed(*arguments: object) -> None:
        began = perf_counter()
        carry_out(*arguments)  # type: ignore[arg-type]
        held.append(perf_counter() - began)

    unit_import.carry_out = timed  # type: ignore[assignment]
    data = province(size)
    upgrade(f"sqlite:///{database}")
    store = Store.open(f"sqlite:///{database}")
    began = perf_counter()
    imported(store, data)
    between = perf_counter()
    imported(store, data)
    ended = perf_counter()
    store.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"first": between - began, "again": ended - between, "held": held[0], "memory": memory}


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]), sys.argv[2])))
