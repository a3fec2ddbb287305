import { choice, complain, counted, duration, h, replace, say, select, table } from './dom.js'
import { post, read } from './server.js'
import { fileText } from './study.js'

const roles = [
  { value: 'model', text: 'used by models' }, { value: 'recorded', text: 'recorded only (Table 1)' },
  { value: 'leftOut', text: 'left out' },
]
const kinds = { continuous: 'numbers', categorical: 'levels' }
const protocols = {
  sound: ['sound', 'nothing of the test patients is seen before the evaluation'],
  'as-published': ['as published', 'repeats the choices of the published study, which can make results too good'],
  both: ['both', 'shows how much those choices matter'],
}

/** What is asked of the server: the sources, and the answers so far. */
function freshRequest(folder) {
  const top = folder.tables.filter((name) => !name.includes('/'))
  const needsChoice = top.length !== 1
  return {
    table: needsChoice && folder.tables.length > 0 ? 0 : null, features: null, id: null,
    answers: { factors: {}, series: {} },
  }
}

function factor(request, column) {
  request.answers.factors[column] ??= { groups: {} }
  return request.answers.factors[column]
}

function serie(request, name) {
  request.answers.series[name] ??= { isUsed: true }
  return request.answers.series[name]
}

// The parts of the form. Each takes the questions as the server sees them now, and calls `change` after an answer.

function sourcePart(folder, request, again) {
  const tables = folder.tables.map((name, at) => ({ value: String(at), text: name }))
  const own = request.table === null ? String(folder.tables.findIndex((name) => !name.includes('/'))) : String(request.table)
  const sources = [{ value: '', text: 'images in this folder' }].concat(
    tables.map((one) => ({ value: one.value, text: `features in ${one.text}` })))
  return h('fieldset', {}, h('legend', {}, 'Files'),
    select('table', 'Clinical table', tables, own, (value) => again(() => { request.table = Number(value) })),
    select('source', 'Features come from', sources, request.features === null ? '' : String(request.features),
      (value) => again(() => { request.features = value === '' ? null : Number(value) })))
}

function joinPart(form, request, again) {
  const { join } = form
  const ids = join.choices.map((one) => ({
    value: one.column, text: one.joined > 0 ? `${one.column}: names ${counted(one.joined, 'patient')} of the ${form.series.length > 0 ? 'images' : 'features'}` : one.column,
  }))
  return h('fieldset', {}, h('legend', {}, 'Patients'),
    h('p', {}, `${form.complete} of ${counted(form.rows, 'row')} of the table have everything that the study needs.`),
    select('id', 'Column that names the patients in results', ids, join.id, (value) => again(() => { request.id = value })),
    join.key === join.id ? null : h('p', { class: 'quiet small' },
      `Images are joined by the column ${join.key}, which has their PatientIDs and stands in no result.`),
    form.remarks.length > 0 ? h('details', { id: 'found' }, h('summary', {}, 'What was found'),
      h('ul', {}, form.remarks.map((text) => h('li', {}, text)))) : null)
}

function outcomePart(form, request, change) {
  const chosen = form.outcomes.find((one) => one.isChosen)
  const choices = form.outcomes.map((one) => ({
    value: one.column, text: `${one.column}: ${one.events} with the event, ${one.nonEvents} without`
      + (one.unknowns > 0 ? `, ${one.unknowns} not known` : ''),
  }))
  const events = () => chosen.levels.filter((level) => level.isEvent).map((level) => level.name)
  return h('fieldset', {}, h('legend', {}, 'Outcome'),
    select('outcome', 'Column', choices, chosen.column, (value) => change(() => {
      request.answers.outcome = value
      delete request.answers.event
    })),
    chosen.isTold ? null : h('p', { class: 'care small' }, chosen.isFinding
      ? 'It may also be known before treatment. Is it the outcome?' : 'No name and no value says that this is an outcome. Is it the outcome?'),
    chosen.unclear.length > 0 ? h('p', { class: 'care small' }, `Is ${chosen.unclear.join(', ')} an event? It was set against the complete response. Check it.`) : null,
    chosen.isGuess ? h('p', { class: 'care small' }, 'The words do not tell which value is the event; the rarer one was taken. Check it.') : null,
    h('p', { class: 'strong' }, 'The event is'),
    // Of two levels one is the event; with boxes, both would be for a moment, which no study can have.
    chosen.levels.map((level, at) => choice(chosen.levels.length === 2 ? 'radio' : 'checkbox', `event-${at}`, 'event', `${level.name} (${counted(level.count, 'patient')})`, level.isEvent,
      (isOn) => change(() => {
        request.answers.outcome = chosen.column
        const others = chosen.levels.length === 2 ? [] : events().filter((name) => name !== level.name)
        request.answers.event = isOn ? [...others, level.name] : others
      }), level.values.length > 1 ? `written as ${level.values.join(', ')}` : null)))
}

