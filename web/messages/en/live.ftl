# What is updated by itself, and what waits for a connection.
