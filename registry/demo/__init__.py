"""The demo: a whole story, told by the services that the pages call, under a clock that starts four years back.

Everybody and everything in it is fictitious. Nothing is written past the services.
"""
