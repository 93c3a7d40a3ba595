"""How often one device may ask about certificates: enough for a registry's desk, too little to try numbers.

The shared cache counts where there is one; without it each process counts for itself. Typing mistakes are not
counted, they are answered without looking anybody up.
"""

import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

PER_MINUTE: Final = 30
PER_DAY: Final = 300


def take(request: HttpRequest) -> bool:
    """Count one question; False when the device has asked too often."""
    device = _device(get_adapter().get_client_ip(request))
    return all(
        _count(f"credentials.check:{device}:{seconds}:{int(time.time() // seconds)}", seconds) <= most
        for seconds, most in ((60, PER_MINUTE), (86400, PER_DAY))
    )


def _count(key: str, seconds: int) -> int:
    if cache.add(key, 1, timeout=seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, timeout=seconds)
        return 1


def _device(address: str) -> str:
    """One address, or one IPv6 /64 (a household has that many), as a digest: no address is kept."""
    parsed = ip_address(address)
    place = str(ip_network(f"{address}/64", strict=False)) if isinstance(parsed, IPv6Address) else address
    return salted_hmac("credentials.limits", place, algorithm="sha256").hexdigest()[:24]