function regionPart(one, at, request, change) {
  const set = (rois) => change(() => { serie(request, one.name).rois = rois })
  if (!one.isNamed || !one.isUsed) return null
  if (!one.takesSeveral) {
    return [h('label', { for: `roi-${at}`, class: 'block' }, 'Name of the region, or a pattern such as GTV*'),
      h('input', { type: 'text', id: `roi-${at}`, value: one.rois[0] ?? '', list: `rois-${at}`, autocomplete: 'off',
        on: { change: (event) => set([event.target.value]) } }),
      h('datalist', { id: `rois-${at}` }, one.regions.map((region) => h('option', { value: region.name }, counted(region.patients, 'patient'))))]
  }
  const own = one.rois.filter((roi) => !one.regions.some((region) => region.name === roi))
  return [h('p', { class: 'strong' }, 'Names of the region, tried in their order'),
    one.regions.slice(0, 20).map((region, number) => choice('checkbox', `roi-${at}-${number}`, `roi-${at}`,
      `${region.name} (${counted(region.patients, 'patient')})`, one.rois.includes(region.name),
      (isOn) => set(isOn ? [...one.rois, region.name] : one.rois.filter((roi) => roi !== region.name)))),
    h('label', { for: `roi-${at}`, class: 'block' }, 'Another name, or a pattern such as GTV*'),
    h('input', { type: 'text', id: `roi-${at}`, value: own[0] ?? '', autocomplete: 'off', on: {
      change: (event) => set([...one.rois.filter((roi) => !own.includes(roi)), event.target.value].filter((roi) => roi.trim() !== '')),
    } })]
}

/** "1.5" as a number; null for an empty field. */
function number(text) { return text.trim() === '' ? null : Number(text) }

/** Words between semicolons as a list. */
function listOf(text) { return text.split(';').map((one) => one.trim()).filter((one) => one !== '') }

function field(id, label, value, set, attributes = {}) {
  return [h('label', { for: id, class: 'block' }, label),
    h('input', { type: 'text', id, value: value ?? '', autocomplete: 'off', ...attributes, on: { change: (event) => set(event.target.value) } })]
}

/** Two numbers, from and to, which are one range; both empty for none. */
function rangePart(id, label, range, step, set) {
  const read = () => ['from', 'to'].map((end) => number(document.getElementById(`${id}-${end}`).value))
  const changed = () => {
    const [from, to] = read()
    if (from === null && to === null) set(undefined)
    else set([from ?? 0, to ?? 1e9])
  }
  const shown = (value) => (value === undefined || value === null || value >= 1e9 ? '' : String(value))
  return h('div', { class: 'range' }, ['from', 'to'].map((end, at) => h('span', {},
    h('label', { for: `${id}-${end}` }, at === 0 ? `${label}: from` : 'to'),
    h('input', { type: 'number', id: `${id}-${end}`, min: 0, step, value: shown(range?.[at]), on: { change: changed } }))))
}

const choices = {
  series: [['', 'none: several stay an open question'], ['contoured', 'the one that contours were drawn on'], ['latest', 'the latest'],
    ['earliest', 'the earliest'], ['most-slices', 'the one with most slices']],
  sets: [['', 'none: several stay an open question'], ['latest', 'the latest'], ['earliest', 'the earliest']],
  orientation: [['', 'any'], ['axial', 'axial'], ['coronal', 'coronal'], ['sagittal', 'sagittal']],
}

function pick(id, label, name, chosen, set) {
  return select(id, label, choices[name].map(([value, text]) => ({ value, text })), chosen ?? '', (value) => set(value === '' ? undefined : value))
}

