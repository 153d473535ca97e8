"""Health for load balancers: alive, ready, and the figures a monitor collects. No secrets in any."""
