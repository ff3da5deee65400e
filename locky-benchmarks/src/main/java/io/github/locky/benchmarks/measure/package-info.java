/**
 * What is measured.
 */
@NullMarked
package io.github.locky.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
