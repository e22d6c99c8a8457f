"""What an act costs, held against another of the same run: no machine is as fast as the next, or as free."""

import time


def cost(act, tries=3):
    """Seconds of this thread's own work, of the cheapest of some tries."""
    return min(_seconds(act) for _try in range(tries))


def _seconds(act):
    begun = time.thread_time()
    act()
    return time.thread_time() - begun
