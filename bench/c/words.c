// Every word of up to `length` tokens, level by level in lexicographic order: its probability and the belief after it.
//
//   joint(word token)[to] = sum over from of joint(word)[from] T[token, from, to];  P = sum(joint);  belief = joint / P
//
// The joint vector of a node is its probability times its belief. The result is the probabilities of all nodes, then their
// beliefs. The number of states is a constant where it is 3.
#include "program.h"

static inline __attribute__((always_inline)) void grow(const Input *input, const int n, double *probability,
                                                       double *beliefs) {
  const double *restrict T = input->labeled_transitions;
  probability[0] = 1;
  memcpy(beliefs, input->initial_belief, n * sizeof(double));
  size_t parent = 0, child = 1;
  for (int level = 0; level < input->length; level++) {
    for (const size_t end = child; parent < end; parent++) {
      double from_joint[n];
      for (int from = 0; from < n; from++) from_joint[from] = probability[parent] * beliefs[parent * n + from];
      for (int token = 0; token < input->tokens; token++, child++) {
        double joint[n], sum = 0;
        for (int to = 0; to < n; to++) joint[to] = 0;
        for (int from = 0; from < n; from++) {
          for (int to = 0; to < n; to++) joint[to] += from_joint[from] * T[(token * n + from) * n + to];
        }
        for (int to = 0; to < n; to++) sum += joint[to];
        const double scale = 1 / sum;
        probability[child] = sum;
        for (int to = 0; to < n; to++) beliefs[child * n + to] = joint[to] * scale;
      }
    }
  }
}

static Result job(const Input *input) {
  const int n = input->states;
  size_t nodes = 1, level = 1;
  for (int k = 0; k < input->length; k++) nodes += level *= input->tokens;
  double *data = allocate(nodes * (n + 1) * sizeof(double));
  if (n == 3) grow(input, 3, data, data + nodes);
  else grow(input, n, data, data + nodes);
  return (Result){data, nodes * (n + 1)};
}

int main(int argc, char **argv) { return serve(argc, argv, job); }
