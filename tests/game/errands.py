"""What other processes are sent to do; light, so that they are there at once."""

import os
import signal
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


def is_deaf(_: int) -> tuple[int, bool]:
    """Say which process this is, and whether it never hears of Ctrl-C."""
    time.sleep(0.05)
    return os.getpid(), signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def name_process(_: bytes) -> bytes:
    return str(os.getpid()).encode()


def raise_something(message: bytes) -> bytes:
    raise ZeroDivisionError(message.decode())


def fall(_: bytes) -> bytes:
    os._exit(3)


def say_nothing(_: bytes) -> bytes:
    time.sleep(600)
    return b""


def shout(message: bytes) -> bytes:
    return message.upper()
