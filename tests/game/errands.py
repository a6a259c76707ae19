"""What other processes are sent to do; light, so that they are there at once."""

import os
import time


def slow_square(number: int) -> tuple[int, int]:
    time.sleep(0.02)
    return number**2, os.getpid()


def hang(but_in: int) -> None:
    if but_in not in (0, os.getpid()):
        time.sleep(600)


def die(parent: int) -> None:
    if os.getppid() == parent:
        os._exit(3)
    time.sleep(0.1)
