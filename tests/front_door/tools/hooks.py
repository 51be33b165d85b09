"""What schemathesis has to know of this API: its scalars, and what counts as a fault.

A refusal is an answer here, so an answer with errors is well unless it is a fault of the server's.
"""

import schemathesis
from hypothesis import strategies
from schemathesis.graphql import nodes

days = strategies.dates().map(lambda day: day.isoformat())
moments = strategies.datetimes().map(lambda moment: moment.isoformat())
schemathesis.graphql.scalar("NaiveDate", days.map(nodes.String))
schemathesis.graphql.scalar("NaiveDateTime", moments.map(nodes.String))
schemathesis.graphql.scalar("DateTime", moments.map(lambda moment: nodes.String(moment + "Z")))


@schemathesis.check
def no_fault(ctx, response, case):
    assert response.status_code < 500, f"status {response.status_code}"
    told = response.json()
    codes = [error.get("extensions", {}).get("code") for error in told.get("errors") or []]
    assert None not in codes, "an error without a code"
    assert "INTERNAL" not in codes, "a fault of the server's"
