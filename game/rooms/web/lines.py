"""How many lines a server keeps open at once."""

import sys

if sys.platform != "win32":
    import resource

LINES = 8_192
"""Files and lines that may be open at once: each who plays keeps some four open, each voter two."""


def keep_many_lines() -> None:
    """Let this process keep as many lines open as it may; systems begin with some 1,000."""
    if sys.platform == "win32":
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    more = LINES if most == resource.RLIM_INFINITY else min(LINES, most)
    if now != resource.RLIM_INFINITY and now < more:
        resource.setrlimit(resource.RLIMIT_NOFILE, (more, most))
