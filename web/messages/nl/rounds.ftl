# Rondes en kandidaturen.
