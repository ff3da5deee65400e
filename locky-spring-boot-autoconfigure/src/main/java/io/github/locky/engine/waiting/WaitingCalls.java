package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.List;

/**
 * Who waits for a resource in this instance.
 *
 * @param resource the resource
 * @param lockers for whom, in the order of their turns, at least one
 * @param longest how long the one has waited that has waited longest
 */
public record WaitingCalls(String resource, List<String> lockers, Duration longest) {
}
