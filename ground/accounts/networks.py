"""Which network a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest

UNKNOWN = "unknown"


def network_of(request: HttpRequest, *, proxies: int) -> str:
    """The IPv4 address or the /64 of an IPv6 address.

    `proxies` is how many reverse proxies of ours stand in front. With none, X-Forwarded-For is what a stranger wrote
    and is not looked at; with n, the n-th address from the right is the one our outermost proxy saw.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if proxies:
        seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = seen[-proxies] if len(seen) >= proxies else address
    return widened(address)


def widened(address: str) -> str:
    """One house has one IPv4 address, or a whole /64 of IPv6; what cannot be read counts as one unknown network."""
    try:
        read = ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or ip_network(f"{read}/64", strict=False))
    return str(read)
