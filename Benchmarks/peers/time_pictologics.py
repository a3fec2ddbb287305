"""Times pictologics on the cases of a JSON list: first order, texture and shape, warm, import and compilation excluded.

As near to the settings of the benchmark as it goes: IBSI definitions, bins 25 wide or 32 bins, 1 mm cubic spline, z-score of
the whole image, coiflet 1. Prints `name seconds features`.
"""
import json
import sys
import time
import warnings

from pictologics import RadiomicsPipeline

warnings.filterwarnings("ignore")
TEXTURE = {"step": "extract_features", "params": {"families": ["intensity", "texture"]}}
ALL = {"step": "extract_features", "params": {"families": ["intensity", "morphology", "texture"]}}
QUIET = {"include_spatial_intensity": False, "include_local_intensity": False}
for step in (TEXTURE, ALL):
    step["params"].update(QUIET)


def pipeline(uses_wavelet):
    result = RadiomicsPipeline(load_standard=False)
    if not uses_wavelet:
        result.add_config("original", [{"step": "discretise", "params": {"method": "FBS", "bin_width": 25.0, "min_val": 0.0}}, ALL])
        return result
    prepare = [
        {"step": "resample", "params": {"new_spacing": (1, 1, 1), "interpolation": "cubic"}},
        {"step": "normalise", "params": {"method": "zscore", "region": "image"}},
    ]
    levels = {"step": "discretise", "params": {"method": "FBN", "n_bins": 32}}
    result.add_config("original", prepare + [levels, ALL])
    for name in ("LLH", "LHL", "LHH", "HLL", "HLH", "HHL", "HHH", "LLL"):
        filtered = {
            "step": "filter",
            "params": {"type": "wavelet", "wavelet": "coif1", "decomposition": name, "boundary": "periodic"},
        }
        result.add_config(name, prepare + [filtered, levels, TEXTURE])
    return result


for case in json.load(open(sys.argv[1])):
    try:
        work = pipeline(case["usesWavelet"])
        best, features = float("inf"), 0
        for turn in range(4):
            start = time.perf_counter()
            values = work.run(case["image"], case["mask"])
            if turn > 0:
                best = min(best, time.perf_counter() - start)
            features = sum(len(series) for series in values.values())
        print(case["name"], f"{best:.4f}", features, flush=True)
    except Exception as error:  # a peer that refuses a case is a line of its own, not the end of the run
        print(f"{case['name']}: {error}".replace("\n", " ")[:600], file=sys.stderr, flush=True)
