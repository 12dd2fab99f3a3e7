# SPDX-License-Identifier: GPL-3.0-or-later
"""The corpus generator of the starter model. Development time only; nothing here runs in the product."""
