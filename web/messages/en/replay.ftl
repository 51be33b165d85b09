# Replay, seal and receipts of figures.
