# What renews itself, and what waits for a connection.
live-up-to = True up to position { $position }, { $time }
live-behind = { $n } seconds behind
live-moved = Figures renewed up to position { $position }
live-lost = Not live any more, last seen at { $time }
slider-at = { $day }, position { $position }
live-fresh = # new, show the list again
offline-title = No connection.
offline-how = You can simply go on. We send this as soon as you are online again. Leave this screen open: on your device we keep numbers alone, no names and no text.
only-here = This text is on this screen alone.
only-here-how = If you close it, the text is gone.
undo-waits = Will be recorded in a few seconds.
undo = Undo
queue-title = Still to be sent
queue-how = On your device there are numbers alone, no names, no text and no file number. They go when they are sent, when you sign out, and after 24 hours.
queue-of = Record of
queue-unsent = not sent yet
queue-refused = refused
queue-seen = Seen
queue-button = Keep until there is a connection
out-title = You are signed out
out-how = Sign in again in another window and come back. What you filled in is still there.
out-again = I am signed in again

## Two regions beside each other
beside-title = { $one } beside { $other }
beside-lead = The same figures, over the same days, each as exact as you may see them there.
beside-another = Beside it:
beside-under = A region with more inhabitants guides more people: compare shares and delays rather than numbers.
figure = Figure
panel-outcomes-of-all = Outcomes, each participant once
lasting-homes = Homes that were found, after 182 days
lasting-work = Jobs that were begun, after 182 days