/** The rules by which a series is found in an export. Every field is one key of the file. */
function linkedPart(one, at, request, change) {
  const set = (part, key, value) => change(() => {
    const rules = structuredClone(serie(request, one.name).rules ?? one.linked)
    if (value === undefined || value === null) delete rules[part][key]
    else rules[part][key] = value
    serie(request, one.name).rules = rules
  })
  const { series, sets } = one.linked
  const id = (name) => `rule-${at}-${name}`
  return [
    field(id('modality'), 'Modality, as in DICOM (MR, CT, PT)', series.modality, (value) => set('series', 'modality', value.trim() || undefined)),
    field(id('description'), 'Descriptions, with ; between them; * and ? stand for any letters', series.description.join('; '), (value) => set('series', 'description', listOf(value))),
    field(id('image-type'), 'Image types that all must be there, with ; between them', series.imageType.join('; '), (value) => set('series', 'imageType', listOf(value))),
    rangePart(id('echo'), 'Echo time in ms', series.echoTime, 'any', (value) => set('series', 'echoTime', value)),
    rangePart(id('repetition'), 'Repetition time in ms', series.repetitionTime, 'any', (value) => set('series', 'repetitionTime', value)),
    rangePart(id('slices'), 'Slices', series.slices, 1, (value) => set('series', 'slices', value && [Math.max(1, Math.round(value[0])), Math.round(value[1])])),
    pick(id('orientation'), 'Orientation of the slices', 'orientation', series.orientation, (value) => set('series', 'orientation', value)),
    pick(id('choose'), 'Of several series of a patient, take', 'series', series.choose, (value) => set('series', 'choose', value)),
    h('p', { class: 'strong' }, 'Structure set'),
    field(id('label'), 'Labels or patterns in the order in which they are tried, with ; between them', sets.label.join('; '), (value) => set('sets', 'label', listOf(value))),
    choice('checkbox', id('approved'), id('approved'), 'only approved ones', sets.isApproved, (isOn) => set('sets', 'isApproved', isOn)),
    pick(id('sets'), 'Of several structure sets, take', 'sets', sets.choose, (value) => set('sets', 'choose', value)),
  ]
}

/** The patterns of paths by which a series is found. */
function pathsPart(one, at, request, change) {
  const set = (key, value) => change(() => {
    serie(request, one.name).paths = { ...(serie(request, one.name).paths ?? one.paths), [key]: value.trim() }
  })
  return [
    field(`path-${at}-image`, 'Images: a pattern of paths; {id} stands for the id of the patient, * for anything', one.paths.image, (value) => set('image', value)),
    one.paths.mask ? field(`path-${at}-mask`, 'Contours: a pattern of paths', one.paths.mask, (value) => set('mask', value)) : null,
  ]
}

function rulesPart(one, at, request, change) {
  if (!one.isUsed) return null
  if (one.linked) return linkedPart(one, at, request, change)
  return one.paths ? pathsPart(one, at, request, change) : null
}

function seriesPart(form, request, change) {
  if (form.series.length === 0) return null
  return h('fieldset', {}, h('legend', {}, 'Series'), form.series.map((one, at) => h('div', { class: 'factor' },
    one.hasContours ? choice('checkbox', `series-${at}`, 'series', h('span', { class: 'strong' }, one.name), one.isUsed,
      (isOn) => change(() => { serie(request, one.name).isUsed = isOn }),
      `complete for ${counted(one.complete, 'patient')}, not for ${one.incomplete}`)
      : h('p', {}, h('span', { class: 'strong' }, one.name), h('span', { class: 'under' }, 'no contours were found for it, so it cannot be used')),
    one.hasContours ? regionPart(one, at, request, change) : null,
    h('details', { id: `rules-${at}` }, h('summary', {}, 'How it is found'),
      rulesPart(one, at, request, change),
      h('p', { class: 'strong' }, 'In the file'), h('ul', { class: 'plain small' }, one.rules.map((rule) => h('li', {}, h('code', {}, `${rule.key}: ${rule.value}`)))),
      one.remarks.map((text) => h('p', { class: 'quiet small' }, text))))))
}

function levelsPart(column, at, request, change) {
  if (column.levels.length === 0) return null
  const values = column.levels.flatMap((level) => level.values.map((value) => [value, level.name]))
    .concat(column.unknown.map((value) => [value, '']))
  return h('details', { id: `levels-${at}` },
    h('summary', {}, counted(column.levels.length, 'level'), ': ', column.levels.map((level) => `${level.name} (${level.count})`).join(', ')),
    h('p', { class: 'quiet small' }, 'Values with the same level are one level. A value without a level counts as unknown.'),
    h('div', { class: 'levels' }, values.map(([value, level], number) => [
      h('label', { for: `level-${at}-${number}` }, value),
      h('input', { type: 'text', id: `level-${at}-${number}`, value: level, autocomplete: 'off', on: {
        change: (event) => change(() => {
          const own = factor(request, column.column)
          own.role ??= column.role
          own.groups[value] = event.target.value.trim()
        }),
      } })])))
}

