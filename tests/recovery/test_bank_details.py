"""Account and card numbers are found however they are written; order numbers, telephones and the like are not."""

import time

import pytest

from recovery.bank_details import holds_bank_details

ACCOUNTS = [
    "DE89370400440532013000",
    "DE89 3704 0044 0532 0130 00",
    "de89 3704 0044 0532 0130 00",
    "GB29 NWBK 6016 1331 9268 19",
    "My IBAN is FR14 2004 1010 0505 0001 3M02 606, thanks.",
    "NO93 8601 1117 947",
    "Pay to MT84MALT011000012345MTLCAST001S please",
    "AB12 and then DE89 3704 0044 0532 0130 00 is ours",
    "DE89-3704-0044-0532-0130-00",
    "ＤＥ８９３７０４００４４０５３２０１３０００",
    "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
    "DE89 3704\n0044 0532\n0130 00",
]
CARDS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "5555 5555 5555 4444",
    "2223003122003222",
    "378282246310005",
    "3782 822463 10005",
    "6011111111111117",
    "3056930902590400"[:14],
    "3530111333300000",
    "card 4111111111111111.",
    "4111–1111–1111–1111",
]
QUIET = [
    "",
    "Order 4500123456 and order 4500123457",
    "Invoice 2023-0044-0012-0007",
    "TR-1042, pallet 7350053850019",
    "Call me on +1 253 555 0142 or 00 49 30 901820",
    "ISBN 978-3-16-148410-0",
    "It went wrong on 12/03/2022, 13/04/2022 and 14/05/2022.",
    "We paid $46.50 a pallet on 44 invoices: 19,278.00 in all.",
    "DE89 3704 0044 0532 0130 01",
    "DE8937040044053201300",
    "XX89370400440532013000",
    "4111111111111112",
    "4111 1111 1111 1112",
    "41111111111111111",
    "94001118992235537211",
    "1Z999AA10123456784",
    "490154203237518",
    "4111111111111111222233334444",
    "VAT DE123456789, company HRB 123456",
    "2020 2021 2022 2023 2024 2025",
    "MSKU 907032 3 and CSQU3054383",
]


@pytest.mark.parametrize("text", [*ACCOUNTS, *CARDS])
def test_a_number_of_an_account_or_a_card_is_found(text):
    assert holds_bank_details(text)


@pytest.mark.parametrize("text", QUIET)
def test_other_numbers_are_left_alone(text):
    assert not holds_bank_details(text)


@pytest.mark.parametrize("unit", ["4111 ", "DE89 3704 ", "4", "AB12", "DE89" + "A" * 31 + " ", "- "])
def test_a_long_text_costs_time_that_grows_with_it(unit):
    def cost(length):
        text = (unit * length)[:length]
        started = time.process_time()
        holds_bank_details(text)
        return time.process_time() - started

    cost(1000)
    assert min(cost(40_000) for _ in range(3)) < 12 * min(cost(10_000) for _ in range(3)) + 0.01
