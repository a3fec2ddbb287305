import { complain, h, replace } from './dom.js'
import { showComparison } from './compare.js'
import { showForm } from './form.js'
import { showList } from './list.js'
import { read } from './server.js'
import { showStudy } from './study.js'

const content = document.getElementById('content')
let leave = () => {}

/** The part after # names a view; numbers are those that the server gives. */
function view(place) {
  const [name, ...numbers] = place.replace(/^#/, '').split('/')
  const all = numbers.map(Number)
  if (name === 'study' && Number.isInteger(all[0])) return (part) => showStudy(part, all[0])
  if (name === 'folder' && Number.isInteger(all[0])) return (part) => showForm(part, all[0])
  if (name === 'compare' && all.length === 2 && all.every(Number.isInteger)) return (part) => showComparison(part, ...all)
  return (part) => showList(part)
}

async function show(isFirst) {
  leave()
  complain(null)
  const part = h('div')
  const own = { isGone: false, stops: [] }
  leave = () => {
    own.isGone = true
    for (const stop of own.stops) stop()
  }
  const context = {
    part,
    get isGone() { return own.isGone },
    onLeave: (stop) => own.stops.push(stop),
    title: (text) => { document.title = `${text} - Apus` },
  }
  replace(content, h('p', { class: 'quiet' }, 'Loading.'))
  try {
    await view(location.hash)(context)
  } catch (error) {
    if (own.isGone) return
    complain(error.message)
    replace(content, h('p', {}, h('a', { href: '#' }, 'All studies')))
    return
  }
  if (own.isGone) return
  content.replaceChildren(part)
  window.scrollTo(0, 0)
  const head = content.querySelector('h1')
  if (head && !isFirst) {
    head.tabIndex = -1
    head.focus()
  }
}

document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault()
  content.focus()
})
window.addEventListener('hashchange', () => show(false))
show(true)
read('studies.json').then((view) => { document.getElementById('place').textContent = view.folder }, () => {})
