"""Run `mkdocs serve` on a copy of the project and watch what it shows."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

LOG = "serve.log"


@contextmanager
def serving(folder):
    """Start the server; yield a function that waits until an address, or LOG, shows a text and returns the seconds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "{}:{}".format(*free.getsockname())
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_MKDOCS_2_WARNING": "1"}
    with open(folder / LOG, "w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "mkdocs", "serve", "-a", address]
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)

        def read(path):
            if path == LOG:
                return (folder / LOG).read_text(encoding="utf-8")
            try:
                with urllib.request.urlopen(f"http://{address}/{path}", timeout=5) as page:
                    return page.read().decode()
            except OSError:
                return ""

        def wait_for(path, text, limit=60):
            start = time.perf_counter()
            while text not in read(path):
                seconds = time.perf_counter() - start
                assert server.poll() is None and seconds < limit, f"{path} lacks {text!r}:\n{read(LOG)[-2000:]}"
                time.sleep(0.05)
            return time.perf_counter() - start

        try:
            yield wait_for
        finally:
            server.terminate()
            server.wait()
