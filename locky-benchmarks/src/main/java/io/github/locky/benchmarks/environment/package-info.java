/**
 * Redis and the JVMs that the benchmarks run in.
 */
@NullMarked
package io.github.locky.benchmarks.environment;

import org.jspecify.annotations.NullMarked;
