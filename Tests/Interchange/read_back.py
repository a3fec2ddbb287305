"""Reads what `apus study export` wrote of a run with other programs, and compares it with the files of the run.

usage: read_back.py RUN DATABASE OBJECTS IMAGES TOOLS
  RUN holds results.json and ro-crate-metadata.json; DATABASE is the export as SQLite; OBJECTS holds the DICOM objects;
  IMAGES holds the DICOM files that they refer to; TOOLS holds the programs of dcmqi.
"""

import csv
import io
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import highdicom
import jsonschema
import numpy
import pydicom
import rdflib.parser
import requests
import urllib3
from email.message import Message
from importlib.resources import files
from urllib.response import addinfourl

failures = []


def expect(condition, words):
    if not condition:
        failures.append(words)


def number(cell):
    return float(cell) if cell not in ("", "NA") else None


def check_schema(run):
    schema = json.loads(pathlib.Path("Documentation/results.schema.json").read_text())
    faults = list(jsonschema.Draft202012Validator(schema).iter_errors(json.loads((run / "results.json").read_text())))
    expect(not faults, f"results.json: {[fault.message for fault in faults[:3]]}")


def check_database(run, path):
    base = sqlite3.connect(path)
    held = {(s, c): v for s, c, v in base.execute('SELECT subject, "column", value FROM features')}
    count = 0
    for name in ["features.csv", "deep_features.csv"]:
        if not (run / name).exists():
            continue
        for row in csv.DictReader(open(run / name, newline="")):
            subject = row.pop("subject")
            for column, cell in row.items():
                if column == "outcome" or column.startswith("diagnostics_"):
                    continue
                count += 1
                expect(held.get((subject, column)) == number(cell), f"{name}: {subject}, {column}")
    expect(count == len(held) + sum(value is None for value in held.values()) or count >= len(held), "more features than cells")
    predictions = {(s, m): (p, c) for s, m, c, p in base.execute(
        "SELECT subject, model, score, probability FROM predictions")}
    checked = 0
    for row in csv.DictReader(open(run / "predictions.csv", newline="")):
        for (subject, model), (probability, score) in predictions.items():
            if subject == row["subject"] and f"{model}_score" in row:
                checked += 1
                expect(number(row[f"{model}_score"]) == score, f"predictions: {subject}, {model}, score")
                expect(number(row[f"{model}_probability"]) == probability, f"predictions: {subject}, {model}")
    expect(checked == len(predictions) > 0, f"{checked} of {len(predictions)} predictions are in predictions.csv")
    return count, checked


def serve_context():
    """The machine of the tests has no network, and the package rocrate has the context of RO-Crate."""
    text = (files("rocrate") / "data/ro-crate.jsonld").read_bytes()

    def opened(request):
        head = Message()
        head["Content-Type"] = "application/ld+json"
        return addinfourl(io.BytesIO(text), head, request.full_url, 200)

    def sent(self, request, **_):
        answer = requests.Response()
        answer.status_code, answer._content, answer.url, answer.request = 200, text, request.url, request
        answer.headers["Content-Type"] = "application/ld+json"
        answer.raw = urllib3.HTTPResponse(
            io.BytesIO(text), dict(answer.headers), 200, preload_content=False, request_url=request.url)
        return answer

    rdflib.parser._urlopen = opened
    requests.adapters.HTTPAdapter.send = sent


def check_crate(run):
    from rocrate_validator import models, services

    serve_context()
    for profile in ["ro-crate-1.1", "process-run-crate-0.5"]:
        result = services.validate(
            services.ValidationSettings(
                rocrate_uri=str(run), profile_identifier=profile, requirement_severity=models.Severity.REQUIRED,
                skip_availability_check=True))
        expect(result.passed(), f"{profile}: {[issue.message for issue in result.get_issues()]}")


def check_segmentation(path, images):
    """The pixels of a file, slice by slice, on the images that it names."""
    segmentation = highdicom.seg.segread(path)
    sources = segmentation.get_source_image_uids()
    expect(len(sources) > 0, f"{path}: names no image")
    for study, series, instance in sources:
        image = images.get(instance)
        expect(image is not None, f"{path}: {instance} is not there")
        if image is None:
            return
        expect(image.StudyInstanceUID == study == segmentation.StudyInstanceUID, f"{path}: another study")
        expect(image.SeriesInstanceUID == series, f"{path}: another series")
        expect(image.FrameOfReferenceUID == segmentation.FrameOfReferenceUID, f"{path}: another frame of reference")
        expect((image.Rows, image.Columns) == (segmentation.Rows, segmentation.Columns), f"{path}: another size")
    for frame in segmentation.PerFrameFunctionalGroupsSequence:
        source = frame.DerivationImageSequence[0].SourceImageSequence[0]
        image = images[source.ReferencedSOPInstanceUID]
        if "ReferencedFrameNumber" in source:
            place = image.PerFrameFunctionalGroupsSequence[source.ReferencedFrameNumber - 1].PlanePositionSequence[0]
        else:
            place = image
        apart = numpy.subtract(
            frame.PlanePositionSequence[0].ImagePositionPatient, place.ImagePositionPatient).astype(float)
        expect(numpy.abs(apart).max() < 1e-6, f"{path}: a frame lies {apart} mm from its image")
    return segmentation


