"""Run a function in processes that train together, called ranks."""

import importlib
import os
import pickle
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from torch import distributed
from torch.multiprocessing import start_processes


def together(
    function: Callable, *arguments, ranks: int = 2, imports: tuple[str, ...] = (), timeout: float = 900
) -> list:
    """Call a function in several processes, each a rank of one gloo group, whose store is a file: no port is taken.

    Args:
        function: What each of them calls; it is imported by its name, so a session cannot define it.
        *arguments: What to call it with; like the results, they are pickled.
        ranks: How many processes to start.
        imports: Modules that they all need; these are imported once, before there are several, where there are forks.
        timeout: After how many seconds to give up; two ranks took 80 s beside 12 busy processes on 2 cores.

    Returns:
        What the function returned, by rank.

    Raises:
        RuntimeError: If a rank fails or dies; with what it wrote to stderr. The others are ended.
        TimeoutError: If they take too long.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "call").write_bytes(pickle.dumps((function, arguments, ranks, imports, timeout)))
        command = [sys.executable, "-c", f"from {__name__} import start_all; start_all()", name]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
        environment["GLOO_SOCKET_IFNAME"] = _loopback()  # else gloo looks up the host's name, which may have no address
        try:
            run = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{ranks} ranks have not ended after {timeout} s") from None
        if run.returncode:
            raise RuntimeError(f"{ranks} ranks failed:\n{run.stderr}")
        return [pickle.loads((folder / f"{rank}").read_bytes()) for rank in range(ranks)]


def _loopback() -> str:
    """Return the name of the interface by which a machine reaches itself: lo on Linux, lo0 on macOS."""
    return next(name for _, name in socket.if_nameindex() if name.startswith("lo"))


def start_all() -> None:
    """Be the process that starts the ranks, as forks of itself where there are forks; if one fails, torch ends all."""
    folder = Path(sys.argv[1])
    *call, ranks, imports, timeout = pickle.loads((folder / "call").read_bytes())
    for name in imports:
        importlib.import_module(name)
    method = "fork" if sys.platform == "linux" else "spawn"
    start_processes(_be, (folder, ranks, timeout, *call), ranks, daemon=True, start_method=method)


def _be(rank: int, folder: Path, ranks: int, timeout: float, function: Callable, arguments: tuple) -> None:
    """Be one of the ranks; whoever waits for one that is gone gives up in time."""
    store = distributed.FileStore(str(folder / "store"), ranks)
    wait = timedelta(seconds=timeout)
    distributed.init_process_group("gloo", store=store, rank=rank, world_size=ranks, timeout=wait)
    (folder / f"{rank}").write_bytes(pickle.dumps(function(*arguments)))
    distributed.destroy_process_group()
