# Forms by which those who guide record something.
