"""What the tests against real peers share: the program under test, peers, certificates, schema."""
