extension HelpTopic {
  /// The explanation.
  var text: String {
    switch self {
    case .tutorial:
      """
      From images and a table to a report:

        apus study init export clinical.xlsx     writes study.yaml and cases.csv; read both
        apus study check study.yaml              everything that can fail, for all patients at once
        apus review study.yaml                   every contour on its image, in the browser
        apus study run study.yaml -o results     features, models, statistics, report
        apus audit results                       what the files of the run prove

      Without data of your own: apus phantom cohort --as-export writes a synthetic cohort as a hospital exports it.
      """
    case .studyFile:
      """
      A study is one YAML file. An unknown key is an error with its line. `apus study show FILE` prints every default.

        cohort     the clinical table, its column of ids, who is excluded, the folder of an export
        outcome    the column, the event, the non-event
        series     for each kind of image: the image, the mask or the rules to find them, the region
        factors    clinical factors: continuous or categorical, levels, groups, unknown values
        models     which factors are in models
        features   a recipe, a parameter file of PyRadiomics, or a table of features
        split      train: 0.66, nested: 5, leave-one-out, a column of the table, sites
        protocol   sound, as-published, or both
        arms       hcr, or hcr and dlr with a section `deep`

      The smallest one that runs is Examples/minimal.yaml, 15 lines.
      """
    case .tables:
      """
      A table is CSV (comma, semicolon or tab; UTF-8, UTF-16, CP949 or Windows-1252; also .gz) or .xlsx. `file.xlsx#Sheet`
      names a worksheet. It has one row per patient, and a column with an id of its own in every row.

      - Titles above the header, empty rows and columns, days and percentages of Excel are understood and noted.
      - Numbers have a decimal point; in a table with semicolons, a decimal comma.
      - Empty cells, NA, n/a and `-` among numbers are missing values. Codes such as -9 and 999 are asked about.
      - Ids may lose zeros and case in a spreadsheet: 00123 and 123 are joined if nothing else is spelt so.
      """
    case .outcomes:
      """
      outcome: {column: response, event: non-CR, non-event: CR}

      The event is the positive class. Values are compared letter by letter; several may be listed: event: [PR, SD, PD].
      Without `non-event`, every other value that is not missing is one. Values that are neither exclude the patient.

      `apus study init` proposes a column that says a result or an event after treatment, and lists the others.
      --outcome COLUMN chooses another. `apus study size study.yaml` says how many events the models need.
      """
    case .images:
      """
      Images: NIfTI, NRRD, or a folder with one DICOM series. Regions: label images, RTSTRUCT, SEG.

        image: patients/{id}/T1.nii.gz      {id} is the id of the table; * and ? must match one path
        mask: patients/{id}/RS.dcm          for label images: label: 2; for names: roi: "GTV*"
        mask-of: T1                         the contour of another series, resampled
        between: fill                       slices without a contour between others are interpolated

      `apus inspect PATH` shows series, regions, grids and problems of any files.
      """
    case .linking:
      """
      Files named by UID need no sorting. Name the folder, and say by rules which series is meant:

        cohort: {table: clinical.csv, id: patient, images: export, patient-id: hospital_number}
        series:
          T2: {modality: MR, description: "*T2*", orientation: axial, choose: latest, roi: [GTV, "GTV*", Tumor]}

      Patients are joined by PatientID: the column `patient-id`, else the id. Contours are found by what they were drawn
      on. `apus study index FOLDER` shows what rules can choose from. What stays open is asked once for all patients.
      """
    case .review:
      """
      apus review study.yaml                      the page: every contour on its image, features, decisions
      apus review study.yaml --list               what asks for a look, the most suspicious patient first
      apus review study.yaml --html review.html   pictures of every lesion, on one page that opens offline
      apus review study.yaml --exclude ID --reason "contour in air"

      Decisions are lines of study.review.csv beside the study file. The next run leaves excluded patients out and names
      the decision in the flowchart, the report and exclusions.csv. No outcome is shown.
      """
    case .leakage:
      """
      A leak is anything that a model knows and that nobody knows before treatment, or that comes from test patients.

      - Columns known afterwards, ids, running numbers, days and copies of the outcome are named before any model.
      - In the protocol `sound` every selection, scaling, tuning and cutoff is fitted on training patients only.
        fits.json names the patients of every fit.
      - protocol: both adds the choices of the published study, each leak by its name.
      - apus audit DIR proves, refutes or leaves open each claim from the files of the run alone.
      """
    case .deep:
      """
      arms: [hcr, dlr]
      deep: {network: resnet50}

      The network is frozen, and a head is trained on its features under the same folds and budget as the handcrafted
      models. `apus weights list` lists networks, `apus weights install efficientnet-lite0` installs one; an ONNX file
      works too. `apus deep features` writes the vectors, `apus deep maps` shows where they come from.
      """
    case .models:
      """
      apus predict results/models/hcr_mr_cf --cases new.csv     probabilities for new patients
      apus validate results/models/hcr_mr_cf other/study.yaml   external validation on another cohort

      A saved model gives the numbers of its study to the last bit, or refuses. It refuses patients outside the range of
      its training patients and says how far they are; --accept predicts and flags them.
      """
    case .checklists:
      """
      apus study checklists results -o lists                  CLEAR, METRICS, TRIPOD+AI and RQS as page, table, DOCX
      apus study checklists results -o lists --list metrics   one of them

      An item is reported only with its places in the files of the run: a field, a column or a file. What no file holds is
      a question to the authors. An item about leakage is reported only if the audit proves what it rests on. METRICS and
      RQS have a score: what the run alone earns, and what it becomes if the authors can answer yes to all that is open.
      """
    case .interchange:
      """
      apus study export results --as ro-crate                hashes and contents of every file, in the folder itself
      apus study export results --as sqlite -o run.sqlite    features, predictions and results as tables
      apus study export results --as dicom -o objects        of every patient, or --patient P001

      Documentation/results.schema.json is the schema of results.json. DICOM objects are a segmentation of each region and
      a measurement report with features (IBSI codes, UCUM units) and predictions; they name study and series of the
      images and are therefore not anonymous.
      """
    case .slurm:
      """
      apus slurm submit study.yaml -o results --tasks 32     tasks by patient and by fit, then the run itself
      apus slurm submit cohort.csv -o features.csv -- -p params.yaml
      apus slurm status results                              0 done, 75 tasks wait or run, 2 a task failed
      apus slurm cancel results                              what tasks have made is kept

      Options of the command itself follow two dashes, those of sbatch one by one: --sbatch=--partition=long. The nodes
      must see images, results and this program under the same paths. The values are those of one machine.
      """
    case .exitCodes:
      """
        0   complete
        1   nothing usable: no patient, no model, all cases failed
        2   complete, but some patients or cases failed; they are named
       64   the command line is wrong
       65   a file is wrong, or something was found (study check, inspect)
       69   a program, a library or weights are missing
       74   a result cannot be written: the disk is full, or a share has gone
       75   tasks of a cluster wait or run (slurm status)
       77   a result may not be written there: permissions
      141   standard output was closed by its reader

      Results go to standard output, progress and messages to standard error.
      """
    }
  }
}
