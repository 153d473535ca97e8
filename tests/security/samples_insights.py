from tests.security.samples import query

query("insights:explain", "sku=SHIRT&location=FAR1", "sku=SHIRT&location=NOWHERE", "sku=x")
