// A tree of questions: a node has an id, the label of the answer that leads to it, a text, and `answers`, nodes again.
// The text is a question, or the recommendation if there are no answers.

// Return the nodes from the root to the one with an id, or undefined.
export function pathTo(node, id) {
  if (node.id === id) return [node]
  for (const answer of node.answers) {
    const path = pathTo(answer, id)
    if (path) return [node, ...path]
  }
}

export function ids(node) {
  return [node.id, ...node.answers.flatMap(ids)]
}

// The most questions that can follow, this one included.
export function questions(node) {
  return node.answers.length && 1 + Math.max(...node.answers.map(questions))
}
