# Formulieren waarmee begeleiders iets noteren.
