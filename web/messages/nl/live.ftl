# Wat zichzelf bijwerkt, en wat wacht op verbinding.
