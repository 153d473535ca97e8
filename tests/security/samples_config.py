from tests.security.samples import any_token, public, skipped

# For machines inside: up or not, and figures without names.
public("health-live", "metrics")
# Says 503 where no worker runs, as in tests; tests/config knows more.
skipped("health-ready")
# The vocabulary of events, the same for everybody.
any_token("api-event-types")
