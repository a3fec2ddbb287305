// Requests of this page: all are relative to its address, which has the token.

async function answer(response) {
  let body = null
  try {
    body = await response.json()
  } catch {
    throw new Error('The server gave an answer that is no JSON. Load the page again.')
  }
  if (!response.ok) throw new Error(body.error ?? `The server answered ${response.status}.`)
  return body
}

async function send(path, options) {
  let response = null
  try {
    response = await fetch(path, { cache: 'no-store', ...options })
  } catch {
    throw new Error('The server does not answer. Is apus serve still at work? Start it again, and open its new address.')
  }
  return answer(response)
}

export const read = (path) => send(path, {})

export const post = (path, body = {}) => send(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
})
