// Beliefs after each token of one sequence, and the log-likelihood, by the forward recursion in labelled form:
//
//   joint[to] = sum over from of carried[from] T[token, from, to];  belief = joint / sum(joint)
//
// The joint vector is carried on as it is and replaced by the belief only when its sum gets small, which also is when a
// logarithm is taken: no division stands between one token and the next. Sums go row by row (axpy), so that the inner loop
// is contiguous, over tiles of columns that fit in registers where the number of states is known to the compiler.
#include "program.h"
#include <math.h>

#define inlined static inline __attribute__((always_inline))

inlined double filter(const int n, const int tile, const Input *input, double *beliefs) {
  double carried[n], joint[n], log_likelihood = 0, sum = 1;
  memcpy(carried, input->initial_belief, n * sizeof(double));
  for (int t = 0; t < input->length; t++) {
    const double *restrict T = input->labeled_transitions + (size_t)input->words[t] * n * n;
    for (int start = 0; start < n; start += tile) {
      double sums[tile];
      for (int i = 0; i < tile; i++) sums[i] = carried[0] * T[start + i];
      for (int from = 1; from < n; from++) {
        for (int i = 0; i < tile; i++) sums[i] += carried[from] * T[(size_t)from * n + start + i];
      }
      for (int i = 0; i < tile; i++) joint[start + i] = sums[i];
    }
    sum = 0;
    for (int to = 0; to < n; to++) sum += joint[to];
    const double scale = 1 / sum;
    double *belief = beliefs + (size_t)t * n;
    for (int to = 0; to < n; to++) belief[to] = joint[to] * scale;
    if (sum < 1e-200) {
      log_likelihood += log(sum);
      sum = 1;
      for (int to = 0; to < n; to++) joint[to] = belief[to];
    }
    for (int to = 0; to < n; to++) carried[to] = joint[to];
  }
  return log_likelihood + log(sum);
}

static Result job(const Input *input) {
  const int n = input->states;
  const size_t count = (size_t)input->length * n;
  double *beliefs = allocate((count + 1) * sizeof(double));
  beliefs[count] = n == 3    ? filter(3, 3, input, beliefs)
                   : n == 16 ? filter(16, 8, input, beliefs)
                             : filter(n, n, input, beliefs);
  return (Result){beliefs, count + 1};
}

int main(int argc, char **argv) { return serve(argc, argv, job); }
