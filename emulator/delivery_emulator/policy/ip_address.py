"""Addresses and networks."""

import ipaddress
import re

from delivery_emulator.policy.answer import Answer, unknown, yes_if


def in_network(actual: str, wanted: str) -> Answer:
    """Does an address lie in a network in CIDR notation (or equal a single address)? IPv4 never matches IPv6."""
    if not re.fullmatch(r"[0-9A-Fa-f:.]+(/[0-9]{1,3})?", wanted):
        return unknown(f'"{wanted}" is not a network in CIDR notation')
    try:
        network = ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return unknown(f'"{wanted}" is not a network in CIDR notation')
    try:
        address = ipaddress.ip_address(actual if "%" not in actual else "")
    except ValueError:
        return unknown(f'"{actual}" is not an IP address')
    return yes_if(address.version == network.version and address in network)
