"""Screen tables of parties for DPRK fronts and red flags: the public API.

Everything a program needs is here; the command line is built on the same calls.
Heavy imports happen at first use, so that ``dprk-screen --help`` answers at once.
"""

from __future__ import annotations

__version__ = "0.1.0"
