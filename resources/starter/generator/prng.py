# SPDX-License-Identifier: GPL-3.0-or-later
"""SplitMix64, written out so that a seed means the same corpus on every Python version."""

MASK = (1 << 64) - 1


def mix(z):
    z = (z + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Rng:
    """One stream. `Rng.at(seed, line)` gives every line of the corpus its own stream, so lines do not depend on each other."""

    def __init__(self, state):
        self.state = state & MASK

    @staticmethod
    def at(seed, line, attempt=0):
        return Rng(mix(mix(mix(seed) ^ line) ^ (attempt * 0xD1342543DE82EF95)))

    def u64(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, n):
        return self.u64() % n

    def unit(self):
        return (self.u64() >> 11) / float(1 << 53)

    def chance(self, p):
        return self.unit() < p

    def choice(self, items):
        return items[self.below(len(items))]

    def weighted(self, pairs):
        """pairs: sequence of (item, weight)."""
        total = sum(w for _, w in pairs)
        r = self.unit() * total
        for item, w in pairs:
            r -= w
            if r < 0:
                return item
        return pairs[-1][0]
