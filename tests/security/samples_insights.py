from tests.security.samples import query

query("insights:explain", "sku=SHIRT&location=FAR1", "sku=SHIRT&location=NOWHERE", "sku=x")
query("api-explain", "sku=SHIRT&location=FAR1", "sku=SHIRT&location=N1", "sku=x&location=N1")
