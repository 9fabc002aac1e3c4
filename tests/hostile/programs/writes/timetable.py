# Leaves a job for the machine's timetable.
# expect: error
# only: confined (root may leave jobs)

import os

import numpy as np

with open("/etc/cron.d/hostile" + os.getcwd().replace("/", "-"), "w") as job:
    job.write("# nothing, never\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
