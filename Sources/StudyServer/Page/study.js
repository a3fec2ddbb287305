import { complain, counted, day, duration, h, replace, say, select, table } from './dom.js'
import { auditWords, checkWords, workWords } from './list.js'
import { post, read } from './server.js'

const outcomes = {
  check: {
    complete: ['fine', 'The check found nothing that would fail.'],
    problems: ['bad', 'The check found problems; they are listed below.'],
    failed: ['bad', 'The check could not be made.'],
    stopped: ['doubt', 'The check was stopped.'],
    crashed: ['bad', 'The check crashed. This is a fault of Apus; please report it with the lines below.'],
  },
  run: {
    complete: ['fine', 'The run is complete.'],
    someFailed: ['doubt', 'The run is complete, but some patients were left out for a fault. The report names them.'],
    failed: ['bad', 'The run gave no result. Earlier results, if there are any, are unchanged.'],
    stopped: ['doubt', 'The run was stopped. Earlier results, if there are any, are unchanged, and features that were computed are kept.'],
    crashed: ['bad', 'The run crashed. Earlier results are unchanged. This is a fault of Apus; please report it with the lines below.'],
  },
}

function stageRow(stage, isLast, isRunning) {
  const isWorking = isLast && isRunning
  const bar = h('progress', {
    max: Math.max(1, stage.total), value: stage.done, 'aria-label': `${stage.name}: ${stage.done} of ${stage.total}`,
  })
  return [stage.name, bar, `${stage.done} of ${stage.total}`, duration(stage.seconds),
    isWorking && stage.left !== undefined && stage.left !== null ? `about ${duration(stage.left)}` : '']
}

function jobPart(job) {
  if (!job) return null
  const { stages, remarks, forgotten } = job.progress
  const [kind, words] = job.outcome ? outcomes[job.kind][job.outcome] ?? ['bad', 'It failed.'] : []
  const title = job.kind === 'check' ? 'Check' : 'Run'
  const bad = remarks.filter((remark) => remark.level !== 'warning').length
  return h('section', {},
    h('h2', {}, job.outcome ? `Last ${title.toLowerCase()}` : `${title} at work`),
    job.outcome ? h('div', { class: `notice ${kind}` }, h('p', {}, words), h('p', { class: 'quiet small' }, `It took ${duration(job.seconds)}.`))
      : h('p', {}, stages.length === 0 ? `Reading the study file. ${duration(job.seconds)} so far.`
        : `${duration(job.seconds)} so far. Further stages follow those that are listed.`),
    stages.length > 0 ? h('div', { class: 'stages' }, table('Stages of the work', [
      { title: 'Stage' }, { title: 'Progress' }, { title: 'Steps done', className: 'number' },
      { title: 'Time', className: 'number' }, { title: 'Time left', className: 'number' },
    ], stages.map((stage, at) => stageRow(stage, at === stages.length - 1, !job.outcome)))) : null,
    remarks.length > 0 ? h('details', { id: 'remarks', open: bad > 0 },
      h('summary', {}, `${counted(remarks.length + forgotten, 'warning')} of the ${title.toLowerCase()}`),
      h('ul', {}, remarks.map((remark) => h('li', { class: remark.level === 'warning' ? null : 'grave' }, remark.text,
        Object.entries(remark.facts).map(([key, value]) => h('span', { class: 'under' }, `${key}: ${value}`)))))) : null)
}

function list(texts) {
  return texts.length === 1 ? texts[0] : h('ul', {}, texts.map((text) => h('li', {}, text)))
}

const severities = { note: 'Note', caution: 'Caution', nothingCanBeConcluded: 'Nothing can be concluded' }

function findingsPart(view) {
  const found = view.findings
  if (!found) return null
  const asked = found.patients.filter((patient) => patient.problems.length === 0)
  const failing = found.patients.filter((patient) => patient.problems.length > 0)
  const estimate = found.estimate
  return h('section', {},
    h('h2', {}, 'What the check found'),
    h('p', { class: 'quiet' }, day(view.study.check.date),
      view.study.check.isOutdated ? h('span', { class: 'care' }, '. The study was changed since; check it again.') : '.'),
    found.refusals.length > 0 ? h('div', { class: 'notice bad' }, h('p', { class: 'strong' }, 'The study would be refused:'),
      found.refusals.map((text) => h('p', {}, text))) : null,
    h('p', {}, `${counted(found.screened, 'row')} in the table, ${found.excluded} excluded by the study, ${failing.length} with a problem, `
      + `${found.usable.events + found.usable.nonEvents} usable: ${found.usable.events} with the event, ${found.usable.nonEvents} without.`,
    estimate ? ` Features of ${counted(estimate.patients, 'patient')} take about `
      + `${duration(estimate.secondsPerPatient * estimate.patients / Math.max(1, estimate.threads))}.` : ''),
    failing.length > 0 ? table('Patients who would be left out', [{ title: 'Patient' }, { title: 'Problem' }, { title: 'To be looked at' }],
      failing.map((patient) => [patient.id, list(patient.problems), patient.remarks.length > 0 ? list(patient.remarks) : ''])) : null,
    found.findings.length > 0 ? [h('h3', {}, 'About the study'), h('ul', {}, found.findings.map((finding) => h('li', {},
      h('span', { class: finding.severity === 'note' ? 'quiet' : 'care' }, `${severities[finding.severity] ?? finding.severity}: `),
      finding.title, finding.detail ? h('span', { class: 'under' }, finding.detail) : null)))] : null,
    asked.length > 0 ? h('details', { id: 'asked', open: asked.length <= 10 },
      h('summary', {}, `To be looked at in ${counted(asked.length, 'patient')} who can be used`),
      table(null, [{ title: 'Patient' }, { title: 'To be looked at' }], asked.map((patient) => [patient.id, list(patient.remarks)]))) : null)
}