function columnPart(column, at, request, change) {
  const set = (apply) => change(() => apply(factor(request, column.column)))
  return h('div', { class: 'factor' },
    h('div', { class: 'line' },
      h('span', { class: 'name' }, column.column, column.unit && !column.column.includes(column.unit) ? h('span', { class: 'quiet' }, ` in ${column.unit}`) : null),
      h('span', {}, select(`role-${at}`, `Use of ${column.column}`, roles, column.role, (value) => set((own) => { own.role = value }), true)),
      column.kinds.length > 1 && column.kind ? h('span', {}, select(`kind-${at}`, `Values of ${column.column}`,
        column.kinds.map((kind) => ({ value: kind, text: kinds[kind] })), column.kind, (value) => set((own) => {
          own.role ??= column.role
          own.kind = value
          own.groups = {}
        }), true)) : column.kind ? h('span', { class: 'quiet' }, kinds[column.kind]) : null),
    column.reason ? h('p', { class: 'care small' }, column.reason) : null,
    column.remarks.map((text) => h('p', { class: 'quiet small' }, text)),
    levelsPart(column, at, request, change))
}

function factorsPart(form, request, change) {
  const open = form.columns.map((column, at) => [column, at]).filter(([column]) => column.isOpen)
  const closed = form.columns.filter((column) => !column.isOpen)
  const used = form.columns.filter((column) => column.role === 'model').length
  return h('fieldset', {}, h('legend', {}, 'Clinical factors'),
    h('p', {}, 'Keep those that a clinician would use before treatment. ',
      `${counted(form.plan.smaller, 'patient')} ${form.plan.smaller === 1 ? 'is' : 'are'} in the smaller class, and a rule of thumb asks for ten for each column of a model; `
      + `${counted(used, 'factor')} ${used === 1 ? 'is' : 'are'} used.`),
    open.map(([column, at]) => columnPart(column, at, request, change)),
    closed.length > 0 ? h('details', { id: 'closed' }, h('summary', {}, `${counted(closed.length, 'column')} that no model may learn from, or that are something else`),
      table(null, [{ title: 'Column' }, { title: 'Why' }], closed.map((column) => [column.column, column.reason]))) : null)
}

function same(first, second) { return JSON.stringify(first) === JSON.stringify(second) }

function splitPart(form, request, change) {
  const { plan } = form
  const ways = [
    [{ nested: { folds: plan.split.nested?.folds ?? 5 } }, 'Cross-validation: every patient is tested once'],
    [{ share: { training: plan.split.share?.training ?? 0.66 } }, 'One split: a share of the patients trains, the others test'],
    [{ leaveOneOut: {} }, 'Leave one out: each patient is tested by models of all others'],
    ...plan.splitColumns.map((name) => [{ column: { name } }, `The sides in the column ${name}`]),
    ...plan.siteColumns.map((column) => [{ sites: { column } }, `Sites in the column ${column}: each is tested with models of all others`]),
  ]
  const numberPart = (id, label, value, limits, make) => [h('label', { for: id, class: 'block' }, label),
    h('input', { type: 'number', id, value: String(value), ...limits, on: {
      change: (event) => change(() => { request.answers.split = make(Number(event.target.value)) }),
    } })]
  return h('fieldset', {}, h('legend', {}, 'Training and test'),
    ways.map(([way, words], at) => choice('radio', `split-${at}`, 'split', words, same(way, plan.split),
      () => change(() => { request.answers.split = way }))),
    plan.split.nested ? numberPart('folds', 'Folds', plan.split.nested.folds, { min: 2, max: 20, step: 1 }, (folds) => ({ nested: { folds: Math.round(folds) } })) : null,
    plan.split.share ? numberPart('share', 'Share of training patients', plan.split.share.training, { min: 0.1, max: 0.9, step: 0.01 },
      (training) => ({ share: { training } })) : null)
}

