"""What we owe: agreed prices, overcharges, day counts, rates, interest, sums."""
