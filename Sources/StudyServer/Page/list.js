import { complain, counted, day, h, replace, table } from './dom.js'
import { read } from './server.js'

/** What the last check of a study found, in words. */
export function checkWords(study) {
  if (study.fault) return h('span', { class: 'grave' }, 'The file cannot be read')
  const check = study.check
  if (!check) return h('span', { class: 'quiet' }, 'Never checked')
  const found = check.refusals + check.failing
  const words = found === 0 ? h('span', { class: 'good' }, 'No problem found')
    : h('span', { class: 'grave' }, check.refusals > 0
      ? `Would be refused: ${counted(check.refusals, 'reason')}`
      : `${counted(check.failing, 'patient')} with a problem`)
  return [words, h('span', { class: 'under' }, day(check.date),
    check.isOutdated ? '; the study was changed since' : '')]
}

/** What is at work, in words; null if nothing is. */
export function workWords(study) {
  const job = study.job
  if (job && !job.outcome) {
    const stage = job.progress.stages.at(-1)
    const words = job.kind === 'check' ? 'Checking' : 'Running'
    return stage ? `${words}: ${stage.name}, ${stage.done} of ${stage.total}` : `${words}: reading the study file`
  }
  if (study.stray) return study.stray === 'check' ? 'A check that another server started' : 'A run that another server started'
  return study.isBusy ? 'Another job is at work in its folder' : null
}

/** What the audit of a run found, in words. */
export function auditWords(summary) {
  if (!summary?.audit) return summary ? h('span', { class: 'quiet' }, 'Not audited') : null
  return summary.audit.refuted.length === 0 ? h('span', { class: 'good' }, 'Nothing refuted')
    : h('span', { class: 'grave' }, `${counted(summary.audit.refuted.length, 'claim')} refuted`)
}

function runWords(study) {
  const work = workWords(study)
  if (work) return h('span', { class: 'strong' }, work)
  const done = study.runs.find((run) => run.summary)
  if (!done) return h('span', { class: 'quiet' }, study.runs.length > 0 ? 'No results yet' : 'Never run')
  return [`Finished ${day(done.summary.date)}`, h('span', { class: 'under' },
    `${counted(done.summary.events + done.summary.nonEvents, 'patient')}, ${done.place}`)]
}

function studies(all) {
  return table(null, [{ title: 'Study' }, { title: 'Check' }, { title: 'Run' }, { title: 'Audit' }],
    all.map((study) => [
      [h('a', { href: `#study/${study.number}`, id: `study-${study.number}` }, study.name),
        h('span', { class: 'under' }, study.place)],
      checkWords(study), runWords(study), auditWords(study.runs.find((run) => run.summary)?.summary),
    ]))
}

function contents(view) {
  return [
    h('h1', {}, 'Studies'),
    view.isComplete ? null : h('p', { class: 'care' },
      'The folder is so large that not all of it was searched. Serve a folder nearer to the studies to see them all.'),
    view.studies.length > 0 ? studies(view.studies)
      : h('p', {}, 'There is no study file (a YAML file with the key apus) below this folder.'),
    view.folders.length > 0 ? [
      h('h2', {}, 'Folders without a study file'),
      h('p', { class: 'quiet' }, 'A study can be made of images with contours, or of a table of features, and a clinical table.'),
      table(null, [{ title: 'Folder' }, { title: 'Tables' }], view.folders.map((folder) => [
        h('a', { href: `#folder/${folder.number}`, id: `folder-${folder.number}` },
          `Make a study of ${folder.place || 'the whole folder'}`),
        folder.tables.slice(0, 4).join(', ') + (folder.tables.length > 4 ? ` and ${folder.tables.length - 4} more` : ''),
      ])),
    ] : null,
    view.strayRuns.length > 0 ? [
      h('h2', {}, 'Runs whose study file is not below this folder'),
      h('ul', { class: 'plain' }, view.strayRuns.map((run) => h('li', {},
        run.hasReport ? h('a', { href: `run/${run.number}/report.html`, target: '_blank', rel: 'noopener' }, `Report of ${run.place}`)
          : run.place, run.summary ? `, ${day(run.summary.date)}` : ''))),
    ] : null,
  ]
}

/** The studies below the folder, asked again every few seconds. */
export async function showList(context) {
  context.title('Studies')
  let last = ''
  const update = async () => {
    const view = await read('studies.json')
    const text = JSON.stringify(view)
    if (context.isGone || text === last) return
    last = text
    replace(context.part, contents(view))
  }
  await update()
  const timer = setInterval(async () => {
    try {
      await update()
      if (!context.isGone) complain(null)
    } catch (error) {
      if (!context.isGone) complain(error.message)
    }
  }, 3000)
  context.onLeave(() => clearInterval(timer))
}