function planPart(form, request, change) {
  const { plan } = form
  const arms = [{ value: '', text: 'handcrafted features only' }].concat(
    plan.networks.map((name) => ({ value: name, text: `handcrafted features, and the network ${name}` })))
  return [
    splitPart(form, request, change),
    h('fieldset', {}, h('legend', {}, 'Protocol and arms'),
      Object.entries(protocols).map(([value, [words, under]], at) => choice('radio', `protocol-${at}`, 'protocol', words, value === plan.evaluation,
        () => change(() => { request.answers.evaluation = value }), under)),
      form.series.length > 0 ? [select('network', 'Arms', arms, plan.network ?? '', (value) => change(() => {
        if (value === '') delete request.answers.network
        else request.answers.network = value
      })), plan.networks.length === 0 ? h('p', { class: 'quiet small' }, 'No weights of a network are installed, so there is no deep arm to choose.') : null] : null,
      h('label', { for: 'name', class: 'block' }, 'Title of the study'),
      h('input', { type: 'text', id: 'name', value: form.name, on: { change: (event) => change(() => { request.answers.name = event.target.value }) } })),
  ]
}

function filePart(form, proposed, write) {
  return h('div', { class: 'keep' },
    h('h2', {}, 'study.yaml'),
    form.fault ? h('div', { class: 'notice bad' }, h('p', { class: 'strong' }, 'This study cannot be run as it is:'), h('p', {}, form.fault)) : null,
    h('div', { class: 'actions' }, h('button', { type: 'button', id: 'write', class: 'main', on: { click: write } }, 'Write study.yaml'),
      h('p', { class: 'quiet small' }, 'and cases.csv, with a row for each patient. Lines that your answers changed are marked.')),
    fileText(form.text, proposed))
}

/** The questions of a folder, and beside them the file that they make. */
export async function showForm(context, number) {
  const folder = (await read('studies.json')).folders.find((one) => one.number === number)
  if (!folder) throw new Error('This folder has a study file now, or is gone. Open the list of studies.')
  let request = freshRequest(folder)
  let proposed = null
  let last = 0
  const [head, form, file] = [h('div'), h('div'), h('div')]
  const top = (words) => replace(head, h('p', { class: 'small' }, h('a', { href: '#' }, 'All studies')),
    h('h1', {}, `A study of ${folder.place || 'this folder'}`), words ? h('p', {}, words) : null)

  const render = (own) => {
    top('Everything that you answer stands in the file beside it; nothing else is kept. Answers are those of apus study init until you change them.')
    replace(form, sourcePart(folder, request, again), joinPart(own, request, again), outcomePart(own, request, change),
      seriesPart(own, request, change), factorsPart(own, request, change), planPart(own, request, change))
    replace(file, filePart(own, proposed, write))
  }
  const failed = (error) => {
    complain(error.message)
    if (form.childElementCount === 0) {
      top(null)
      replace(form, sourcePart(folder, request, again),
        h('div', { class: 'actions' }, h('button', { type: 'button', id: 'again', on: { click: () => again(() => {}) } }, 'Look again')))
    }
  }
  // Answers follow each other faster than the server may be: only what belongs to the last one is shown.
  const ask = async () => {
    last += 1
    const own = last
    for (;;) {
      const reply = await post(`folder/${number}/form`, request)
      if (context.isGone || own !== last) return
      if (reply.form) {
        proposed ??= reply.form.text
        return render(reply.form)
      }
      top(`Looking at tables, images and contours, for ${duration(reply.looking)} so far. This is done once; a large export takes some minutes.`)
      await new Promise((resolve) => setTimeout(resolve, 400))
      if (context.isGone || own !== last) return
    }
  }
  const change = async (apply) => {
    const before = JSON.stringify(request)
    apply()
    complain(null)
    try {
      await ask()
      say('The study file follows your answer.')
    } catch (error) {
      // The answer does not fit: the form shows what it was before, with the reason above.
      request = JSON.parse(before)
      try { await ask() } catch { /* the first reason is the one to show */ }
      complain(error.message)
    }
  }
  // Another table or other ids are another look, for which earlier answers mean nothing.
  async function again(apply) {
    apply()
    request.answers = { factors: {}, series: {} }
    proposed = null
    complain(null)
    replace(form)
    replace(file)
    try { await ask() } catch (error) { failed(error) }
  }
  const write = async () => {
    complain(null)
    try {
      const { study } = await post(`folder/${number}/study`, request)
      location.hash = `study/${study}`
    } catch (error) {
      complain(error.message)
    }
  }
  context.title('A new study')
  top('Looking at tables, images and contours.')
  replace(context.part, head, h('div', { class: 'two' }, form, file))
  ask().catch(failed)
}