/** An estimate with its interval, to two decimals. */
export function estimateWords(estimate) {
  if (!estimate) return ''
  if (typeof estimate.value !== 'number') return 'not defined'
  const interval = estimate.lower !== undefined && estimate.upper !== undefined
    ? ` (${estimate.lower.toFixed(2)} to ${estimate.upper.toFixed(2)})` : ''
  return estimate.value.toFixed(2) + interval
}

/** The findings of the audit of a run. */
function auditPart(run) {
  const audit = run.summary?.audit
  if (!audit) return null
  const claims = [...audit.claims].sort((a, b) => Number(b.verdict === 'refuted') - Number(a.verdict === 'refuted'))
  return h('details', { id: `audit-${run.number}` },
    h('summary', {}, `Audit of ${run.place}`),
    h('p', {}, audit.conclusion, '.'),
    table(null, [{ title: 'Claim' }, { title: 'Verdict' }, { title: 'Basis' }], claims.map((claim) => [
      claim.claim,
      h('span', { class: claim.verdict === 'refuted' ? 'grave' : claim.verdict === 'proved' ? 'good' : 'quiet' }, claim.verdict,
        claim.protocol ? h('span', { class: 'under' }, claim.protocol) : null),
      [claim.basis, claim.evidence.map((text) => h('span', { class: 'under' }, text))],
    ])))
}

function runsPart(view, state) {
  const runs = view.study.runs
  const done = runs.filter((run) => run.summary)
  if (runs.length === 0) return h('section', {}, h('h2', {}, 'Runs'), h('p', { class: 'quiet' }, 'This study was never run.'))
  return h('section', {},
    h('h2', {}, 'Runs'),
    table('AUC of each model on patients whom it has not seen, with its 95 % interval', [
      { title: 'Results' }, { title: 'Patients' }, { title: 'AUC' }, { title: 'Audit' }, { title: 'Report' },
    ], runs.map((run) => [
      [run.summary ? day(run.summary.date) : 'No results', h('span', { class: 'under' }, run.place)],
      run.summary ? [`${run.summary.events + run.summary.nonEvents}`, h('span', { class: 'under' },
        `${run.summary.events} with the event`, run.summary.failed > 0 ? `, ${run.summary.failed} left out for a fault` : '')] : run.fault ?? '',
      run.summary ? h('ul', { class: 'plain' }, run.summary.models.map((model) => h('li', {}, `${model.name}: ${estimateWords(model.auc)}`))) : '',
      auditWords(run.summary) ?? '',
      run.hasReport ? h('a', { href: `run/${run.number}/report.html`, target: '_blank', rel: 'noopener' },
        'Report', h('span', { class: 'hidden' }, ` of ${run.place}, opens in a new tab`)) : '',
    ])),
    done.slice(0, 1).flatMap((run) => run.summary.findings.map((finding) => h('div', { class: finding.severity === 'caution' ? 'notice doubt' : 'notice bad' },
      h('p', {}, finding.title)))).slice(0, 12),
    done.map(auditPart),
    done.length > 1 ? comparePart(done, state) : null)
}

function comparePart(done, state) {
  const choices = done.map((run) => ({ value: String(run.number), text: `${run.place}, ${day(run.summary.date)}` }))
  state.first ??= choices[1].value
  state.second ??= choices[0].value
  return h('div', {},
    h('h3', {}, 'Two runs side by side'),
    h('div', { class: 'actions' },
      h('div', {}, select('first', 'First run', choices, state.first, (value) => { state.first = value })),
      h('div', {}, select('second', 'Second run', choices, state.second, (value) => { state.second = value })),
      h('button', { type: 'button', id: 'compare', on: { click: () => { location.hash = `compare/${state.first}/${state.second}` } } }, 'Compare')))
}

/** What is at work although this server did not start it. */
function strayPart(study) {
  if (!study.isBusy || (study.job && !study.job.outcome)) return null
  return h('p', { class: 'care' }, study.stray
    ? `A ${study.stray} that another server started is at work here; that server may have ended since. Its progress is not known. Wait, or stop it.`
    : 'Another job is at work in the folder of this study, of this server or of another program.')
}

