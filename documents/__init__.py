"""What comes in or goes out as a file: bytes on one side, values of ``domain`` on the other."""
