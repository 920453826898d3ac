"""§8 Supervision: the property company and the owners' committee watched; suggestions answered.

Owns: watched bodies, their duties by contract, monthly inspections, findings, ratings, suggestions.
Verbs: keep, list duties, inspect, reply, rate; suggest, support, answer, judge, ask again, hide.
Asks of lower floors: matters for what is found and what is adopted (with orders to the company), residents for
households, posts for leaders and their areas, paper for tables, calendar for deadlines.
"""
