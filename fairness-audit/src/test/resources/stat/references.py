"""Prints references.json: numbers that other software, or a formula written out in full, gives for small data.

Run: python references.py > references.json, with scipy and statsmodels installed.
"""
import itertools
import json

import numpy as np
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
    test_proportions_2indep,
)

Z = stats.norm.isf(0.025)
PAIRS = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 1, 29), (36, 40, 16, 80), (1, 30, 29, 31), (300, 4000, 450, 5000)]


def number(x):
    return float(x) if np.isfinite(x) else None


def interval(pair):
    return [number(pair[0]), number(pair[1])]


def tails():
    rows = [{"z": z, "twoSided": number(2 * stats.norm.sf(z))} for z in (0.0, 0.3, 1.0, 1.959963984540054, 2.9999, 3.0, 3.5, 6.0, 12.0, 30.0)]
    chi = [{"statistic": x, "degrees": d, "p": number(stats.chi2.sf(x, d))} for x in (0.02, 1.0, 3.84, 25.0, 180.0) for d in (1, 2, 3, 4, 7, 30, 151)]
    quantiles = [{"confidence": c, "z": number(stats.norm.isf((1 - c) / 2))} for c in (0.5, 0.8, 0.9, 0.95, 0.99, 0.9999)]
    return {"source": "scipy.stats.norm.sf, chi2.sf, norm.isf", "normal": rows, "chiSquare": chi, "quantiles": quantiles}


def score_of_difference(x1, n1, x2, n2, difference, factor=1.0):
    """The rates under the null by numerical maximum likelihood.

    Not statsmodels: its 0.15.0 has the count where Miettinen and Nurminen's cubic has the number of trials.
    """
    low, high = max(0.0, difference) + 1e-13, min(1.0, 1 + difference) - 1e-13

    def slope(q):
        r = q - difference
        return x1 / q - (n1 - x1) / (1 - q) + x2 / r - (n2 - x2) / (1 - r)

    q = optimize.brentq(slope, low, high, xtol=1e-15, rtol=1e-14)
    r = q - difference
    variance = (q * (1 - q) / n1 + r * (1 - r) / n2) * factor
    return (x1 / n1 - x2 / n2 - difference) / np.sqrt(variance)


def two_rates():
    rows = []
    for x1, n1, x2, n2 in PAIRS:
        def score(compare):
            return interval(confint_proportions_2indep(x1, n1, x2, n2, compare=compare, method="score", correction=False))

        def stratified():
            factor = (n1 + n2) / (n1 + n2 - 1)
            value = x1 / n1 - x2 / n2
            return [
                optimize.brentq(lambda d: score_of_difference(x1, n1, x2, n2, d, factor) - sign * Z, *ends, xtol=1e-15, rtol=1e-14)
                for sign, ends in ((1, (-0.999999, value)), (-1, (value, 0.999999)))
            ]

        def p(compare, value):
            return number(test_proportions_2indep(x1, n1, x2, n2, value=value, compare=compare, method="score", correction=False).pvalue)

        rows.append({
            "counts": [x1, n1, x2, n2],
            "wilson": interval(proportion_confint(x1, n1, method="wilson")),
            "newcombe": interval(confint_proportions_2indep(x1, n1, x2, n2, compare="diff", method="newcomb")),
            "pDifference": [{"limit": v, "p": number(2 * stats.norm.sf(abs(score_of_difference(x1, n1, x2, n2, v))))} for v in (-0.2, -0.1, 0.0, 0.1, 0.25)],
            "ratio": score("ratio"),
            "pRatio": [{"limit": v, "p": p("ratio", v)} for v in (0.8, 1.0, 1.25, 3.0)],
            "oddsRatio": score("odds-ratio"),
            "pOddsRatio": [{"limit": v, "p": p("odds-ratio", v)} for v in (0.5, 1.0, 2.0)],
            "stratifiedScore": stratified(),
            "z": number(proportions_ztest([x1, x2], [n1, n2])[0]),
            "chiSquare": number(stats.chi2_contingency([[x1, n1 - x1], [x2, n2 - x2]], correction=False)[0]),
            "fisher": number(stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]])[1]),
        })
    return {"source": "statsmodels.stats.proportion (confint_proportions_2indep, test_proportions_2indep, proportion_confint); for the score test of differences numerical maximum likelihood; scipy.stats.fisher_exact, chi2_contingency", "pairs": rows}


def mover_ratio():
    """Donner and Zou (2012), equation 7, as it is printed: no rearranging."""
    rows = []
    for (a, la, ua), (b, lb, ub) in itertools.product([(0.3, 0.2, 0.45), (0.05, 0.0, 0.12), (2.0, 1.5, 2.1)], [(0.5, 0.3, 0.7), (1.2, 1.1, 1.9)]):
        low = (a * b - np.sqrt((a * b) ** 2 - la * ub * (2 * a - la) * (2 * b - ub))) / (ub * (2 * b - ub))
        high = (a * b + np.sqrt((a * b) ** 2 - ua * lb * (2 * a - ua) * (2 * b - lb))) / (lb * (2 * b - lb))
        rows.append({"first": [a, la, ua], "second": [b, lb, ub], "ratio": interval((low, high))})
    return {"source": "the formula of Donner and Zou, Stat. Methods Med. Res. 21 (2012) 347-359, evaluated with numpy", "ratios": rows}


