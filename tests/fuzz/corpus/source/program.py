EMAIL = 'ann@site.test'
def f(card="4111 1111 1111 1111"):
    return {'a': """b
"""}  # c
