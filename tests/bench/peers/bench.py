"""What the NumPy programs share; usage: program.py count [words]."""
import sys
import time

COUNT = int(sys.argv[1])
WORDS = sys.argv[2:]


def report(work, more=0):
    """Runs work(count), which does count + more units and answers numbers, or
    (numbers, units); prints nanoseconds a unit, and the numbers."""
    work(max(COUNT // 10, 1))
    began = time.process_time()
    numbers = work(COUNT)
    took = time.process_time() - began
    units = COUNT + more
    if isinstance(numbers, tuple) and isinstance(numbers[0], list):
        numbers, units = numbers
    print("%.6g" % (took / units * 1e9), *("%.17g" % v for v in numbers))


def draws(n):
    """The numbers of all languages: s = 16807*s mod 2^31 - 1, from -1 to 1."""
    s = 1
    for _ in range(n):
        s = s * 16807 % 2147483647
        yield s / 2147483647 * 2 - 1
