# Rounds and proposals.
