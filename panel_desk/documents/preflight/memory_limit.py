"""A limit on the memory that the running process may take, on each of the systems that Panel Desk runs on."""

import ctypes
import os
import sys
import threading
import time

EXIT_OUT_OF_MEMORY = 77
"""What the process ends with where it took more than it may and could not be told so."""

_LOOK_EVERY = 0.05  # seconds


def limit_memory(most: int) -> None:
    """Let the running process take so much memory and no more. What it asks for beyond that, it is not given.

    On Linux the kernel refuses it, on Windows the job that the process is put in; on macOS, where neither is to be
    had, a thread watches and ends the process. Where the system allows none of these, the time limit alone holds.

    Args:
        most: bytes.
    """
    if sys.platform == "win32":
        _confine_by_job(most)
    elif sys.platform == "darwin":
        threading.Thread(target=_watch, args=(most,), name="memory", daemon=True).start()
    else:
        import resource  # noqa: PLC0415 - not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _watch(most: int) -> None:
    """End the process once it has taken more than it may."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        unit = 1 if sys.platform == "darwin" else 1024
        while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit <= most:
            time.sleep(_LOOK_EVERY)
        os._exit(EXIT_OUT_OF_MEMORY)


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("BasicLimitInformation", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


_EXTENDED_LIMITS = 9
_LIMIT_PROCESS_MEMORY = 0x100


def _confine_by_job(most: int) -> None:
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetInformationJobObject.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
        kernel.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        job = kernel.CreateJobObjectW(None, None)
        limits = _Extended()
        limits.BasicLimitInformation.LimitFlags = _LIMIT_PROCESS_MEMORY
        limits.ProcessMemoryLimit = most
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
