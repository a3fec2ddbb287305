"""Times PyRadiomics on the cases of a JSON list with the same parameters, warm. Prints `name seconds features`."""
import json
import logging
import sys
import time

from radiomics import featureextractor

logging.getLogger("radiomics").setLevel(logging.ERROR)
WAVELET = {
    "imageType": {"Original": {}, "Wavelet": {}},
    "setting": {
        "normalize": True, "normalizeScale": 100, "resampledPixelSpacing": [1, 1, 1], "interpolator": "sitkBSpline",
        "binCount": 32, "additionalInfo": False,
    },
}
for case in json.load(open(sys.argv[1])):
    extractor = featureextractor.RadiomicsFeatureExtractor(WAVELET if case["usesWavelet"] else {"setting": {"additionalInfo": False}})
    best, features = float("inf"), 0
    for turn in range(2 if case["name"] == "STS_022" else 3):
        start = time.perf_counter()
        values = extractor.execute(case["image"], case["mask"])
        if turn > 0 or case["name"] == "STS_022":
            best = min(best, time.perf_counter() - start)
        features = sum(1 for name in values if not name.startswith("diagnostics"))
    print(case["name"], f"{best:.4f}", features, flush=True)
