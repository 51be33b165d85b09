# Intake, putting right, closing and the rest of a file.