def strata():
    berkeley = [[[512, 313], [89, 19]], [[353, 207], [17, 8]], [[120, 205], [202, 391]], [[138, 279], [131, 244]], [[53, 138], [94, 299]], [[22, 351], [24, 317]]]
    table = StratifiedTable([np.array(t) for t in berkeley])
    test = table.test_null_odds(correction=False)
    return {
        "source": "counts: Bickel, Hammel and O'Connell, Science 187 (1975) 398-404, as in R's UCBAdmissions (men then women; admitted, rejected; departments A to F); numbers: statsmodels StratifiedTable",
        "tables": berkeley,
        "statistic": number(test.statistic),
        "p": number(test.pvalue),
        "oddsRatio": number(table.oddsratio_pooled),
        "oddsRatioInterval": interval(table.oddsratio_pooled_confint(alpha=0.05)),
        "riskRatio": number(table.riskratio_pooled),
    }


def corrections():
    p = [0.01, 0.04, 0.03, 0.005, 0.2, 0.8, 0.03]
    return {
        "source": "statsmodels.stats.multitest.multipletests",
        "p": p,
        "holm": [number(x) for x in multipletests(p, method="holm")[1]],
        "benjaminiHochberg": [number(x) for x in multipletests(p, method="fdr_bh")[1]],
    }


def scores():
    values = [0.05, 0.1, 0.25, 0.4, 0.55, 0.7, 0.9]
    negatives = [8, 6, 7, 5, 3, 2, 1]
    positives = [0, 2, 3, 4, 6, 5, 4]
    n = np.repeat(values, negatives)
    p = np.repeat(values, positives)
    kernel = (p[:, None] > n[None, :]) + 0.5 * (p[:, None] == n[None, :])
    auc = kernel.mean()
    error = np.sqrt(kernel.mean(axis=1).var(ddof=1) / len(p) + kernel.mean(axis=0).var(ddof=1) / len(n))
    logit = np.log(auc / (1 - auc))
    half = Z * error / (auc * (1 - auc))
    losses = np.concatenate([(1 - p) ** 2, n**2])
    everything = np.concatenate([p, n])
    labels = np.concatenate([np.ones(len(p)), np.zeros(len(n))])
    edges = np.linspace(0, 1, 6)
    which = np.clip(np.digitize(everything, edges) - 1, 0, 4)
    ece = sum(abs(labels[which == b].mean() - everything[which == b].mean()) * (which == b).mean() for b in set(which))
    five = []
    for theta, m, k in ((1.0, 5, 8), (0.5, 10, 10), (1.0, 30, 70)):
        def miss(x, sign):
            v = x * (1 - x) * (1 + ((m + k) / 2 - 1) * ((1 - x) / (2 - x) + x / (1 + x))) / (m * k)
            return theta - x - sign * Z * np.sqrt(v)
        low = optimize.brentq(miss, 1e-12, theta - 1e-12, args=(1,))
        high = 1.0 if theta == 1 else optimize.brentq(miss, theta + 1e-12, 1 - 1e-12, args=(-1,))
        five.append({"auc": theta, "positives": m, "negatives": k, "interval": [low, high]})
    return {
        "source": "pairwise kernel and moments with numpy; scipy.stats.ks_2samp, mannwhitneyu; Newcombe's method 5 by scipy.optimize.brentq",
        "values": values, "negatives": negatives, "positives": positives,
        "auc": number(auc), "aucByRanks": number(stats.mannwhitneyu(p, n).statistic / len(p) / len(n)),
        "aucInterval": [number(1 / (1 + np.exp(-(logit - half)))), number(1 / (1 + np.exp(-(logit + half))))],
        "ks": number(stats.ks_2samp(p, n).statistic),
        "brier": number(losses.mean()), "mean": number(everything.mean()), "variance": number(everything.var(ddof=1)),
        "ece5": number(ece),
        "cohen": number((p.mean() - n.mean()) / np.sqrt(((len(p) - 1) * p.var(ddof=1) + (len(n) - 1) * n.var(ddof=1)) / (len(p) + len(n) - 2))),
        "meanAbsolute": number(np.abs(everything - 0.5).mean()), "rootMeanSquare": number(np.sqrt(((everything - 0.5) ** 2).mean())),
        "methodFive": five,
    }


def inequality():
    rows = []
    for counts in ([3, 20, 7], [0, 10, 5], [6, 0, 6], [1, 400, 90]):
        b = np.repeat([0, 1, 2], counts) / (np.dot([0, 1, 2], counts) / sum(counts))
        positive = b[b > 0]
        rows.append({
            "counts": counts,
            "theil": number((positive * np.log(positive)).sum() / len(b)),
            "entropy2": number(((b**2 - 1) / 2).mean()),
            "entropyHalf": number(((np.sqrt(b) - 1) / (0.5 * -0.5)).mean()),
        })
    return {"source": "the definition of Speicher et al. (2018), one row a person, with numpy", "rows": rows}


print(json.dumps({
    "recipe": "references.py",
    "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__},
    "tails": tails(), "twoRates": two_rates(), "moverRatio": mover_ratio(), "strata": strata(),
    "corrections": corrections(), "scores": scores(), "inequality": inequality(),
}, indent=1))
