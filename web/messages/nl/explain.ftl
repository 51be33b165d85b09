# Uitleg bij cijfers, publicaties en toegankelijkheid.
