# Historiek, zegel en ontvangstbewijzen van cijfers.
