# Intake, verbeteren, afsluiten en de rest van een dossier.
