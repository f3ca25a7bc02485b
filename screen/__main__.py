"""``python -m screen`` is ``dprk-screen``."""

from screen.cli import main

if __name__ == "__main__":
    main()
