// Entropy, cross entropy and KL divergence in nats: the formulas of snippets/information.py on one row, 0 log 0 = 0.

function expected(p, information) {
  return p.reduce((sum, share, c) => sum + (share && share * information(c)), 0)
}

export function entropy(p) {
  return expected(p, c => -Math.log(p[c]))
}

export function crossEntropy(p, q) {
  return expected(p, c => -Math.log(q[c]))
}

export function klDivergence(p, q) {
  return expected(p, c => Math.log(p[c]) - Math.log(q[c]))
}