def check_voxels(segmentation, path, mask):
    """The frames against a mask that Apus wrote as NIfTI, where there is one."""
    import nibabel

    wanted = numpy.asanyarray(nibabel.load(mask).dataobj).astype(bool)
    shown = segmentation.pixel_array.reshape(-1, segmentation.Rows, segmentation.Columns).astype(bool)
    slices = [k for k in range(wanted.shape[2]) if wanted[:, :, k].any()]
    got = numpy.stack([frame.T for frame in shown], axis=2)
    expect(
        len(slices) == got.shape[2]
        and (numpy.array_equal(got, wanted[:, :, slices]) or numpy.array_equal(got, wanted[:, :, slices][:, :, ::-1])),
        f"{path}: other voxels than {mask}")


def check_report(path, run, segmentations, tools):
    report = highdicom.sr.srread(path)
    groups = report.content.get_volumetric_roi_measurement_groups()
    table = {row["subject"]: row for row in csv.DictReader(open(run / "features.csv", newline=""))}
    row = table[report.PatientID]
    count = 0
    for group in groups:
        used = group.referenced_segment.referenced_sop_instance_uid
        expect(used in segmentations, f"{path}: its segmentation is not there")
        described = segmentations[used].get_segment_description(1)
        expect(described.tracking_uid == group.tracking_uid, f"{path}: another lesion than its segmentation")
        series = group.tracking_identifier.removeprefix("Lesion on ")
        items = group.get_measurements()
        values = sorted(item.value for item in items)
        wanted = sorted(
            float(cell) for column, cell in row.items()
            if column.startswith(series + "_") and "_diagnostics_" not in column and cell != "")
        expect(values == wanted, f"{path}: {len(values)} values of {series}, and {len(wanted)} in features.csv")
        for item in items:
            expect(item.unit.scheme_designator == "UCUM", f"{path}: a unit that is not of UCUM")
            expect(item.name.scheme_designator in ("IBSI", "99APUS"), f"{path}: {item.name.scheme_designator}")
        coded = sum(item.name.scheme_designator == "IBSI" for item in items)
        expect(coded > len(values) / 2, f"{path}: few IBSI codes")
        count += len(values)
    predictions = {row["subject"]: row for row in csv.DictReader(open(run / "predictions.csv", newline=""))}
    for group in report.content.get_image_measurement_groups():
        names = {item.name.value: item.value for item in group.get_measurements()}
        known = [number(cell) for column, cell in predictions[report.PatientID].items() if column.endswith("_probability")]
        expect(names["probability"] in known, f"{path}: a probability that predictions.csv does not have")
    evidence = {
        item.ReferencedSOPInstanceUID
        for study in report.CurrentRequestedProcedureEvidenceSequence
        for series in study.ReferencedSeriesSequence for item in series.ReferencedSOPSequence}
    expect(evidence == {group.referenced_segment.referenced_sop_instance_uid for group in groups}, f"{path}: evidence")
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/report.json"
        subprocess.run(
            [f"{tools}/tid1500reader", "--inputDICOM", path, "--outputMetadata", target], check=True,
            capture_output=True)
        read = json.loads(pathlib.Path(target).read_text())
        held = sum(len(group["measurementItems"]) for group in read["Measurements"] if "ReferencedSegment" in group)
        expect(held == count, f"{path}: dcmqi reads {held} of {count} values")
    return count


def main():
    run, database, objects, folder, tools = (pathlib.Path(word) for word in sys.argv[1:6])
    masks = pathlib.Path(sys.argv[6]) if len(sys.argv) > 6 else None
    check_schema(run)
    cells, predictions = check_database(run, database)
    check_crate(run)
    images = {}
    for path in folder.rglob("*"):
        if path.is_file() and pydicom.misc.is_dicom(path):
            image = pydicom.dcmread(path, stop_before_pixels=True)
            images[image.SOPInstanceUID] = image
    segmentations, values = {}, 0
    for path in sorted(objects.glob("*_seg.dcm")):
        segmentation = check_segmentation(str(path), images)
        if segmentation is not None:
            segmentations[segmentation.SOPInstanceUID] = segmentation
            mask = masks and masks / path.name.replace("_seg.dcm", "_mask.nii.gz")
            if mask:
                check_voxels(segmentation, path.name, mask)
    for path in sorted(objects.glob("*_report.dcm")):
        values += check_report(str(path), run, segmentations, tools)
    for failure in failures[:20]:
        print(failure, file=sys.stderr)
    print(
        f"read back: {cells} cells and {predictions} predictions of SQLite, {len(segmentations)} segmentations, "
        f"{values} values of reports, the schema and the crate; {len(failures)} differ")
    sys.exit(1 if failures or not segmentations or not values else 0)


main()
