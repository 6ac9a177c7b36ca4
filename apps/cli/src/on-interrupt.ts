const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs an action once when the user ends the command (Ctrl-C) or the system asks it to end. A second time ends it at once.
 *
 * @returns Takes the action back.
 */
export function onInterrupt(action: () => void): () => void {
  const release = (): void => signals.forEach((signal) => process.off(signal, interrupted));
  const interrupted = (): void => {
    release();
    action();
  };
  signals.forEach((signal) => process.on(signal, interrupted));
  return release;
}
