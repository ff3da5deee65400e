/**
 * The subjects, one adapter class for each.
 */
@NullMarked
package io.github.locky.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
