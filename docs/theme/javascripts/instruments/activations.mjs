// Logits to probabilities: the formulas of snippets/activations.py on one row.

export function softmax(logits) {
  const exps = logits.map(logit => Math.exp(logit - Math.max(...logits)))
  const sum = exps.reduce((a, b) => a + b)
  return exps.map(exp => exp / sum)
}

export function logSoftmax(logits) {
  const most = Math.max(...logits)
  const log = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0))
  return logits.map(logit => logit - most - log)
}

export function sigmoid(logit) {
  return logit < 0 ? Math.exp(logit) / (1 + Math.exp(logit)) : 1 / (1 + Math.exp(-logit))
}

export function logsigmoid(logit) {
  return Math.min(logit, 0) - Math.log1p(Math.exp(-Math.abs(logit)))
}