function actionsPart(view, state, act) {
  const { study } = view
  const isBusy = workWords(study) !== null
  const isOurs = study.job && !study.job.outcome
  const targets = [{ value: '', text: 'a new folder' }].concat(
    study.runs.map((run) => ({ value: String(run.number), text: `${run.place}, replacing what is there` })))
  if (!targets.some((target) => target.value === state.target)) state.target = targets.at(study.runs.length > 0 ? 1 : 0).value
  return h('div', { class: 'actions' },
    h('button', { type: 'button', id: 'check', disabled: isBusy, on: { click: () => act('check') } }, 'Check'),
    h('button', { type: 'button', id: 'run', class: 'main', disabled: isBusy || study.fault !== undefined && study.fault !== null,
      on: { click: () => act('run', { run: state.target === '' ? null : Number(state.target) }) } }, 'Run'),
    study.runs.length > 0 && !isBusy ? h('div', {}, select('target', 'Results go to', targets, state.target, (value) => { state.target = value })) : null,
    isOurs || study.stray ? h('button', { type: 'button', id: 'stop', on: { click: () => act('stop') } },
      (isOurs ? study.job.kind : study.stray) === 'check' ? 'Stop the check' : 'Stop the run') : null)
}

/** A study file, with comments set apart. */
export function fileText(text, before = null) {
  const known = before === null ? null : new Set(before.split('\n'))
  return h('pre', { tabindex: '0', role: 'region', 'aria-label': 'Text of the study file' }, text.replace(/\n$/, '').split('\n').map((line) => [
    h('span', { class: [/^\s*#/.test(line) ? 'comment' : '', known && !known.has(line) ? 'changed' : ''].join(' ').trim() || null }, line), '\n']))
}

/** The review of contours is a page of its own, of `apus review`. */
function reviewPart(view, act) {
  const { review, study } = view
  if (study.fault) return null
  if (review?.address) {
    return h('p', {}, h('a', { href: review.address, target: '_blank', rel: 'noopener' }, 'Review of the contours',
      h('span', { class: 'hidden' }, ', opens in a new tab')), '. Patients whom you exclude there are left out by the next check and run.')
  }
  return [
    review?.fault ? h('div', { class: 'notice bad' }, h('p', { class: 'strong' }, 'The review of the contours could not be opened:'), h('p', {}, review.fault)) : null,
    h('div', { class: 'actions' }, h('button', { type: 'button', id: 'review', disabled: review?.isOpen ?? false, on: { click: () => act('review') } },
      review?.isOpen ? 'Opening the review' : 'Review the contours')),
  ]
}

function announce(job) {
  if (!job) return
  const stage = job.progress.stages.at(-1)
  if (job.outcome) say((outcomes[job.kind][job.outcome] ?? ['', 'It failed.'])[1])
  else if (stage) say(`${stage.name} began`)
}

/** A study: its file, its check, its runs, and what is at work. */
export async function showStudy(context, number) {
  const state = { target: undefined }
  const parts = Object.fromEntries(['head', 'actions', 'job', 'findings', 'review', 'runs', 'file'].map((name) => [name, h('div')]))
  const shown = {}
  const put = (name, value, make) => {
    const text = JSON.stringify(value)
    if (shown[name] === text) return
    shown[name] = text
    replace(parts[name], make())
  }
  const show = (view) => {
    if (context.isGone) return
    const { study } = view
    context.title(study.name)
    put('head', [study.name, study.fault, study.check], () => [
      h('p', { class: 'small' }, h('a', { href: '#' }, 'All studies')), h('h1', {}, study.name),
      h('p', { class: 'quiet' }, study.place), h('p', {}, checkWords(study)),
      study.fault ? h('div', { class: 'notice bad' }, h('p', {}, study.fault)) : null])
    put('actions', [study.runs.map((run) => run.number), workWords(study), study.stray, study.job?.kind, study.job?.outcome, study.fault].map(String),
      () => [actionsPart(view, state, act), strayPart(study)])
    put('job', study.job, () => [jobPart(study.job)])
    put('findings', [view.findings, study.check], () => [findingsPart(view)])
    put('review', [view.review, study.fault], () => [reviewPart(view, act)])
    put('runs', study.runs, () => [runsPart(view, state)])
    put('file', view.text, () => [h('h2', {}, 'Study file'), fileText(view.text)])
    announce(study.job)
  }
  let isAtWork = true
  const act = async (name, body) => {
    complain(null)
    isAtWork = true
    try {
      show(await post(`study/${number}/${name}`, body))
    } catch (error) {
      complain(error.message)
    }
  }
  show(await read(`study/${number}.json`))
  replace(context.part, Object.values(parts))
  // What is at work is asked for every second, and what can only change from outside less often.
  const ask = async () => {
    try {
      const view = await read(`study/${number}.json`)
      isAtWork = (view.study.job && !view.study.job.outcome) || (view.review?.isOpen && !view.review.address)
      show(view)
    } catch (error) {
      if (!context.isGone) complain(error.message)
    }
    if (!context.isGone) setTimeout(ask, isAtWork ? 1000 : 3000)
  }
  setTimeout(ask, 1000)
}
