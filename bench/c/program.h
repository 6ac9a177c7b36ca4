// What every program here shares. `program INPUT` reads its input (the layout is in src/input.ts), then serves standard
// input, a line at a time:
//   write PATH   does the job once and writes its numbers to PATH, as raw float64
//   run COUNT    does the job COUNT times and prints {"cpuSeconds": S}, S the CPU time of one
// Each time the job allocates its result, as a call of a library would.
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  int tokens, states, batch, length;
  const double *initial_belief;      // [state]
  const double *labeled_transitions; // [token, from, to]
  const int32_t *words;              // [batch, length]
} Input;

typedef struct {
  double *data;
  size_t count;
} Result;

static void *allocate(size_t bytes) {
  void *memory = malloc(bytes);
  if (!memory) {
    perror("malloc");
    exit(1);
  }
  return memory;
}

static Input read_input(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  size_t bytes = (size_t)ftell(file);
  rewind(file);
  char *data = allocate(bytes);
  if (fread(data, 1, bytes, file) != bytes) {
    perror(path);
    exit(1);
  }
  fclose(file);
  const int32_t *sizes = (const int32_t *)data;
  const size_t tokens = sizes[0], states = sizes[1];
  Input input = {.tokens = sizes[0], .states = sizes[1], .batch = sizes[2], .length = sizes[3]};
  input.initial_belief = (const double *)(data + 16);
  input.labeled_transitions = input.initial_belief + states;
  const double *emission_form = input.labeled_transitions + tokens * states * states; // not needed here
  input.words = (const int32_t *)(emission_form + states * states + states * tokens);
  return input;
}

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static int serve(int argc, char **argv, Result (*job)(const Input *)) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s INPUT\n", argv[0]);
    return 2;
  }
  const Input input = read_input(argv[1]);
  char line[4096];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    if (!strncmp(line, "write ", 6)) {
      Result result = job(&input);
      FILE *file = fopen(line + 6, "wb");
      if (!file || fwrite(result.data, sizeof(double), result.count, file) != result.count || fclose(file)) {
        perror(line + 6);
        return 1;
      }
      free(result.data);
      printf("{}\n");
    } else {
      const int count = atoi(line + 4);
      double seconds = 0;
      for (int i = 0; i < count; i++) {
        const double start = cpu_seconds();
        Result result = job(&input);
        seconds += cpu_seconds() - start;
        free(result.data);
      }
      printf("{\"cpuSeconds\": %.9g}\n", seconds / count);
    }
    fflush(stdout);
  }
  return 0;
}

#endif
