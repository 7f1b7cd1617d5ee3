"""The peer of the benchmark drift-evidently: Evidently's data drift preset, with its default tests, on two Parquet files.

Arguments: REFERENCE CURRENT NUMBERS CATEGORIES (names joined by commas). Prints one line of JSON: CPU seconds (reading and computing,
all threads, without imports) and the statistic of every column.
"""
import json
import resource
import sys
import time

import evidently
import numpy as np
import pandas as pd
import pyarrow
import scipy
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset


def once(reference, current, numbers, categories):
    begin = time.process_time()
    before = pd.read_parquet(reference)
    now = pd.read_parquet(current)
    read = time.process_time() - begin
    columns = DataDefinition(numerical_columns=numbers, categorical_columns=categories)
    run = Report([DataDriftPreset()]).run(
        Dataset.from_pandas(now, data_definition=columns), Dataset.from_pandas(before, data_definition=columns)
    )
    found = {
        metric["config"]["column"]: {"method": metric["config"]["method"], "statistic": float(metric["value"])}
        for metric in run.dict()["metrics"]
        if "column" in metric["config"] and "method" in metric["config"]
    }
    return {"cpu_seconds": time.process_time() - begin, "reading_cpu_seconds": read, "columns": found}


def main():
    reference, current, numbers, categories = sys.argv[1:]
    found = once(reference, current, numbers.split(","), categories.split(","))
    found["resident_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["versions"] = ", ".join(
        f"{module.__name__} {module.__version__}" for module in (evidently, pd, np, scipy, pyarrow)
    ) + f", Python {sys.version.split()[0]}"
    print(json.dumps(found))


main()
