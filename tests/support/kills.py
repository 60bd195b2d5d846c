"""A program that is killed at each step that it takes on the disk, one after the other."""

import subprocess
import sys
from pathlib import Path

# The steps: files opened to be written, made, renamed, deleted, and given other rights.
HARNESS = """
import os, signal, sys
from pathlib import Path
steps = {{"os.rename", "os.chmod", "os.mkdir", "os.remove", "os.rmdir", "shutil.copyfile"}}
def watch(event, words):
    global ahead
    writes = event == "open" and isinstance(words[0], str) and words[2] & (os.O_WRONLY | os.O_RDWR)
    if (writes or event in steps) and str(here) in str(words[0]):
        ahead -= 1
        if ahead == 0:
            os.kill(os.getpid(), signal.SIGKILL)
{setup}
for number in range(1, 200):
    here, ahead = Path(sys.argv[1]) / str(number), number
    here.mkdir(parents=True)
    child = os.fork()
    if child == 0:
        sys.addaudithook(watch)
        {program}
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status == 0:
        break
    if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
        sys.exit("it failed at step " + str(number))
"""


def kill_at_each_step(setup: str, program: str, place: Path, *words: str) -> list[Path]:
    """Run it from step to step until it ends by itself; the folders of those that were killed.

    Each has a folder of its own in `place`, called `here`; what it does there are the steps. The
    words are `sys.argv[2:]`.
    """
    text = HARNESS.format(setup=setup, program=program)
    line = [sys.executable, "-c", text, str(place), *words]
    done = subprocess.run(line, check=False, capture_output=True, text=True)  # noqa: S603 -- ours
    assert done.returncode == 0, done.stderr
    return sorted(place.iterdir(), key=lambda path: int(path.name))[:-1]
