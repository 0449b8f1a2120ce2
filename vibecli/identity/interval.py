"""The interval a share of few cases may lie in.

Owns the formula and its one level of confidence: 95 %.
"""

from math import sqrt

Z = 1.959964  # 95 %


def wilson(right: int, of: int) -> tuple[float, float]:
    """Give the interval of the share behind `right` cases of `of`; anything when there is none.

    The score interval of Wilson, Probable Inference, the Law of Succession, and Statistical
    Inference (Journal of the American Statistical Association 22, 1927).
    """
    if not of:
        return 0.0, 1.0
    share, square = right / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    width = Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    low = 0.0 if right == 0 else middle - width
    return low, 1.0 if right == of else middle + width
