"""PostgreSQL and Redis: the servers named in the environment, or our own under the data folder."""
