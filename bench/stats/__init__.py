"""Is a difference real? Resampling statistics over the sufficient statistics of metrics.

This room knows neither metrics nor records: it takes rows, shape (systems, items, statistics), and
the function that turns summed rows into scores. It imports numpy and ``bench.api`` only.

Dror et al. (2018), The Hitchhiker's Guide to Testing Statistical Significance in NLP,
https://aclanthology.org/P18-1128, says which test suits which metric: scores that are no plain
means (BLEU, chrF) need resampling, and systems that answered the same items need paired tests.
"""

from bench.stats.agreement import alpha_interval, fleiss_kappa, krippendorff_alpha
from bench.stats.bootstrap import (
    Draws,
    bca_interval,
    bootstrap_scores,
    jackknife_scores,
    percentile_interval,
)
from bench.stats.clustered import cluster_bootstrap, sum_clusters
from bench.stats.clusters import Clusters, rank_clusters
from bench.stats.correction import (
    CORRECTIONS,
    adjust_pairs,
    benjamini_hochberg,
    holm,
    require_resamples,
    resamples_needed,
)
from bench.stats.correlation import (
    Correlation,
    correlate,
    kendall,
    mean_ranks,
    pearson,
    spearman,
)
from bench.stats.effects import Effect, measure_effect
from bench.stats.growth import PowerLaw, fit_power_law
from bench.stats.luck import Luck, VarianceSplit, pseudo_values, split_variance, training_luck
from bench.stats.paired import PairedTest, approximate_randomisation, paired_bootstrap
from bench.stats.power import items_needed, minimum_detectable_difference, paired_sd, power_of
from bench.stats.ranks import RankRange, rank_ranges
from bench.stats.seeds import SeedSummary, average_seeds, summarise_seeds
from bench.stats.shares import paired_share_interval, wilson_interval

__all__ = [
    "CORRECTIONS",
    "Clusters",
    "Correlation",
    "Draws",
    "Effect",
    "Luck",
    "PairedTest",
    "PowerLaw",
    "RankRange",
    "SeedSummary",
    "VarianceSplit",
    "adjust_pairs",
    "alpha_interval",
    "approximate_randomisation",
    "average_seeds",
    "bca_interval",
    "benjamini_hochberg",
    "bootstrap_scores",
    "cluster_bootstrap",
    "correlate",
    "fit_power_law",
    "fleiss_kappa",
    "holm",
    "items_needed",
    "jackknife_scores",
    "kendall",
    "krippendorff_alpha",
    "mean_ranks",
    "measure_effect",
    "minimum_detectable_difference",
    "paired_bootstrap",
    "paired_sd",
    "paired_share_interval",
    "pearson",
    "percentile_interval",
    "power_of",
    "pseudo_values",
    "rank_clusters",
    "rank_ranges",
    "require_resamples",
    "resamples_needed",
    "spearman",
    "split_variance",
    "sum_clusters",
    "summarise_seeds",
    "training_luck",
    "wilson_interval",
]
