"""`python -m sanzhang.division_solver FILE …`, the same as `./sz divide FILE …`."""

import sys

from sanzhang.division_solver.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
