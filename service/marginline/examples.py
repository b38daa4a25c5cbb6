"""Requests that a reader of /docs can send as they are; a test sends each. They need the embedded rulebook "okx"."""

from __future__ import annotations

from typing import Any, Final

_RULEBOOK: Final = {"rulebookId": "okx"}
_MARKS: Final = [
    {"instrumentId": "BTC-USDT-SWAP", "price": "64250.1"},
    {"instrumentId": "ETH-USDT-SWAP", "price": "3120.55"},
]
_ISOLATED: Final = {
    "instrumentId": "BTC-USDT-SWAP",
    "side": "SIDE_LONG",
    "quantity": "10",
    "entryPrice": "63800",
    "leverage": "20",
    "isolated": {"margin": "330"},
}
_CROSS: Final = {
    "instrumentId": "ETH-USDT-SWAP",
    "side": "SIDE_SHORT",
    "quantity": "25",
    "entryPrice": "3180.4",
    "leverage": "10",
    "cross": {},
}
_ACCOUNT: Final = {
    "accountId": "desk-7",
    "balances": [{"currency": "USDT", "walletBalance": "1000"}],
    "positions": [_ISOLATED, _CROSS],
}
_ONE: Final = {"rulebook": _RULEBOOK, "markPrices": _MARKS, "account": _ACCOUNT}
_UNCOVERED: Final = {"accountId": "desk-8", "positions": [_CROSS]}
_CANDIDATES: Final = [
    {
        "accountId": account_id,
        "side": "SIDE_LONG",
        "quantity": quantity,
        "entryPrice": entry_price,
        "equity": equity,
    }
    for account_id, quantity, entry_price, equity in (
        ("north", "10", "58200", "900"),
        ("east", "40", "63900", "1500"),
        ("south", "25", "65010.5", "700"),
    )
]

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "ComputeMarginRatio": {"mixed": {"summary": "One isolated and one cross position", "value": _ONE}},
    "ComputeLiquidationPrice": {"mixed": {"summary": "One isolated and one cross position", "value": _ONE}},
    "EvaluateAccount": {
        "mixed": {"summary": "One isolated and one cross position", "value": _ONE},
        "explained": {"summary": "The same, with the terms of every sum", "value": _ONE | {"explain": True}},
    },
    "BatchEvaluateAccounts": {
        "two": {
            "summary": "Two accounts, one of which is refused for lack of a balance",
            "value": {
                "rulebook": _RULEBOOK,
                "markPrices": _MARKS,
                "accounts": [_ACCOUNT, _UNCOVERED],
                "view": "VIEW_RISK",
            },
        }
    },
    "RankCandidates": {
        "longs": {
            "summary": "Three longs of one instrument",
            "value": {
                "rulebook": _RULEBOOK,
                "instrumentId": "BTC-USDT-SWAP",
                "markPrice": "64250.1",
                "weighting": "ADL_WEIGHTING_QUANTITY",
                "candidates": _CANDIDATES,
            },
        }
    },
}
