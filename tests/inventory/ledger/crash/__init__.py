"""The crash run: many clients, a database server that is killed under them, and books that hold."""
