# Explanations of figures, publications and accessibility.
