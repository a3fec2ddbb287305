import { counted, day, h, replace, table } from './dom.js'
import { read } from './server.js'
import { estimateWords } from './study.js'

function measuresPart(view) {
  const { measures } = view.comparison
  const protocols = new Set(measures.map((one) => one.protocol))
  return [
    h('h2', {}, 'Measures on patients whom the models have not seen'),
    table('AUC with its 95 % interval; the difference is second minus first', [
      { title: 'Model' }, { title: 'Measure' }, { title: 'First' }, { title: 'Second' }, { title: 'Difference', className: 'number' },
    ], measures.map((one) => [
      [one.model, protocols.size > 1 ? h('span', { class: 'under' }, one.protocol) : null], one.measure,
      one.first ? estimateWords(one.first) : 'no such model', one.second ? estimateWords(one.second) : 'no such model',
      typeof one.difference === 'number' ? (one.difference > 0 ? '+' : '') + one.difference.toFixed(3) : '',
    ])),
    h('p', { class: 'quiet small' }, 'The difference has no interval and no test: two runs can differ in patients, in settings, or in both.'),
  ]
}

function settingsPart(view) {
  const { settings } = view.comparison
  return [
    h('h2', {}, 'Settings that differ'),
    settings.length === 0 ? h('p', {}, 'None: both runs had the same settings.')
      : table(null, [{ title: 'Key of the study file' }, { title: 'First' }, { title: 'Second' }],
        settings.map((one) => [h('code', {}, one.key), one.first ?? 'not given', one.second ?? 'not given'])),
  ]
}

function idList(title, ids) {
  return ids.length === 0 ? null : h('details', { open: ids.length <= 20 },
    h('summary', {}, `${title}: ${ids.length}`), h('p', {}, ids.join(', ')))
}

function patientsPart(view) {
  const { patients } = view.comparison
  return [
    h('h2', {}, 'Patients'),
    h('p', {}, `${counted(patients.both, 'patient')} in both runs.`,
      patients.onlyFirst.length + patients.onlySecond.length + patients.otherOutcome.length === 0 ? ' The cohorts are the same.' : ''),
    idList('Only in the first', patients.onlyFirst), idList('Only in the second', patients.onlySecond),
    idList('With another outcome', patients.otherOutcome),
  ]
}

function head(run, words) {
  return [words, [run.place, h('span', { class: 'under' }, run.summary.name)], day(run.summary.date), run.summary.software,
    run.hasReport ? h('a', { href: `run/${run.number}/report.html`, target: '_blank', rel: 'noopener' }, 'Report',
      h('span', { class: 'hidden' }, ` of ${run.place}, opens in a new tab`)) : '']
}

/** Two runs side by side. */
export async function showComparison(context, first, second) {
  context.title('Two runs')
  const view = await read(`compare/${first}/${second}.json`)
  replace(context.part, [
    h('p', { class: 'small' }, h('a', { href: '#' }, 'All studies')),
    h('h1', {}, 'Two runs side by side'),
    table(null, [{ title: 'Run' }, { title: 'Folder' }, { title: 'Results' }, { title: 'Program' }, { title: 'Report' }],
      [head(view.first, 'First'), head(view.second, 'Second')]),
    measuresPart(view), settingsPart(view), patientsPart(view),
  ])
}
