// Logits to probabilities: the formulas of snippets/activations.py on one row.

export function softmax(logits) {
  const most = Math.max(...logits)
  const exps = logits.map(logit => Math.exp(logit - most))
  const sum = exps.reduce((a, b) => a + b)
  return exps.map(exp => exp / sum)
}

export function logSoftmax(logits) {
  const most = Math.max(...logits)
  const log = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0))
  return logits.map(logit => logit - most - log)
}

export function logsigmoid(logit) {
  return Math.min(logit, 0) - Math.log1p(Math.exp(-Math.abs(logit)))
}
