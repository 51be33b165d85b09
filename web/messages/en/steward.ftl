# What a steward does.
