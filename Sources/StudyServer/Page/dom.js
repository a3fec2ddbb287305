// Elements are made here and nowhere from text with markup: what files of a hospital contain is shown as text.

/** An element with attributes and children; `on` has listeners, and null children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener)
    } else if (name === 'checked' || name === 'value' || name === 'disabled' || name === 'selected' || name === 'open') {
      element[name] = value
    } else {
      element.setAttribute(name, value === true ? '' : String(value))
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

/** Replaces the content of an element. The focus stays on the element of the same id, and open details stay open. */
export function replace(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null
  const open = new Map([...parent.querySelectorAll('details[id]')].map((one) => [one.id, one.open]))
  const range = focused && focused.type === 'text' ? [focused.selectionStart, focused.selectionEnd] : null
  parent.replaceChildren(...children.flat(Infinity).filter((child) => child))
  for (const one of parent.querySelectorAll('details[id]')) if (open.has(one.id)) one.open = open.get(one.id)
  if (!focused) return
  const again = focused.id ? document.getElementById(focused.id) : null
  if (again) {
    again.focus({ preventScroll: true })
    if (range && again.type === 'text') again.setSelectionRange(...range)
  } else if (focused.closest('main')) {
    document.getElementById('content').focus({ preventScroll: true })
  }
}

/** A table; columns are {title, className}, rows are lists of cells, the first of each is its head. Roles are said, because
 * a table that a narrow window shows as cards would lose them. */
export function table(caption, columns, rows) {
  return h('div', { class: 'scroll' }, h('table', { class: 'cards', role: 'table' },
    caption ? h('caption', {}, caption) : null,
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map((column) => h('th', { scope: 'col', role: 'columnheader', class: column.className }, column.title)))),
    h('tbody', { role: 'rowgroup' }, rows.map((cells) => h('tr', { role: 'row' }, cells.map((cell, at) => at === 0
      ? h('th', { scope: 'row', role: 'rowheader' }, cell)
      : h('td', { role: 'cell', class: columns[at].className, 'data-label': columns[at].title }, cell)))))))
}

/** A select of {value, text}. */
export function select(id, label, choices, chosen, change, isHidden = false) {
  return [
    h('label', { for: id, class: isHidden ? 'hidden' : 'block' }, label),
    h('select', { id, on: { change: (event) => change(event.target.value) } },
      choices.map((choice) => h('option', { value: choice.value, selected: choice.value === chosen }, choice.text))),
  ]
}

/** A radio button or a box with its words. */
export function choice(type, id, name, words, isChecked, change, under = null) {
  return h('div', { class: 'choice' },
    h('input', { type, id, name, checked: isChecked, on: { change: (event) => change(event.target.checked) } }),
    h('label', { for: id }, words, under ? h('span', { class: 'under' }, under) : null))
}

/** What only a screen reader says. */
export function say(text) {
  const place = document.getElementById('said')
  if (place.textContent !== text) place.textContent = text
}

/** An error above the page; null removes it. */
export function complain(text) {
  const place = document.getElementById('message')
  place.hidden = !text
  place.textContent = text ?? ''
}

export function counted(count, word) { return `${count} ${word}${count === 1 ? '' : 's'}` }

export function duration(seconds) {
  const whole = Math.max(1, Math.ceil(seconds))
  if (whole < 90) return `${whole} s`
  if (whole < 5400) return `${Math.round(whole / 60)} min`
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`
}

export function day(text) {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? text : date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}
