"""The web floor takes HTTP in: routes, limits of connections and bodies, health."""
