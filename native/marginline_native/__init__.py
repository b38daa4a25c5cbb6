"""The calculator of Marginline: exact margin, liquidation prices and ADL order. Its one door is `calculator`."""
